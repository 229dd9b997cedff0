// The web on a day: ties between two, pacts of three and more, and in how many agreements each party takes part.
import { partiesOn, stands } from "./standing";
import type { Agreement, Atlas } from "./types";

export type Clause = "assistance" | "consultation" | "none";

/** Two parties with every agreement that they alone share; from the oldest to the newest. */
export interface Tie {
  /** Their codes in order, such as "FR-PL". */
  key: string;
  parties: readonly [string, string];
  agreements: Agreement[];
  /** The strongest promise among the agreements. */
  clause: Clause;
}

/** Three parties or more with every agreement that exactly they share; from the oldest to the newest. */
export interface Pact {
  key: string;
  parties: readonly string[];
  agreements: Agreement[];
  clause: Clause;
}

export interface Web {
  /** Every agreement that stands and passes, from the oldest to the newest. */
  standing: Agreement[];
  ties: Map<string, Tie>;
  pacts: Map<string, Pact>;
  /** In how many standing agreements a party takes part. */
  counts: Map<string, number>;
}

/** The name of a tie or pact: the codes of its parties in order. */
export function keyOf(parties: readonly string[]): string {
  return [...parties].sort().join("-");
}

/** The web on a day, made of the agreements that pass.
 *
 * Who is tied goes by the parties of the day: a pact of two that others joined is a pact of several from then on. A
 * record that only tells of a joining counts as an agreement but ties nobody, as the agreement joined does already.
 */
export function webOn(atlas: Atlas, passes: (one: Agreement) => boolean, day: string): Web {
  const web: Web = { standing: [], ties: new Map(), pacts: new Map(), counts: new Map() };
  for (const one of inOrder(atlas)) {
    if (!stands(one, day) || !passes(one)) continue;
    web.standing.push(one);
    const parties = partiesOn(one, day);
    for (const party of parties) web.counts.set(party, (web.counts.get(party) ?? 0) + 1);
    if (one.accession || parties.length < 2) continue;
    const key = keyOf(parties);
    const bound: Map<string, Tie | Pact> = parties.length === 2 ? web.ties : web.pacts;
    const found = bound.get(key);
    if (found) {
      found.agreements.push(one);
      found.clause = stronger(found.clause, one.mutual_defence as Clause);
    } else {
      const ordered = key.split("-");
      bound.set(key, { key, parties: ordered, agreements: [one], clause: one.mutual_defence as Clause });
    }
  }
  return web;
}

const STRENGTH: Record<Clause, number> = { none: 0, consultation: 1, assistance: 2 };

function stronger(one: Clause, other: Clause): Clause {
  return (STRENGTH[other] ?? 0) > (STRENGTH[one] ?? 0) ? other : one;
}

const ordered = new WeakMap<Atlas, Agreement[]>();

/** The agreements from the oldest to the newest; sorted once for each atlas. */
export function inOrder(atlas: Atlas): Agreement[] {
  let found = ordered.get(atlas);
  if (!found) {
    found = [...atlas.agreements].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    ordered.set(atlas, found);
  }
  return found;
}

/** The sets of parties that an agreement ever has: at signature, and after every joining and leaving. */
export function setsOf(one: Agreement): string[][] {
  const days = new Set([one.first, ...Object.values(one.joined ?? {}), ...Object.values(one.left ?? {})]);
  const sets = new Map<string, string[]>();
  for (const day of days) {
    const parties = [...partiesOn(one, day < one.first ? one.first : day)].sort();
    sets.set(parties.join("-"), parties);
  }
  return [...sets.values()];
}

export interface Partner {
  code: string;
  /** Agreements that the two alone share. */
  alone: number;
  /** Agreements that they share in all, pacts of several included. */
  together: number;
}

/** With whom a party is tied, strongest ties first. */
export function partnersOf(web: Web, code: string): Partner[] {
  const partners = new Map<string, Partner>();
  for (const bound of [...web.ties.values(), ...web.pacts.values()]) {
    if (!bound.parties.includes(code)) continue;
    for (const other of bound.parties) {
      if (other === code) continue;
      const partner = partners.get(other) ?? { code: other, alone: 0, together: 0 };
      partner.together += bound.agreements.length;
      if (bound.parties.length === 2) partner.alone += bound.agreements.length;
      partners.set(other, partner);
    }
  }
  return [...partners.values()].sort(
    (a, b) => b.alone - a.alone || b.together - a.together || (a.code < b.code ? -1 : 1),
  );
}
