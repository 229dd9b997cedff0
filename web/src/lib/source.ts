// Where answers come from: the API, or the files that `phalanx publish` made of it. One rule maps one to the other.
// `page` is the format of an Answer that this page draws: `?format=page`, or a file ending in `.page.json.gz`.
import { config, site } from "./config";

/** What went wrong, as the API tells it (RFC 9457), for the reader to see. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly remedy = "",
    /** What was found in each parameter that cannot be used, and what was expected. */
    readonly faults: readonly Fault[] = [],
  ) {
    super(title);
  }
}

export interface Fault {
  parameter: string;
  found: string;
  expected: string;
}

export type Words = Record<string, string | readonly string[] | null | undefined>;

/** The address of an answer: `address("questions/growth", { scope: "brief" }, "csv")`. */
export function address(path: string, words: Words = {}, format = "json"): string {
  const pairs = Object.entries(words).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter(Boolean).map((one) => [name, String(one)] as const),
  );
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  if (config.static) return site + "api/v1/" + escaped + file(path, pairs) + suffix(path, format);
  const query = new URLSearchParams([
    ...pairs.map(([n, v]) => [n, v]),
    ...(format === "json" ? [] : [["format", format]]),
  ]);
  return site + "api/v1/" + escaped + (query.size ? `?${query}` : "");
}

/** How the file of an answer ends: what the page draws is packed, and so are records. */
function suffix(path: string, format: string): string {
  if (format === "page") return ".page.json.gz";
  return path.startsWith("records/") ? ".json.gz" : `.${format}`;
}

/** The name of the file of a question's answer: its parameters in order, or "default". Other answers have one file. */
function file(path: string, pairs: readonly (readonly [string, string])[]): string {
  if (!path.startsWith("questions/")) return "";
  const named = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`);
  return "/" + encodeURIComponent(named.join("&") || "default");
}

const remembered = new Map<string, Promise<unknown>>();

/** Fetch an answer as JSON; one that was fetched before comes at once. */
export function fetched<T>(path: string, words: Words = {}, format = "json"): Promise<T> {
  const from = address(path, words, format);
  let answer = remembered.get(from) as Promise<T> | undefined;
  if (!answer) {
    answer = load<T>(from);
    remembered.set(from, answer);
    answer.catch(() => remembered.delete(from)); // a failed try is tried anew the next time
  }
  return answer;
}

/** What a published file holds: packed as it was written, or unpacked on its way by a server that knows the ending. */
async function unpacked(response: Response): Promise<Response> {
  if (!new URL(response.url).pathname.endsWith(".gz")) return response;
  const file = await response.blob();
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  if (first !== 0x1f || second !== 0x8b) return new Response(file);
  return new Response(file.stream().pipeThrough(new DecompressionStream("gzip")));
}

async function load<T>(from: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(from, { headers: { Accept: "application/json" } });
  } catch {
    throw new Problem(0, "The server cannot be reached", "Check the connection and try again.");
  }
  if (response.ok) return (await unpacked(response).then((whole) => whole.json())) as T;
  if (config.static && response.status === 404) {
    throw new Problem(
      404,
      "This answer is not among the published files",
      "Published pages hold the default parameters and the scopes. Run 'phalanx serve' for every other.",
    );
  }
  const told: { title?: string; detail?: string; remedy?: string; faults?: Fault[] } = await response
    .json()
    .catch(() => ({}));
  throw new Problem(
    response.status,
    told.detail ?? told.title ?? `The server answered ${response.status}`,
    told.remedy,
    told.faults,
  );
}
