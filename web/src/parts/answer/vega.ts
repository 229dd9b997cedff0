// Vega with what Vega-Lite can ask of it: marks, scales, axes, and the transforms of tables, curves and maps. Left out
// are trees, forces, word clouds, Voronoi cells and cross filters, which no chart in Vega-Lite has: a tenth of it all.
import { transforms } from "vega-dataflow";
import * as encode from "vega-encode";
import * as geo from "vega-geo";
import * as regression from "vega-regression";
import * as tables from "vega-transforms";
import * as views from "vega-view-transforms";

Object.assign(transforms, tables, views, encode, geo, regression);

export { parse } from "vega-parser";
export { Error as LOG_ERRORS, logger } from "vega-util";
export { View } from "vega-view";
