// The days of the time slider: every month since 2010 by its last day, and the last one by the day the atlas is of.
import { lastDay } from "../../lib/atlas/filters";
import { day as inWords } from "../../lib/words";

const FIRST_YEAR = 2010;

/** The months from January 2010 to the one of `last`, as YYYY-MM. */
export function monthsTo(last: string): string[] {
  const months: string[] = [];
  for (let year = FIRST_YEAR; ; year++) {
    for (let month = 1; month <= 12; month++) {
      const one = `${year}-${String(month).padStart(2, "0")}`;
      if (one > last.slice(0, 7)) return months.length ? months : [one];
      months.push(one);
    }
  }
}

/** The day that the address bar means: the last of its month or year, and never later than the atlas is of. */
export function dayMeant(asked: string | null, last: string): string {
  if (!asked || !/^\d{4}(-\d{2}(-\d{2})?)?$/.test(asked)) return last;
  const day = lastDay(asked);
  return day < last ? day : last;
}

/** The day in a sentence: "in June 2019" for a month, "on 21 November 2026" for a day. */
export function when(asked: string | null, last: string): string {
  const partial = !asked || dayMeant(asked, last) === last ? last : asked;
  return `${partial.length === 10 ? "on" : "in"} ${inWords(partial)}`;
}
