// Records by id: their titles where the atlas knows them, and the pages that tell where each comes from.
import { href } from "../../lib/route.svelte";
import type { Atlas } from "../../lib/atlas/types";
import type { Answer, Position } from "./types";
import { heading } from "./wording";

export interface Records {
  /** The page of a record. */
  page(id: string): string;
  /** Its title, where it is an agreement, a grouping or a turning point. */
  title(id: string): string | null;
  /** Whether it is an agreement that the atlas has. */
  knows(id: string): boolean;
  /** The party whose capital lies there. */
  partyAt(place: Position): { code: string; name: string } | null;
}

/** Degrees within which a place is the same: answers round theirs. */
const NEAR = 0.02;

/** The records that the atlas has, and with an answer those that it rests on and names in its tables. */
export function recordsOf(atlas: Atlas | null, answer?: Answer): Records {
  const titles = new Map(atlas?.agreements.map((one) => [one.id, one.title]));
  const others = new Map([
    ...(atlas?.groupings.map((one) => [one.id, one.name] as const) ?? []),
    ...(atlas?.turning_points.map((one) => [one.id, one.title] as const) ?? []),
  ]);
  const named = answer ? namedIn(answer) : new Map<string, string>();
  const capitals = Object.entries(atlas?.parties ?? {});
  return {
    page: (id) => href(titles.has(id) ? `agreements/${id}` : `records/${id}`),
    title: (id) => titles.get(id) ?? named.get(id) ?? others.get(id) ?? null,
    knows: (id) => titles.has(id) || named.has(id),
    partyAt: ([longitude = 0, latitude = 0]) => {
      const there = capitals.find(
        ([, { lon, lat }]) =>
          lon !== null && lat !== null && Math.hypot(lon - longitude, lat - latitude) < NEAR,
      );
      return there ? { code: there[0], name: there[1].name } : null;
    },
  };
}

/** What the tables of an answer call the records it rests on: by their title or name, or from where to where they lead. */
function namedIn(answer: Answer): Map<string, string> {
  const evidence = new Set(answer.findings.flatMap((finding) => finding.evidence));
  const found = new Map<string, string>();
  for (const [table, rows] of Object.entries(answer.tables)) {
    const first = answer.headings[table]?.columns[0]?.name;
    if (!first) continue;
    for (const row of rows) {
      const id = row[first];
      if (typeof id !== "string" || !evidence.has(id)) continue;
      const ends = row["from"] && row["to"] ? `${row["from"]} – ${row["to"]}` : null;
      const name = row["title"] ?? row["name"] ?? ends;
      if (typeof name === "string" && name) found.set(id, name);
    }
  }
  return found;
}

/** An id without a title as words: "border_permits/PL/today" reads "border permits: PL, today". */
export function idInWords(id: string): string {
  const [kind = id, ...key] = id.split("/");
  return key.length ? `${heading(kind)}: ${key.map((one) => one.replaceAll("_", " ")).join(", ")}` : id;
}
