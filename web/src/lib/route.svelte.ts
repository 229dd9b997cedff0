// Where we are: the path and the query of the address bar. The whole state of a view lives here, so that a link shows
// the same to somebody else and the back button goes back.
import { site } from "./config";

export interface Place {
  /** The path below the site's beginning, without slashes at its ends: "agreements/fr-pl-2025-nancy-treaty". */
  path: string;
  query: URLSearchParams;
}

function here(): Place {
  const path = new URL(site).pathname;
  const below = location.pathname.startsWith(path) ? location.pathname.slice(path.length) : "";
  return {
    path: below
      .replace(/(^|\/)index\.html$/, "")
      .replace(/^\/+|\/+$/g, "")
      .split("/")
      .map(decoded)
      .join("/"),
    query: new URLSearchParams(location.search),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a stray % in an address somebody typed
  }
}

let place = $state.raw(here());

/** Where we are now; reading it in a component follows it. */
export const route = {
  get path(): string {
    return place.path;
  },
  get query(): URLSearchParams {
    return place.query;
  },
};

type Query = Record<string, string | readonly string[] | null | undefined>;

/** The two clocks: whoever looks at another day goes on doing so from page to page. */
const CARRIED = ["valid_on", "known_at"];

/** The address of a page of this site; an empty value in the query is left out, and the clocks come along. */
export function href(path: string, query: Query = {}): string {
  const words = new URLSearchParams();
  const carried = Object.fromEntries(CARRIED.map((name) => [name, place.query.get(name)]));
  for (const [name, value] of Object.entries({ ...carried, ...query })) {
    for (const one of Array.isArray(value) ? value : [value]) if (one) words.append(name, one as string);
  }
  const tail = words.toString();
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  return site + escaped + (escaped ? "/" : "") + (tail ? `?${tail}` : "");
}

/** Go to another page of the site, as a link does. */
export function go(address: string): void {
  if (address !== location.href) history.pushState(null, "", address);
  place = here();
}

/** Change parts of the query where we are. `step: true` adds a step for the back button. */
export function ask(changes: Query, { step = false } = {}): void {
  const query: Query = {};
  for (const name of new Set([...place.query.keys(), ...Object.keys(changes)])) {
    query[name] = name in changes ? changes[name] : place.query.getAll(name);
  }
  const address = href(place.path, query);
  if (address === location.href) return;
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  place = here();
}

addEventListener("popstate", () => {
  place = here();
});

/** Let ordinary links within the site change the page without loading it anew. */
export function follow(event: MouseEvent): void {
  const link = (event.target as Element | null)?.closest?.("a");
  if (!link || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || link.getAttribute("rel")?.includes("external")) return;
  if (!link.href.startsWith(site) || isFile(link.href) || link.hash) return;
  event.preventDefault();
  go(link.href);
  scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
}

/** Whether an address means a file of the API or of the build rather than a page. */
function isFile(address: string): boolean {
  return /^(api|ogc|assets|cards|metrics|healthz)(\/|$)/.test(address.slice(site.length).split("?")[0] ?? "");
}
