// What a search finds: the states that are named, the questions that answer it, and the agreements that hold its words.
import { folded } from "../../lib/atlas/filters";
import { partiesOn } from "../../lib/atlas/standing";
import type { Agreement, Atlas, Grouping } from "../../lib/atlas/types";
import type { Question } from "../../parts/answer/types";
import { latestFirst } from "../../parts/agreements/tally";

/** What people say for a state that its name does not begin with. */
const SAID: Readonly<Record<string, string>> = {
  american: "US",
  britain: "GB",
  british: "GB",
  czech: "CZ",
  danish: "DK",
  dutch: "NL",
  england: "GB",
  finnish: "FI",
  french: "FR",
  greek: "GR",
  holland: "NL",
  irish: "IE",
  norwegian: "NO",
  polish: "PL",
  spanish: "ES",
  swedish: "SE",
  swiss: "CH",
  turkey: "TR",
  turkish: "TR",
  uk: "GB",
  usa: "US",
};
/** Words that tell nothing of what is looked for. */
const EMPTY = new Set(
  "a all an and are as at be between by can does for from has have how i if in is it its many of on or that the their them there these they to was were what when where which who will with would".split(
    " ",
  ),
);
/** Adjectives and forms of a word share its beginning: "Lithuanian", "attacked". */
const BEGINNING = 5;

export interface Asked {
  /** The codes of the states that are named, in their order. */
  states: string[];
  /** The other words that say something. */
  words: string[];
}

/** Which states a line names, and what else it says. */
export function understood(atlas: Atlas, line: string): Asked {
  const parties = Object.entries(atlas.parties).filter(([, one]) => one.kind === "state");
  const names = parties
    .map(([code, one]) => ({ code, name: folded(one.name) }))
    .sort((a, b) => b.name.length - a.name.length);
  let rest = ` ${folded(line).replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  const at = new Map<string, number>();
  for (const { code, name } of names) {
    const words = ` ${name.replace(/[^\p{L}\p{N}]+/gu, " ")} `;
    const place = rest.indexOf(words);
    if (place < 0) continue;
    at.set(code, place);
    rest = rest.replace(words, ` ${"_".repeat(words.length - 2)} `); // the others stay where they are
  }
  const words: string[] = [];
  for (const { 0: word, index } of rest.matchAll(/[\p{L}\p{N}]+/gu)) {
    const code = SAID[word] ?? names.find(({ name }) => word.length > BEGINNING && begins(name, word))?.code;
    if (code && atlas.parties[code]) at.set(code, Math.min(at.get(code) ?? index, index));
    else if (!EMPTY.has(word)) words.push(word);
  }
  return { states: [...at].sort(([, a], [, b]) => a - b).map(([code]) => code), words };
}

/** Whether a word is a form of another: they begin alike. */
function begins(name: string, word: string): boolean {
  return name.length >= BEGINNING && name.slice(0, BEGINNING) === word.slice(0, BEGINNING);
}

export interface Offer {
  question: Question;
  /** What it is asked with: the states that were named, where it takes them. */
  words: Record<string, string>;
}

const MOST_QUESTIONS = 5;

/** The questions that hold the words, those whose title does first; asked about the states where that is possible. */
export function offers(questions: readonly Question[], asked: Asked): Offer[] {
  return questions
    .map((question) => {
      const title = wordsIn(question.title);
      const about = wordsIn(question.about);
      const hits = asked.words.map((word) => (holds(title, word) ? 3 : holds(about, word) ? 1 : 0));
      const words = given(question, asked.states);
      const both = asked.states.length > 1 && "with" in words ? 2 : 0;
      return { question, words, score: hits.reduce<number>((sum, one) => sum + one, 0), both };
    })
    .filter((one) => one.score > 0 || (!asked.words.length && one.both))
    .sort((a, b) => b.score + b.both - (a.score + a.both))
    .slice(0, MOST_QUESTIONS)
    .map(({ question, words }) => ({ question, words }));
}

function wordsIn(text: string): string[] {
  return folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether a word is there, in whatever form: "moving" is found by "movement", and "mobil" by "mobility". */
function holds(there: readonly string[], word: string): boolean {
  const stem = stemOf(word);
  return there.some(
    (one) => one === word || (word.length > 3 && one.startsWith(word)) || stemOf(one) === stem,
  );
}

const ENDINGS = /(?:ements?|ing|ed|es|e|s)$/;

/** A word without its ending, as far as three letters are left. */
function stemOf(word: string): string {
  const stem = word.replace(ENDINGS, "");
  return stem.length < 3 ? word : stem;
}

/** The states that were named as a question takes them: one, or the two that it asks between. */
function given(question: Question, states: readonly string[]): Record<string, string> {
  const [one, other] = states;
  const takes = (name: string): boolean =>
    question.parameters.some((parameter) => parameter.name === name && parameter.type === "state");
  const words: Record<string, string> =
    takes("state") && takes("with")
      ? one && other
        ? { state: one, with: other }
        : {}
      : one && takes("state")
        ? { state: one }
        : {};
  return isThere(question, words) ? words : {};
}

/** Whether a question can be asked so: always on a server, in an export where it was answered beforehand. */
function isThere(question: Question, words: Record<string, string>): boolean {
  if (!question.published) return true;
  const usual = (name: string): unknown => question.parameters.find((one) => one.name === name)?.default;
  const said = Object.entries(words).filter(([name, value]) => value !== usual(name));
  return question.published.some(
    (one) => Object.keys(one).length === said.length && said.every(([name, value]) => one[name] === value),
  );
}

export interface Hits {
  agreements: Agreement[];
  /** Whether none held all the words, so that the words were left aside. */
  loosely: boolean;
}

/** The agreements of all the states named that hold every other word; of those states alone where none does. */
export function agreementsOf(atlas: Atlas, asked: Asked): Hits {
  const day = atlas.world.valid_on;
  const theirs = latestFirst(atlas.agreements).filter((one) => {
    const parties = partiesOn(one, day);
    return asked.states.every((code) => parties.includes(code));
  });
  if (!asked.words.length) return { agreements: asked.states.length ? theirs : [], loosely: false };
  const exact = theirs.filter((one) => {
    const text = textOf(atlas, one);
    return asked.words.every((word) => holds(text, word));
  });
  if (exact.length || !asked.states.length) return { agreements: exact, loosely: false };
  return { agreements: theirs, loosely: true };
}

const texts = new WeakMap<Agreement, string[]>();

/** The words of an agreement: title, summary, parties, and what its domains and its clause mean. */
function textOf(atlas: Atlas, one: Agreement): string[] {
  let text = texts.get(one);
  if (!text) {
    const names = one.parties.map((code) => atlas.parties[code]?.name ?? code);
    const codes = [
      ...one.domains.map((code) => atlas.codes["domain"]?.[code]),
      one.mutual_defence === "none" ? undefined : atlas.codes["mutual_defence"]?.[one.mutual_defence],
    ].flatMap((code) => (code ? [code.label, code.meaning] : []));
    text = wordsIn([one.title, one.summary ?? "", ...names, ...codes].join(" "));
    texts.set(one, text);
  }
  return text;
}

/** The groupings whose name holds every word. */
export function groupingsOf(atlas: Atlas, line: string): Grouping[] {
  const words = folded(line).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return atlas.groupings.filter((one) => {
    const name = folded(`${one.name} ${one.id}`);
    return words.every((word) => name.includes(word));
  });
}
