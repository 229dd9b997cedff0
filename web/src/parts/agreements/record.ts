// One record as /api/v1/records/ID tells it, and its cells in a reader's words.
import { fetched } from "../../lib/source";
import { clocks } from "../../lib/atlas/atlas.svelte";
import type { Atlas, Stamp } from "../../lib/atlas/types";
import { headed, plain } from "../answer/wording";
import { day, label, link, number, partyName } from "../../lib/words";

export interface Claim {
  value: string | null;
  grade: string;
  source: string;
  since: string;
}

/** What is said of one field: the value that speaks, or what only a source of grade E claims. */
export interface Field extends Claim {
  field: string;
  /** The number of the entry that brought it. */
  entry: number;
  claimed: string | null;
  passage: string | null;
  valid_from: string | null;
  who: string;
  why: string;
  contradicted_by: Claim[];
}

/** One entry of the journal; `field` null means the whole record, whose cells `value` then holds as JSON. */
export interface Entry {
  seq: number;
  at: string;
  who: string;
  why: string;
  field: string | null;
  value: string | null;
  source: string;
  grade: string;
  passage: string | null;
  valid_from: string | null;
  hash: string;
}

export interface Related {
  record: string;
  title: string;
  signed: string | null;
  why: string;
}

export interface FactRecord {
  record: string;
  kind: string;
  title: string;
  /** null where it was withdrawn, or is not part of the World yet. */
  values: Record<string, unknown> | null;
  fields: Field[];
  history: Entry[];
  related: Related[];
  address: string | null;
  cite: { text: string; bibtex: string };
  world: Stamp;
}

/** A record as it travels: what is empty is left out, and the words of an entry stand once, in the history. */
interface Sent extends Omit<FactRecord, "fields"> {
  fields: (Pick<Field, "field" | "value" | "source" | "grade" | "entry"> &
    Partial<Pick<Field, "claimed" | "passage" | "valid_from" | "contradicted_by">>)[];
}

export async function loadRecord(id: string): Promise<FactRecord> {
  return whole(shown(await fetched<Sent>(`records/${id}`, clocks())));
}

function whole(record: Sent): FactRecord {
  const entries = new Map(record.history.map((entry) => [entry.seq, entry]));
  const nothing = { claimed: null, passage: null, valid_from: null, contradicted_by: [] };
  const fields = record.fields.map((field) => {
    const { at: since = "", who = "", why = "" } = entries.get(field.entry) ?? {};
    return { ...nothing, since, who, why, ...field };
  });
  return { ...record, fields };
}

/** The same without characters that would turn a line round or hide in it. */
function shown<T>(value: T): T {
  if (typeof value === "string") return plain(value) as T;
  if (Array.isArray(value)) return value.map(shown) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shown(part)])) as T;
}

const TITLES: Record<string, string> = {
  id: "Permanent name",
  mutual_defence: "Mutual defence clause",
  value_eur_m: "Money named",
  scope: "Coverage",
  source_url: "Main source",
  source_grade: "Grade of the main source",
  source_title: "Title of the main source",
  source_date: "Date of the main source",
  iso2: "Code",
  eu_since: "EU member since",
  nato_since: "NATO member since",
  pop_m: "Population, million",
  gdp_eur_bn_2024: "Economy 2024, billion euro",
  def_exp_eur_bn_2024: "Defence 2024, billion euro",
  def_exp_pct_gdp_2024: "Defence 2024, % of GDP",
  def_exp_eurostat_cofog_eur_bn_2024: "Defence 2024 as Eurostat counts it, billion euro",
};

/** What a field is called. */
export function fieldTitle(field: string): string {
  return TITLES[field] ?? headed(field);
}

/** The vocabulary behind a field, where it goes by another name. */
const CODED: Record<string, string> = { domains: "domain", source_grade: "grade" };
const OF_PARTIES = new Set([
  "parties",
  "members",
  "party",
  "states",
  "partner",
  "lead_nations",
  "participants",
]);
const PROSE = new Set(["id", "title", "name", "summary", "note", "purpose", "why", "source_title"]);
const DATE = /^\d{4}-\d{2}(-\d{2})?$/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** A cell, which is text with lists joined by `;`, in a reader's words. */
export function inWords(atlas: Atlas, field: string, cell: string): string {
  if (field === "value_eur_m" && NUMBER.test(cell)) return `${number(Number(cell))} million euro`;
  if (PROSE.has(field) || cell.includes("; ") || link(cell)) return cell;
  const codes = CODED[field] ?? field;
  const worded = (part: string): string => {
    if (OF_PARTIES.has(field)) return partyName(atlas, part);
    if (codes !== "grade" && atlas.codes[codes]?.[part]) return label(atlas, codes, part);
    return DATE.test(part) ? day(part) : part;
  };
  return cell.split(";").map(worded).join(", ");
}

/** The day of a moment of the journal: "2026-11-21T00:00:00Z" is 21 November 2026. */
export function onDay(moment: string): string {
  return day(moment.slice(0, 10));
}

/** A day that stands for as much as is known: the first of January for a year, the first of a month for a month. */
export function coarse(exact: string): string {
  return exact.replace(/(-01)?-01$/, "");
}
