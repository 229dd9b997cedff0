// What two or three states have in common and alone: partners, agreements among them, measures side by side.
import { partiesOn } from "../../lib/atlas/standing";
import type { Agreement, Atlas } from "../../lib/atlas/types";
import { latestFirst, type Tally } from "../../parts/agreements/tally";
import type { Measure } from "./portfolio";

/** The agreements to which all of them are parties on the day, and those of only some of them (two at least). */
export function among(
  atlas: Atlas,
  codes: readonly string[],
  day: string,
): { all: Agreement[]; some: Agreement[] } {
  const all: Agreement[] = [];
  const some: Agreement[] = [];
  for (const one of latestFirst(atlas.agreements)) {
    const parties = partiesOn(one, day);
    const there = codes.filter((code) => parties.includes(code)).length;
    if (there === codes.length) all.push(one);
    else if (there > 1) some.push(one);
  }
  return { all, some };
}

export interface Shared {
  code: string;
  /** Agreements with each of the states compared, in their order. */
  with: number[];
}

/** Partners of every one of them, most agreements first; and for each of them those that no other one has. */
export function partners(
  codes: readonly string[],
  tallies: ReadonlyMap<string, Tally>,
): { common: Shared[]; alone: string[][] } {
  const each = codes.map((code) => tallies.get(code)?.partners ?? new Map<string, number>());
  const outside = [...new Set(each.flatMap((one) => [...one.keys()]))].filter(
    (code) => !codes.includes(code),
  );
  const counted = outside.map((code) => ({ code, with: each.map((one) => one.get(code) ?? 0) }));
  const sum = (one: Shared): number => one.with.reduce((total, count) => total + count, 0);
  return {
    common: counted
      .filter((one) => one.with.every((count) => count > 0))
      .sort((a, b) => sum(b) - sum(a) || (a.code < b.code ? -1 : 1)),
    alone: codes.map((_, at) =>
      counted
        .filter((one) => one.with.every((count, index) => (index === at ? count > 0 : count === 0)))
        .sort((a, b) => sum(b) - sum(a) || (a.code < b.code ? -1 : 1))
        .map((one) => one.code),
    ),
  };
}

export interface Line {
  measure: string;
  meaning: string;
  median: number | null;
  values: { value: number; rank: number | null; states: number }[];
}

/** The measures of several portfolios, one line a measure. */
export function sideBySide(each: readonly (readonly Measure[])[]): Line[] {
  return (each[0] ?? []).map((first) => ({
    measure: first.measure,
    meaning: first.meaning,
    median: first.median,
    values: each.map((measures) => {
      const found = measures.find((one) => one.measure === first.measure) ?? first;
      return { value: found.value, rank: found.rank, states: found.states };
    }),
  }));
}
