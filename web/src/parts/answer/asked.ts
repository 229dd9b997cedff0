// How the answer in the page was asked, and how the same is asked elsewhere: address, command line, Python.
import { address, type Words } from "../../lib/source";
import type { Answer, Question } from "./types";

/** What was asked, as an address says it; defaults are left out, and what no form and no address can set. */
export function wordsOf(answer: Answer, question?: Question): Record<string, string> {
  const said: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.parameters)) {
    const parameter = question?.parameters.find((one) => one.name === name);
    if (question && !parameter) continue;
    const usual = parameter?.default;
    if (value === null || value === undefined || value === "" || value === usual) continue;
    said[name] = Array.isArray(value)
      ? value.join(";")
      : typeof value === "boolean"
        ? value
          ? "yes"
          : "no"
        : String(value);
  }
  return said;
}

/** What a file of an answer is called, without its ending: of whom it tells, and as of which day. */
export function fileName(answer: Answer, part: string): string {
  const whom = ["state", "with"]
    .map((name) => answer.parameters[name])
    .filter((one) => typeof one === "string");
  return ["phalanx", answer.question, ...whom, part, answer.world.valid_on].join("-");
}

/** The whole address of an answer, for another program. */
export function addressOf(name: string, words: Words, format = "json"): string {
  return address(`questions/${name}`, words, format);
}

/** The same on a command line. */
export function commandOf(name: string, words: Record<string, string>, format = ""): string {
  const options = Object.entries(words).map(
    ([option, value]) => `--${option.replaceAll("_", "-")} ${quoted(value)}`,
  );
  return ["phalanx ask", name, ...options, ...(format ? [`--format ${format}`] : [])].join(" ");
}

/** The same in Python. */
export function pythonOf(name: string, words: Record<string, string>): string {
  const given = Object.entries(words).map(
    ([option, value]) => `${RESERVED.has(option) ? `${option}_` : option}=${JSON.stringify(value)}`,
  );
  return `phalanx.ask(${[JSON.stringify(name), ...given].join(", ")})`;
}

const RESERVED = new Set([
  "from",
  "in",
  "is",
  "as",
  "class",
  "global",
  "with",
  "or",
  "and",
  "not",
  "if",
  "for",
]);

function quoted(value: string): string {
  return /^[\w.:/+-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
