// Values in a reader's words: the same rules as the report and the terminal have (presenting/wording.py), told per column.
import type { Column, Value } from "./types";

export const NOTHING = "–";

// Control characters and invisible direction marks: they could rewrite a reader's line.
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const DATE = /^\d{4}(-\d\d){0,2}$/;
const LONG_WORD = 18;
const WORDY = 36;
const LENGTHY = 110;
/** A cell that lists more than so many things names the first few; the downloads have them all. */
const MOST_LISTED = 12;
const FIRST_LISTED = 6;

/** The text without characters that act rather than show. */
export function plain(text: string): string {
  return text.replace(UNSEEN, "");
}

/** One cell in words. */
export function shown(column: Column, value: unknown): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (Array.isArray(value) && !value.length) return NOTHING;
  if (typeof value === "boolean") {
    if (column.name === "illustrative") return value ? "illustrative" : "sourced";
    return value ? "yes" : "no";
  }
  if (typeof value === "number") return column.year ? String(value) : number(column, value);
  if (column.codes) {
    const words = column.codes;
    return codesOf(value)
      .map((code) => words[code]?.label ?? plain(code))
      .join(", ");
  }
  if (Array.isArray(value)) {
    const [first, more] = firstOf(value);
    return text(first) + more;
  }
  return text(value);
}

/** The things that a cell lists, where they are many the first few; and how many more there are, in words. */
export function firstOf<T>(list: T[]): [T[], string] {
  if (list.length <= MOST_LISTED) return [list, ""];
  return [list.slice(0, FIRST_LISTED), `; and ${list.length - FIRST_LISTED} more`];
}

/** The codes in a cell, which may hold several as a list or with ";" between. */
export function codesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap(codesOf) : String(value).split(";");
}

/** Whether a cell is something inferred or derived by a rule rather than sourced. */
export function uncertain(column: Column, value: unknown): boolean {
  return (
    (column.name === "confidence" && value === "partial") ||
    (column.name === "illustrative" && value === true)
  );
}

/** Amounts stand right; a year is a name of its row and stands left. */
export function right(column: Column): boolean {
  return column.numeric && !column.year;
}

/** How a cell is set: amounts right, dates in one piece, what has no gap may break anywhere. */
export function setting(column: Column, words: string): string {
  if (right(column)) return "phx-number";
  if (DATE.test(words)) return "phx-date";
  const lengthy = words.length > WORDY;
  if (words.split(/\s+/).some((word) => word.length > LONG_WORD))
    return lengthy ? "phx-long phx-wordy" : "phx-long";
  if (words.length > LENGTHY) return "phx-wordy lengthy";
  return lengthy ? "phx-wordy" : "";
}

/** A parameter's value in words: its label where the catalogue has one. */
export function worded(
  value: unknown,
  choices: readonly { value: string; label: string }[] | null | undefined,
): string {
  if (value === null || value === undefined || value === "") return NOTHING;
  if (Array.isArray(value)) return value.map((one) => worded(one, choices)).join(", ");
  return choices?.find((choice) => choice.value === value)?.label ?? text(value as Value);
}

function number(column: Column, value: number): string {
  const places = { minimumFractionDigits: column.decimals, maximumFractionDigits: column.decimals };
  const said = new Intl.NumberFormat("en-GB", places)
    .format(column.share ? value * 100 : value)
    .replace(/^-(?=[0.]*$)/, ""); // what rounds to nothing has no sign
  return (column.share ? `${said} %` : said).replace("-", "−");
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join("; ");
  if (value !== null && typeof value === "object") return JSON.stringify(value);
  return plain(String(value));
}

/** Parts of names that are written in capitals, as in `vocabulary/wording.py`. */
const ABBREVIATED = /\b(eu|eur|nato|eea|efta|jef|pesco|safe|gdp|us|tfeu|sme)\b/g;

/** A name of a kind, a column or a parameter as words: "value_eur_m" reads "value EUR m". */
export function heading(name: string): string {
  const words = name.replaceAll("_", " ").trim() || name;
  return plain(words.replace(ABBREVIATED, (part) => part.toUpperCase()));
}

/** The same at the beginning of a line. */
export function headed(name: string): string {
  const words = heading(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
