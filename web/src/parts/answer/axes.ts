// Long names on an upright axis broken into lines (as presenting/axes.py does for pictures, to the letter: a test compares
// the two), so that they stay whole and leave the drawing its room.
import { wrap } from "./wrapping";
import type { Row, Specification } from "./types";

const SHARE = 0.35; // of the drawing's width, what names may take
const LETTER = 12 * 0.53; // pixels, the mean width of a letter
const LEADING = 13; // from one line of a name to the next
const MOST_LINES = 4;
const END = " …";
const BETWEEN = 5; // between two names that stand one above the other
const DENSE = 2 * LEADING; // a row of fewer pixels has no room for two lines: its author wants the rows close
const WIDER = 1.25; // by so much a name may be longer than its share where that keeps it on one line of a dense drawing
const UNIT = /(?<=\d) (?=[A-Za-z]{1,3}\b)/g;

type Names = readonly (readonly [string, readonly string[]])[];
type Channel = Record<string, unknown>;

/** Break the names on the y axes of a specification, in place, for a drawing so many pixels wide. */
export function breakNames(spec: Specification, rows: readonly Row[], width: number): void {
  const room = Math.max(Math.floor((width * SHARE) / LETTER), 8);
  const height = spec["height"] as { step?: number } | number | undefined;
  const dense = typeof height === "object" && (height.step ?? DENSE) < DENSE;
  let step = 0;
  for (const channel of namedHeights(spec)) {
    const field = String(channel["field"]);
    const names = new Set(rows.map((row) => row[field]).filter((name) => typeof name === "string"));
    const told = [...names].sort().map((name) => [name, lines(name, room)] as const);
    const long = told.filter(([, parts]) => parts.length > 1);
    if (!long.length) continue;
    const limit = { labelLimit: Math.round(width * SHARE * WIDER) }; // letters differ: a wide name is not cut
    const own = channel["axis"] as object | undefined;
    if (dense && Math.max(...long.map(([name]) => name.length)) <= room * WIDER) {
      channel["axis"] = { ...limit, ...own };
      continue;
    }
    channel["axis"] = {
      ...own,
      labelExpr: `${JSON.stringify(Object.fromEntries(long))}[datum.label] || datum.label`,
      labelLineHeight: LEADING,
      ...limit,
      labelOffset: middle(long),
    };
    step = Math.max(step, stepOf(channel, told));
  }
  if (step) giveRoom(spec, step);
}

/** A name in as few lines of at most `room` letters as it needs, of about equal length; its end left out past four. */
export function lines(name: string, room: number): string[] {
  if (name.length <= room) return [name];
  const bound = name.replace(UNIT, "\u00a0"); // a number and its unit stay on one line
  let told = wrap(bound, room, MOST_LINES, END);
  for (let narrower = room - 1; narrower > Math.floor(room / 2); narrower--) {
    const trial = wrap(bound, narrower, MOST_LINES, END);
    const longest = Math.max(...trial.map((line) => line.length));
    if (trial.length > told.length || trial.at(-1)?.endsWith("…") || longest > narrower) break;
    told = trial;
  }
  return told;
}

/** The offset that brings the middle of each name, not its first line, to its row. */
function middle(long: Names): Record<string, unknown> {
  const byLines = new Map<number, string[]>();
  for (const [name, parts] of long) byLines.set(parts.length, [...(byLines.get(parts.length) ?? []), name]);
  const condition = [...byLines]
    .sort(([one], [other]) => one - other)
    .map(([count, names]) => ({
      test: `indexof(${JSON.stringify(names)}, datum.value) >= 0`,
      value: (-LEADING * (count - 1)) / 2,
    }));
  return { condition, value: 0 };
}

/** The pixels from one row to the next at which no name touches its neighbour: where the order is known, by neighbours. */
function stepOf(channel: Channel, told: Names): number {
  const byName = new Map(told.map(([name, parts]) => [name, parts.length]));
  const order = channel["sort"];
  if (!Array.isArray(order) || ![...byName.keys()].every((name) => order.includes(name)))
    return Math.max(...byName.values()) * LEADING + BETWEEN;
  const counts = [...new Set(order as string[])].flatMap((name) => byName.get(name) ?? []);
  const first = counts[0] ?? 0;
  const pairs = counts.slice(1).map((count, place) => count + (counts[place] ?? 0));
  const both = pairs.length ? Math.max(...pairs) : 2 * first;
  return Math.max(Math.ceil((both * LEADING) / 2), first * LEADING, (counts.at(-1) ?? 0) * LEADING) + BETWEEN;
}

/** See to it that each name has so many pixels of height, where the height follows from the number of names.
 *  Bars stay as thick as they are beside short names; what stands side by side in a row takes its share of it. */
function giveRoom(spec: Specification, step: number): void {
  const config = spec["config"] as Record<string, Record<string, unknown> | undefined>;
  const usual = (config["view"]?.["discreteHeight"] as { step?: number } | undefined)?.step ?? 0;
  config["view"] = { ...config["view"], discreteHeight: { step: Math.max(step, usual) } };
  const band = (config["bar"]?.["discreteBandSize"] as { band?: number } | undefined)?.band;
  if (step > usual && band !== undefined && ![...encodings(spec)].some((encoding) => encoding["yOffset"]))
    config["bar"] = { ...config["bar"], discreteBandSize: Math.round(usual * band) };
  const own = spec["height"] as { step?: number; for?: string } | number | undefined;
  if (typeof own === "object" && own.step !== undefined && !own.for)
    spec["height"] = { ...own, step: Math.max(step, own.step) };
}

/** Every y channel that names things and leaves the wording of its axis to the theme. */
function* namedHeights(spec: Specification): Generator<Channel> {
  for (const encoding of encodings(spec)) {
    const channel = encoding["y"];
    const names = channel?.["type"] === "nominal" || channel?.["type"] === "ordinal";
    const axis = channel?.["axis"] as Record<string, unknown> | null | undefined;
    const worded = axis !== undefined && (axis === null || "labelExpr" in axis);
    if (channel && names && typeof channel["field"] === "string" && !worded) yield channel;
  }
}

/** Every encoding inside a specification. */
export function* encodings(node: unknown): Generator<Record<string, Channel | undefined>> {
  if (Array.isArray(node)) for (const item of node) yield* encodings(item);
  else if (typeof node === "object" && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      if (key === "encoding" && typeof value === "object" && value !== null)
        yield value as Record<string, Channel | undefined>;
      else if (!["data", "datasets", "usermeta", "config"].includes(key)) yield* encodings(value);
    }
  }
}
