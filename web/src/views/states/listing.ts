// The rows of the index of states, and their order.
import { folded } from "../../lib/atlas/filters";
import type { Atlas } from "../../lib/atlas/types";
import { tallies } from "../../parts/agreements/tally";

export interface StateRow {
  code: string;
  name: string;
  group: "europe" | "beyond" | "institutions";
  agreements: number;
  bilateral: number;
  partners: number;
  eu: number | null;
  nato: number | null;
  /** Defence spending of 2024 in per cent of GDP. */
  share: number | null;
}

export const COLUMNS = [
  { name: "name", title: "State", downFirst: false },
  { name: "agreements", title: "Agreements", downFirst: true },
  { name: "bilateral", title: "With one partner alone", downFirst: true },
  { name: "partners", title: "Partners", downFirst: true },
  { name: "eu", title: "EU since", downFirst: false },
  { name: "nato", title: "NATO since", downFirst: false },
  { name: "share", title: "Defence, % of GDP", downFirst: true },
] as const;
export type ColumnName = (typeof COLUMNS)[number]["name"];

export interface Order {
  column: ColumnName;
  down: boolean;
}

const USUAL: Order = { column: "agreements", down: true };

export function orderIn(query: URLSearchParams): Order {
  const asked = query.get("sort") ?? "";
  const column = COLUMNS.find((one) => one.name === asked.replace(/^-/, ""));
  return column ? { column: column.name, down: asked.startsWith("-") } : USUAL;
}

export function written(order: Order): string | null {
  if (order.column === USUAL.column && order.down === USUAL.down) return null;
  return (order.down ? "-" : "") + order.column;
}

export function clicked(order: Order, column: ColumnName): Order {
  const usual = COLUMNS.find((one) => one.name === column);
  return { column, down: order.column === column ? !order.down : (usual?.downFirst ?? false) };
}

/** Every state of Europe, and of the others those that are party to an agreement. */
export function rowsOf(atlas: Atlas): StateRow[] {
  const counts = tallies(atlas, atlas.world.valid_on);
  const facts = new Map(atlas.states.map((row) => [String(row["iso2"]), row]));
  return Object.entries(atlas.parties).flatMap(([code, party]) => {
    const own = counts.get(code);
    if (!own && !party.europe) return [];
    const known = facts.get(code);
    return {
      code,
      name: party.name,
      group: party.europe ? "europe" : party.kind === "state" ? "beyond" : "institutions",
      agreements: own?.agreements.length ?? 0,
      bilateral: own?.bilateral ?? 0,
      partners: own?.partners.size ?? 0,
      eu: amount(known?.["eu_since"]),
      nato: amount(known?.["nato_since"]),
      share: amount(known?.["def_exp_pct_gdp_2024"]),
    } satisfies StateRow;
  });
}

/** Those whose name or code begins a word with what was typed, in order; what is not known stands last either way. */
export function shown(rows: readonly StateRow[], words: string, order: Order): StateRow[] {
  const asked = folded(words).trim();
  const turn = order.down ? -1 : 1;
  return rows
    .filter((row) => folded(row.name).includes(asked) || row.code.toLowerCase() === asked)
    .sort((a, b) => {
      const [x, y] = [a[order.column], b[order.column]];
      if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
      const order_ = typeof x === "string" ? x.localeCompare(String(y), "en") : x - Number(y);
      return order_ * turn || a.name.localeCompare(b.name, "en");
    });
}

function amount(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}
