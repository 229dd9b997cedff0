// An Answer as the page gets it (`format=page`): the contract, with finished charts and the report's words.
import type { Stamp } from "../../lib/atlas/types";

export type Value = string | number | boolean | null;
export type Row = Record<string, unknown>;

export interface Finding {
  name: string;
  value: Value;
  unit: string;
  text: string;
  evidence: string[];
  assumptions: string[];
}

export interface Code {
  label: string;
  /** The colour token, such as "form-strategic-partnership"; null where the code has none. */
  colour: string | null;
  meaning: string | null;
}

/** How a column reads: its heading, and the form of its values. */
export interface Column {
  name: string;
  heading: string;
  numeric: boolean;
  share: boolean;
  year: boolean;
  decimals: number;
  /** The words of the codes in it, where its values are codes. */
  codes?: Record<string, Code>;
}

export interface Rows {
  columns: Column[];
  rows: Row[];
}

export type Specification = Record<string, unknown>;

export interface Chart {
  name: string;
  title: string;
  subtitle: string;
  /** Its rows by the names that the specifications give them. */
  data: Record<string, Rows>;
  /** Takes the width it is given; what is composed of several views keeps its own. */
  stretches: boolean;
  /** Writes labels into the drawing, which may hang over its edge. */
  lettered: boolean;
  light: Specification;
  dark: Specification;
}

export interface GeoFeature {
  type: "Feature";
  geometry: Geometry | null;
  properties: Row | null;
}

export type Position = readonly number[];
export type Geometry =
  | { type: "Point"; coordinates: Position }
  | { type: "MultiPoint" | "LineString"; coordinates: Position[] }
  | { type: "MultiLineString" | "Polygon"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] }
  | { type: "GeometryCollection"; geometries: Geometry[] };

export interface AnswerMap {
  name: string;
  title: string;
  geojson: { type: "FeatureCollection"; features: GeoFeature[] };
  /** How the properties of its features read. */
  columns: Column[];
}

export interface Answer {
  question: string;
  title: string;
  parameters: Record<string, unknown>;
  world: Stamp;
  findings: Finding[];
  tables: Record<string, Row[]>;
  headings: Record<string, { title: string; labels: Record<string, string>; columns: Column[] }>;
  charts: Chart[];
  maps: AnswerMap[];
  notes: string[];
  /** The look that all charts share; a chart's own config is what it has besides. */
  themes: { light?: Specification; dark?: Specification };
  words: { asked: string; source: string; findings: Record<string, { value: string; unit: string }> };
}

/** One parameter of a question, with everything a form needs. */
export interface Parameter {
  name: string;
  description: string;
  /** choice, scope, state, several_states, day, text, number, whole or flag; others are asked for as text. */
  type: string;
  required: boolean;
  default: Value;
  choices: { value: string; label: string }[] | null;
}

export interface Question {
  name: string;
  title: string;
  about: string;
  parameters: Parameter[];
  formats: string[];
  /** In an export: the parameters of each answer that was published. */
  published?: Record<string, string>[];
}
