// Whose agreements are whose on a day: the same rules as the portfolio of a state (analyses/agreements/portfolio.py).
import { partiesOn } from "../../lib/atlas/standing";
import type { Agreement, Atlas } from "../../lib/atlas/types";

export interface Tally {
  /** Every agreement it is a party to on the day, latest first; those that ended count too. */
  agreements: Agreement[];
  /** How many of them are of the two alone, by the parties of the day. */
  bilateral: number;
  /** Its partners with the number of agreements; a row that only records a joining ties nobody. */
  partners: Map<string, number>;
}

/** A tally for every party that has an agreement. */
export function tallies(atlas: Atlas, day: string): Map<string, Tally> {
  const found = new Map<string, Tally>();
  for (const one of latestFirst(atlas.agreements)) {
    const parties = partiesOn(one, day);
    for (const party of parties) {
      let tally = found.get(party);
      if (!tally) found.set(party, (tally = { agreements: [], bilateral: 0, partners: new Map() }));
      tally.agreements.push(one);
      if (parties.length === 2) tally.bilateral += 1;
      if (one.accession) continue;
      for (const partner of parties) {
        if (partner !== party) tally.partners.set(partner, (tally.partners.get(partner) ?? 0) + 1);
      }
    }
  }
  return found;
}

export function latestFirst(agreements: readonly Agreement[]): Agreement[] {
  return [...agreements].sort((a, b) =>
    a.first < b.first ? 1 : a.first > b.first ? -1 : a.id < b.id ? -1 : 1,
  );
}

/** The year in which it was signed, or announced. */
export function yearOf(one: Agreement): number {
  return Number(one.first.slice(0, 4));
}

export interface YearCount {
  year: number;
  bilateral: number;
  plurilateral: number;
}

/** How many agreements of each year, with the years in between that have none. */
export function byYear(
  agreements: readonly Agreement[],
  day: string,
  first: number,
  last: number,
): YearCount[] {
  const years = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({
    year: first + index,
    bilateral: 0,
    plurilateral: 0,
  }));
  for (const one of agreements) {
    const found = years[yearOf(one) - first];
    if (found) found[partiesOn(one, day).length === 2 ? "bilateral" : "plurilateral"] += 1;
  }
  return years;
}

/** The first and the last year in which any agreement of the atlas was signed. */
export function spanOf(atlas: Atlas): readonly [number, number] {
  const last = Number(atlas.world.valid_on.slice(0, 4));
  const first = atlas.agreements.reduce((least, one) => Math.min(least, yearOf(one)), last);
  return [first, last];
}
