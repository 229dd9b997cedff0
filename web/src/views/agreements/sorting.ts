// The order of a list of agreements: which column, which way, as the address bar says it ("signed", "-signed").
import { folded } from "../../lib/atlas/filters";
import { lifeOn } from "../../lib/atlas/standing";
import type { Agreement, Atlas } from "../../lib/atlas/types";
import { label, partyName } from "../../lib/words";

export const COLUMNS = [
  { name: "title", title: "Agreement", downFirst: false },
  { name: "parties", title: "Parties", downFirst: false },
  { name: "signed", title: "Signed", downFirst: true },
  { name: "form", title: "Form", downFirst: false },
  { name: "clause", title: "Clause", downFirst: true },
  { name: "domains", title: "Domains", downFirst: true },
  { name: "life", title: "State", downFirst: false },
  { name: "grade", title: "Source", downFirst: false },
] as const;
export type ColumnName = (typeof COLUMNS)[number]["name"];

/** The orders offered where there are no headings to click. */
export const ORDERS: readonly (readonly [string, string])[] = [
  ["-signed", "latest first"],
  ["signed", "oldest first"],
  ["title", "title, A to Z"],
  ["parties", "parties, A to Z"],
  ["form", "form"],
  ["-clause", "strongest clause first"],
  ["-domains", "most domains first"],
  ["life", "state of life"],
  ["grade", "best source first"],
];

export interface Order {
  column: ColumnName;
  down: boolean;
}

const LATEST_FIRST: Order = { column: "signed", down: true };
const LIVES = ["announced", "signed", "in_force", "ended"];
const CLAUSES = ["none", "consultation", "assistance"];

/** The order that an address asks for; the latest first where it asks for none that there is. */
export function orderIn(query: URLSearchParams): Order {
  const asked = query.get("sort") ?? "";
  const name = asked.replace(/^-/, "");
  const column = COLUMNS.find((one) => one.name === name);
  return column ? { column: column.name, down: asked.startsWith("-") } : LATEST_FIRST;
}

/** What the address says of an order; null for the usual one. */
export function written(order: Order): string | null {
  if (order.column === LATEST_FIRST.column && order.down === LATEST_FIRST.down) return null;
  return (order.down ? "-" : "") + order.column;
}

/** The order after a click on a column's heading: turned round, or that column in its usual direction. */
export function clicked(order: Order, column: ColumnName): Order {
  const usual = COLUMNS.find((one) => one.name === column);
  return { column, down: order.column === column ? !order.down : (usual?.downFirst ?? false) };
}

/** The agreements in that order; equal ones with the latest first. */
export function ordered(atlas: Atlas, found: readonly Agreement[], order: Order, day: string): Agreement[] {
  const turn = order.down ? -1 : 1;
  // Each key is made once: comparing texts by their rules of language for thousands of rows would be felt.
  return found
    .map((one) => ({ one, key: keyOf(atlas, one, order.column, day) }))
    .sort(
      (a, b) =>
        (a.key < b.key ? -turn : a.key > b.key ? turn : 0) ||
        (a.one.first < b.one.first ? 1 : a.one.first > b.one.first ? -1 : a.one.id < b.one.id ? -1 : 1),
    )
    .map(({ one }) => one);
}

function keyOf(atlas: Atlas, one: Agreement, column: ColumnName, day: string): string | number {
  switch (column) {
    case "title":
      return foldedTitle(one);
    case "parties":
      return folded(one.parties.map((code) => partyName(atlas, code)).join(" "));
    case "signed":
      return one.first;
    case "form":
      return label(atlas, "form", one.form);
    case "clause":
      return CLAUSES.indexOf(one.mutual_defence);
    case "domains":
      return one.domains.length;
    case "life":
      return LIVES.indexOf(lifeOn(one, day));
    case "grade":
      return one.grade;
  }
}

const titles = new WeakMap<Agreement, string>();

function foldedTitle(one: Agreement): string {
  let title = titles.get(one);
  if (title === undefined) titles.set(one, (title = folded(one.title)));
  return title;
}
