// What a question's form holds: its parameters as the address bar has them, what is still missing, what an export offers.
import { clocks } from "../../lib/atlas/atlas.svelte";
import { config } from "../../lib/config";
import type { Parameter, Question } from "../../parts/answer/types";

export type Draft = Record<string, string>;

/** The clocks as fields of the form. */
export const CLOCKS: readonly Parameter[] = [
  {
    name: "valid_on",
    description: "What was so on this day in the world. Left empty: today.",
    type: "day",
    required: false,
    default: null,
    choices: null,
  },
  {
    name: "known_at",
    description: "What the registry knew by this moment. Left empty: now.",
    type: "moment",
    required: false,
    default: null,
    choices: null,
  },
];

/** The form as an address fills it: what it names, else the defaults. */
export function draftOf(parameters: readonly Parameter[], query: URLSearchParams): Draft {
  return Object.fromEntries(
    parameters.map((one) => {
      const given = query.getAll(one.name).filter(Boolean).join(";");
      return [one.name, given || usual(one)];
    }),
  );
}

/** The default as text, as a field holds it. */
export function usual(parameter: Parameter): string {
  const value = parameter.default;
  return value === null || value === undefined
    ? ""
    : typeof value === "boolean"
      ? value
        ? "yes"
        : "no"
      : String(value);
}

/** The parameters that an address has to name: those that differ from the default. */
export function wordsOf(parameters: readonly Parameter[], draft: Draft): Record<string, string | null> {
  return Object.fromEntries(
    parameters.map((one) => {
      const value = (draft[one.name] ?? "").trim();
      return [one.name, value && value !== usual(one) ? value : null];
    }),
  );
}

/** What must be chosen before the question can be asked. */
export function missing(question: Question, query: URLSearchParams): Parameter[] {
  return question.parameters.filter((one) => one.required && !query.get(one.name));
}

/** What an answer is asked with: the question's parameters in the address, and the clocks. */
export function askedWith(question: Question, query: URLSearchParams): Record<string, string | null> {
  return { ...wordsOf(question.parameters, draftOf(question.parameters, query)), ...clocks() };
}

/** Whether a field can be changed, and to what: an export has the answers of its choices and no others. */
export function offered(question: Question, parameter: Parameter): Parameter | null {
  if (!config.static) return parameter;
  if (question.published) {
    const values = new Set(question.published.map((one) => one[parameter.name] ?? usual(parameter)));
    if (values.size < 2 && !parameter.required) return null;
    const known = parameter.choices?.filter((choice) => values.has(choice.value));
    return { ...parameter, choices: known ?? [...values].map((value) => ({ value, label: value })) };
  }
  return ["scope", "state"].includes(parameter.type) ? parameter : null;
}
