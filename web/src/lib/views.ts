// Which view an address means. Every view is a piece of its own, fetched when it is first opened.
import type { Component } from "svelte";

export interface View {
  /** The entry of the masthead it belongs to. */
  section: string;
  /** What the address names: an agreement's id, a state's code, a question; empty where it names nothing. */
  name: string;
  load: () => Promise<{ default: Component<{ name: string }> }>;
}

/** Views that need no name take no properties; `viewFor` gives it to all of them alike. */
type Load = () => Promise<{ default: Component<never> }>;

const VIEWS: readonly { path: RegExp; section: string; load: Load }[] = [
  { path: /^$/, section: "map", load: () => import("../views/map/MapView.svelte") },
  {
    path: /^agreements$/,
    section: "agreements",
    load: () => import("../views/agreements/AgreementsView.svelte"),
  },
  {
    // Agreements have an address of their own; records of every kind have one below "records".
    path: /^(?:agreements|records)\/(.+)$/,
    section: "agreements",
    load: () => import("../views/agreements/RecordView.svelte"),
  },
  { path: /^states$/, section: "states", load: () => import("../views/states/StatesView.svelte") },
  { path: /^states\/(.+)$/, section: "states", load: () => import("../views/states/StateView.svelte") },
  { path: /^compare$/, section: "states", load: () => import("../views/states/CompareView.svelte") },
  {
    path: /^questions$/,
    section: "questions",
    load: () => import("../views/questions/QuestionsView.svelte"),
  },
  {
    path: /^questions\/(.+)$/,
    section: "questions",
    load: () => import("../views/questions/QuestionView.svelte"),
  },
  { path: /^search$/, section: "search", load: () => import("../views/search/SearchView.svelte") },
  { path: /^data$/, section: "data", load: () => import("../views/data/DataView.svelte") },
  { path: /^about$/, section: "about", load: () => import("../views/about/AboutView.svelte") },
];

export function viewFor(path: string): View | null {
  for (const { path: pattern, section, load } of VIEWS) {
    const found = pattern.exec(path);
    if (found) return { section, name: found[1] ?? "", load: load as View["load"] };
  }
  return null;
}
