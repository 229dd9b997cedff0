// Long names on an upright axis broken into lines (as presenting/axes.py does for pictures), so that they stay whole and
// leave the drawing its room.
import type { Row, Specification } from "./types";

const SHARE = 0.35; // of the drawing's width, what names may take
const LETTER = 12 * 0.53; // pixels, the mean width of a letter
const LEADING = 13;
const MOST_LINES = 3;
const BETWEEN = 5;
const END = " …";

/** Break the names on the y axes of a specification, in place, for a drawing so many pixels wide. */
export function breakNames(spec: Specification, rows: readonly Row[], width: number): void {
  const room = Math.max(Math.floor((width * SHARE) / LETTER), 8);
  let most = 1;
  for (const channel of namedHeights(spec)) {
    const field = String(channel["field"]);
    const names = new Set(rows.map((row) => row[field]).filter((name) => typeof name === "string"));
    const long = [...names]
      .filter((name) => name.length > room)
      .map((name) => [name, lines(name, room)] as const);
    if (!long.length) continue;
    channel["axis"] = {
      ...(channel["axis"] as object | undefined),
      labelExpr: `${JSON.stringify(Object.fromEntries(long))}[datum.label] || datum.label`,
      labelLineHeight: LEADING,
      labelLimit: Math.round(width * SHARE * 1.25), // letters differ: a wide name is not cut
    };
    most = Math.max(most, ...long.map(([, broken]) => broken.length));
  }
  if (most > 1) giveRoom(spec, most * LEADING + BETWEEN);
}

/** A name in as few lines of at most `room` letters as it needs, of about equal length; its end left out past three. */
export function lines(name: string, room: number): string[] {
  let told = wrap(name, room);
  for (let narrower = room - 1; narrower > Math.floor(room / 2); narrower--) {
    const trial = wrap(name, narrower);
    const longest = Math.max(...trial.map((line) => line.length));
    if (trial.length > told.length || trial.at(-1)?.endsWith("…") || longest > narrower) break;
    told = trial;
  }
  return told;
}

function wrap(name: string, room: number): string[] {
  const told: string[] = [];
  for (const word of name.split(/\s+/)) {
    const last = told.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room)
      told[told.length - 1] = `${last} ${word}`;
    else told.push(word);
  }
  if (told.length <= MOST_LINES) return told;
  const words = (told[MOST_LINES - 1] ?? "").split(" ");
  while (words.length > 1 && words.join(" ").length + END.length > room) words.pop();
  return [...told.slice(0, MOST_LINES - 1), words.join(" ") + END];
}

/** See to it that each name has so many pixels of height, where the height follows from the number of names. */
function giveRoom(spec: Specification, step: number): void {
  const config = spec["config"] as Record<string, Record<string, unknown>>;
  const usual = (config["view"]?.["discreteHeight"] as { step?: number } | undefined)?.step ?? 0;
  config["view"] = { ...config["view"], discreteHeight: { step: Math.max(step, usual) } };
  const own = spec["height"] as { step?: number; for?: string } | number | undefined;
  if (typeof own === "object" && own.step && !own.for)
    spec["height"] = { ...own, step: Math.max(step, own.step) };
}

/** Every y channel that names things and leaves the wording of its axis to the theme. */
function* namedHeights(node: unknown): Generator<Record<string, unknown>> {
  if (Array.isArray(node)) for (const item of node) yield* namedHeights(item);
  else if (typeof node === "object" && node !== null) {
    for (const [key, value] of Object.entries(node)) {
      if (key === "encoding" && typeof value === "object" && value !== null) {
        const channel = (value as Record<string, Record<string, unknown> | undefined>)["y"];
        const names = channel?.["type"] === "nominal" || channel?.["type"] === "ordinal";
        const axis = channel?.["axis"] as Record<string, unknown> | null | undefined;
        if (channel && names && typeof channel["field"] === "string" && axis !== null && !axis?.["labelExpr"])
          yield channel;
      } else if (!["data", "datasets", "usermeta", "config"].includes(key)) yield* namedHeights(value);
    }
  }
}
