// What stands out on a day, in sentences with a number: the key findings beside the map.
import { counted, day as inWords, listed, number, partyName } from "../words";
import type { Web } from "./ties";
import type { Atlas } from "./types";

export interface Finding {
  name: string;
  value: string;
  text: string;
  /** What it is about, if the reader can go there. */
  about?: { state: string } | { tie: string } | { agreement: string };
}

const RECENT_YEARS = 3;

/** The findings on a day; none where nothing stands. `when` says the day in words: "in June 2019". */
export function findingsOn(atlas: Atlas, web: Web, day: string, when: string): Finding[] {
  if (!web.standing.length) return [];
  return [
    standing(web, when),
    younger(atlas, web, day),
    mostConnected(atlas, web),
    strongestTie(atlas, web),
    several(web),
    clauses(web),
    newest(web),
  ].filter((one) => one !== null);
}

function standing(web: Web, when: string): Finding {
  const count = web.standing.length;
  return {
    name: "standing",
    value: number(count),
    text: `${count === 1 ? "agreement stands" : "agreements stand"} ${when}, among ${counted(web.counts.size, "party", "parties")}.`,
  };
}

/** Which part was signed since the last turning point; before the first one, which part is a few years old at most. */
function younger(atlas: Atlas, web: Web, day: string): Finding {
  const turn = [...atlas.turning_points].reverse().find((one) => one.day <= day);
  const since = turn?.day ?? `${Number(day.slice(0, 4)) - RECENT_YEARS}${day.slice(4)}`;
  const count = web.standing.filter((one) => one.first >= since).length;
  const share = `${Math.round((100 * count) / web.standing.length)} %`;
  return {
    name: "younger",
    value: share,
    text: turn
      ? `of them are younger than ${turn.title} (${inWords(turn.day)}).`
      : `of them are at most ${RECENT_YEARS} years old.`,
  };
}

function mostConnected(atlas: Atlas, web: Web): Finding | null {
  const [first, second] = [...web.counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (!first) return null;
  const partners = new Set(
    [...web.ties.values(), ...web.pacts.values()].flatMap((one) => partnersIn(one.parties, first[0])),
  );
  const alike = second && second[1] === first[1] ? "as many as any other" : "more than any other";
  return {
    name: "most connected",
    value: number(first[1]),
    text: `have ${partyName(atlas, first[0])} as a party, ${alike}; they join it to ${counted(partners.size, "partner")}.`,
    about: { state: first[0] },
  };
}

function partnersIn(parties: readonly string[], code: string): readonly string[] {
  return parties.includes(code) ? parties.filter((one) => one !== code) : [];
}

function strongestTie(atlas: Atlas, web: Web): Finding | null {
  const ranked = [...web.ties.values()].sort((a, b) => b.agreements.length - a.agreements.length);
  const first = ranked[0];
  if (!first || first.agreements.length === 1) return null;
  const names = listed(first.parties.map((code) => partyName(atlas, code)));
  const alike =
    ranked[1]?.agreements.length === first.agreements.length ? "no pair has more" : "the most of any pair";
  return {
    name: "strongest tie",
    value: number(first.agreements.length),
    text: `bind ${names} alone, ${alike}; ${counted(ranked.length, "pair is", "pairs are")} tied.`,
    about: { tie: first.key },
  };
}

function several(web: Web): Finding | null {
  const count = [...web.pacts.values()].reduce((sum, one) => sum + one.agreements.length, 0);
  if (!count) return null;
  const largest = Math.max(...[...web.pacts.values()].map((one) => one.parties.length));
  return {
    name: "pacts of several",
    value: number(count),
    text: `${count === 1 ? "is a pact" : "are pacts"} of three parties or more, the largest of ${largest}.`,
  };
}

function clauses(web: Web): Finding {
  const assistance = web.standing.filter((one) => one.mutual_defence === "assistance").length;
  const consultation = web.standing.filter((one) => one.mutual_defence === "consultation").length;
  const count = assistance + consultation;
  return {
    name: "mutual defence",
    value: number(count),
    text: count
      ? `${count === 1 ? "carries" : "carry"} a mutual-defence clause: ${assistance} ${assistance === 1 ? "promises" : "promise"} help if attacked, ${consultation} to consult.`
      : "carries a mutual-defence clause.",
  };
}

function newest(web: Web): Finding | null {
  const last = web.standing.at(-1);
  if (!last) return null;
  return {
    name: "newest",
    value: inWords(last.signed),
    text: `is the date of the newest: ${last.title}.`,
    about: { agreement: last.id },
  };
}
