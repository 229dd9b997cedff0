// Which agreements are shown: the filters that map and list share, read from the address bar and written back to it.
import { partiesOn, kindOf } from "./standing";
import type { Agreement, Atlas, Scope } from "./types";

/** Facets whose values are codes; the name is the one in the address. */
export const FACETS = [
  "form",
  "legal_type",
  "scope",
  "domain",
  "clause",
  "level",
  "status",
  "kind",
  "grade",
] as const;
export type Facet = (typeof FACETS)[number];

/** The field of codes behind a facet, where it goes by another name. */
export const FIELD: Record<Facet, string> = {
  form: "form",
  legal_type: "legal_type",
  scope: "scope",
  domain: "domain",
  clause: "mutual_defence",
  level: "level",
  status: "status",
  kind: "kind",
  grade: "grade",
};

export interface Filters {
  /** A scope or grouping: among whom. */
  among: string;
  /** Chosen codes by facet; none means all. Several of one facet: any of them. */
  chosen: Partial<Record<Facet, readonly string[]>>;
  /** Parties that must all take part. */
  party: readonly string[];
  /** Words that must all occur. */
  q: string;
  /** Signed from and to, as days. */
  from: string;
  to: string;
}

export function filtersIn(query: URLSearchParams): Filters {
  const chosen: Filters["chosen"] = {};
  for (const facet of FACETS) {
    const values = query.getAll(facet);
    if (values.length) chosen[facet] = values;
  }
  return {
    among: query.get("among") ?? "all",
    chosen,
    party: query.getAll("party"),
    q: query.get("q") ?? "",
    from: query.get("from") ?? "",
    to: query.get("to") ?? "",
  };
}

/** The codes that an agreement has in a facet. */
export function codesOf(agreement: Agreement, facet: Facet): readonly string[] {
  switch (facet) {
    case "domain":
      return agreement.domains;
    case "clause":
      return [agreement.mutual_defence];
    case "kind":
      return [kindOf(agreement)];
    default:
      return [agreement[facet]];
  }
}

/** A function that says whether an agreement passes; `without` leaves one facet out, to count its own choices. */
export function passing(
  atlas: Atlas,
  filters: Filters,
  day: string,
  without?: Facet,
): (one: Agreement) => boolean {
  const scope = atlas.scopes.find((one) => one.id === filters.among);
  const among = scope && scope.id !== "all" ? within(scope) : null;
  const chosen = Object.entries(filters.chosen).filter(([facet]) => facet !== without) as [Facet, string[]][];
  const sets = chosen.map(([facet, codes]) => [facet, new Set(codes)] as const);
  const words = folded(filters.q).split(/\s+/).filter(Boolean);
  return (one) =>
    (!among || among(one)) &&
    sets.every(([facet, codes]) => codesOf(one, facet).some((code) => codes.has(code))) &&
    (!filters.party.length || all(filters.party, partiesOn(one, day))) &&
    (!filters.from || one.first >= firstDay(filters.from)) &&
    (!filters.to || one.first <= lastDay(filters.to)) &&
    (!words.length || holds(words, textOf(atlas, one)));
}

function all(wanted: readonly string[], there: readonly string[]): boolean {
  return wanted.every((one) => there.includes(one));
}

function holds(words: readonly string[], text: string): boolean {
  return words.every((word) => text.includes(word));
}

/** Whether a scope means an agreement; the same rule as `select` in the World. */
function within(scope: Scope): (one: Agreement) => boolean {
  const members = scope.parties && new Set(scope.parties);
  const first = scope.first && firstDay(scope.first);
  const last = scope.last && lastDay(scope.last);
  return (one) =>
    (!members ||
      (scope.every ? one.parties.every((p) => members.has(p)) : one.parties.some((p) => members.has(p)))) &&
    (scope.kind === "all" || kindOf(one) === scope.kind) &&
    (!first || one.first >= first) &&
    (!last || one.first <= last);
}

/** The first day that a year, a month or a day means. */
export function firstDay(partial: string): string {
  return partial + "-01-01".slice(partial.length - 4);
}

/** The last day that a year, a month or a day means; days up to the 31st compare right for every month. */
export function lastDay(partial: string): string {
  return partial + "-12-31".slice(partial.length - 4);
}

const texts = new WeakMap<Agreement, string>();

/** What a search looks through, folded: title, summary, names of the parties, id. */
function textOf(atlas: Atlas, one: Agreement): string {
  let text = texts.get(one);
  if (text === undefined) {
    const names = [...one.parties, ...Object.keys(one.joined ?? {})].map(
      (code) => atlas.parties[code]?.name ?? code,
    );
    text = folded([one.title, one.summary ?? "", ...names, one.id].join(" "));
    texts.set(one, text);
  }
  return text;
}

/** Lower case without accents: "Böll" is found by "boll", and Łódź by "lodz". */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ł/g, "l")
    .replace(/ø/g, "o")
    .replace(/ß/g, "ss");
}
