// Words and numbers as a reader wants them: names, labels, dates, counts. One way of writing for all views.
import type { Atlas } from "./atlas/types";

const NUMBER = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** A date as exact as it is known: "24 February 2022", "February 2022", "2022". */
export function day(partial: string | null | undefined): string {
  if (!partial) return "";
  const [year, month, date] = partial.split("-");
  const name = month ? MONTHS[Number(month) - 1] : undefined;
  return [date ? String(Number(date)) : "", name ?? "", year].filter(Boolean).join(" ");
}

export function number(value: number): string {
  return NUMBER.format(value);
}

/** "1 agreement", "12 agreements". */
export function counted(count: number, one: string, many: string = one + "s"): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** "France, Poland and Spain". */
export function listed(words: readonly string[]): string {
  return words.length < 2
    ? (words[0] ?? "")
    : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

export function partyName(atlas: Atlas, code: string): string {
  return atlas.parties[code]?.name ?? code;
}

/** A code in a reader's words. */
export function label(atlas: Atlas, field: string, code: string): string {
  return atlas.codes[field]?.[code]?.label ?? code.replaceAll("_", " ");
}

/** An address a reader may follow: http and https only; anything else is not a link. */
export function link(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
