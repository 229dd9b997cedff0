// Kinds of facts as /api/v1/kinds tells them: the data dictionary, and the files there are.
import { config } from "../../lib/config";

export interface Field {
  name: string;
  /** text, number, integer, flag or set. */
  type: string;
  /** What a value must look like, such as "date, YYYY[-MM[-DD]]" or "number, million EUR". */
  takes?: string;
  required: boolean;
  meaning: string;
  codes: Record<string, string> | null;
}

export interface Kind {
  kind: string;
  title: string;
  columns: Field[];
  rows: number;
  /** In an export: the formats that were written. */
  formats?: string[];
}

const FORMATS = [
  ["csv", "CSV", "for spreadsheets"],
  ["xlsx", "XLSX", "for Excel"],
  ["parquet", "Parquet", "typed, for analysis"],
  ["json", "JSON", "for programs"],
] as const;

/** The files of a kind: format, name, and whom it suits. */
export function filesOf(kind: Kind): readonly (readonly [string, string, string])[] {
  const held = kind.formats ?? (config.static ? ["csv"] : FORMATS.map(([format]) => format));
  return FORMATS.filter(([format]) => held.includes(format));
}
