// Draws a chart's specification with Vega into the page: to the width there is, with its labels apart, without eval.
// Loaded when the first chart is shown; nothing else of the page needs Vega.
import { LOG_ERRORS, logger as log, parse, View } from "./vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile } from "vega-lite";
import { breakNames, encodings } from "./axes";
import { hatch } from "./hatching";
import { shrink, spread } from "./labels";
import { tip } from "./tooltip";
import { wrap } from "./wrapping";
import type { Answer, Chart, Specification } from "./types";

type Theme = "light" | "dark";

/** Of a drawing's width, what the title of a level axis may take, and the mean width of its letters. */
const TITLE_SHARE = 0.8;
const TITLE_LETTER = 6.4;
/** A plot narrower than this says nothing; it is let scroll. */
const NARROWEST = 90;
/** A narrower plot has other labels, which may hang over in their turn. */
const TRIES = 4;
const SANS = "Inter";

/** A drawing in the page; `end` gives back what it holds. */
export interface Drawing {
  element: HTMLElement;
  svg: SVGSVGElement;
  end: () => void;
}

/** Draw a chart in a theme, as wide as `width` pixels if it can be. */
export async function draw(answer: Answer, chart: Chart, theme: Theme, width: number): Promise<Drawing> {
  await fonts();
  const spec = fitted(chart, theme, width, answer.themes[theme]);
  const element = document.createElement("div");
  let view = await run(spec, element);
  // Legends begin beside the names of the axis, and how wide those are is known when they are drawn.
  if (chart.stretches && narrowLegends(spec, chart, width - view.origin()[0])) {
    view.finalize();
    element.replaceChildren();
    view = await run(spec, element);
  }
  if (chart.stretches && chart.lettered) await narrow(view, element, width);
  const svg = drawn(element);
  hatch(svg.outerHTML);
  spread(svg);
  shrink(svg, SANS);
  silence(element, svg);
  return { element, svg, end: () => view.finalize() };
}

async function run(spec: Specification, element: HTMLElement): Promise<View> {
  const logger = log(LOG_ERRORS); // a reader's console is no place for advice to authors
  const plan = compile(spec as never, { logger }).spec;
  const view = new View(parse(plan, undefined, { ast: true }), {
    expr: expressionInterpreter, // without eval, which the page does not allow
    renderer: "svg",
    container: element,
    hover: true,
    logger,
    loader: { load: refused, sanitize: refused } as never,
    tooltip: tip,
  });
  await view.runAsync();
  return view;
}

/** Make the plot so much narrower as letters hang over the edge, which the engine's own fitting forgets. */
async function narrow(view: View, element: HTMLElement, width: number): Promise<void> {
  let overhang = drawn(element).width.baseVal.value - width;
  for (let tries = 0; overhang !== 0 && tries < TRIES; tries++) {
    await view.width(Math.max(view.width() - overhang, NARROWEST)).runAsync();
    overhang = Math.max(drawn(element).width.baseVal.value - width, 0);
  }
}

/** The specification with its rows and the width there is. The page sets the title itself and has the ground. */
function fitted(chart: Chart, theme: Theme, width: number, look: Specification = {}): Specification {
  const spec = structuredClone(chart[theme]);
  const config: Specification = { ...structuredClone(look), ...(spec["config"] as Specification) };
  spec["config"] = config;
  spec["datasets"] = Object.fromEntries(Object.entries(chart.data).map(([name, { rows }]) => [name, rows]));
  spec["background"] = null;
  spec["padding"] = 1;
  config["aria"] = false; // the figure says what it shows, and its table holds the numbers
  const rows = Object.values(chart.data).flatMap((each) => each.rows);
  breakNames(spec, rows, Math.min(width, 680));
  if (chart.stretches) breakTitles(spec, width);
  if (chart.stretches) {
    const own = spec["width"];
    const usual = 680;
    spec["width"] = typeof own === "number" && own < usual ? Math.min(own, width) : width;
    if (chart.lettered) spec["autosize"] = "pad";
    narrowLegends(spec, chart, width);
  }
  return spec;
}

/** The title of a level axis in as many lines as keep it within the drawing. */
function breakTitles(spec: Specification, width: number): void {
  const room = Math.floor((width * TITLE_SHARE) / TITLE_LETTER);
  for (const { x } of encodings(spec)) {
    const title = x?.["title"];
    if (x && typeof title === "string" && title.length > room) x["title"] = wrap(title, room, 3, " …");
  }
}

/** Legends of codes in as many columns as fit beside one another; tells whether that changes any. */
function narrowLegends(spec: Specification, chart: Chart, width: number): boolean {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return false;
  context.font = `12px ${SANS}`;
  let changed = false;
  for (const channel of colourChannels(spec)) {
    const values = new Set<string>();
    for (const { rows } of Object.values(chart.data)) {
      for (const row of rows) if (channel["field"] in row) values.add(words(chart, channel["field"], row));
    }
    const longest = Math.max(40, ...[...values].map((value) => context.measureText(value).width));
    const columns = Math.max(1, Math.floor((width - 8) / (longest + 34)));
    const legend = { ...(channel["legend"] as object | undefined) } as Record<string, unknown>;
    const before = legend["columns"];
    delete legend["columns"];
    channel["legend"] = columns < values.size ? { ...legend, columns } : legend;
    changed ||= before !== (columns < values.size ? columns : undefined);
  }
  return changed;
}

function words(chart: Chart, field: string, row: Record<string, unknown>): string {
  const value = String(row[field]);
  for (const { columns } of Object.values(chart.data)) {
    const code = columns.find((column) => column.name === field)?.codes?.[value];
    if (code) return code.label;
  }
  return value;
}

type Channel = Record<string, unknown> & { field: string };

function* colourChannels(node: unknown): Generator<Channel> {
  if (Array.isArray(node)) for (const item of node) yield* colourChannels(item);
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "encoding" && typeof value === "object" && value !== null) {
      for (const name of ["color", "fill", "stroke"]) {
        const channel = (value as Record<string, Record<string, unknown> | undefined>)[name];
        const coded = channel?.["type"] === "nominal" || channel?.["type"] === "ordinal";
        if (channel && coded && typeof channel["field"] === "string" && channel["legend"] !== null)
          yield channel as Channel;
      }
    } else if (key !== "datasets" && key !== "config") yield* colourChannels(value);
  }
}

/** Letters are measured before they are drawn: the typefaces must be there. */
async function fonts(): Promise<void> {
  await Promise.all([document.fonts.load(`12px ${SANS}`), document.fonts.load(`600 12px ${SANS}`)]).catch(
    () => undefined, // the system's own typeface then
  );
}

function drawn(element: HTMLElement): SVGSVGElement {
  const svg = element.querySelector("svg");
  if (!svg) throw new Error("the chart was not drawn");
  return svg;
}

/** The figure around it has the name; what Vega says of itself would be a second one. */
function silence(element: HTMLElement, svg: SVGSVGElement): void {
  for (const node of [element, ...element.querySelectorAll<HTMLElement>("div")]) {
    for (const name of ["role", "aria-label", "aria-roledescription"]) node.removeAttribute(name);
  }
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
}

/** A chart brings its data; it loads nothing from anywhere. */
function refused(address: string): Promise<never> {
  return Promise.reject(new Error(`A chart asks for ${address}; charts load nothing.`));
}
