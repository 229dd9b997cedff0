// The portfolio of a state, as the question of that name answers it for the page.
import { clocks } from "../../lib/atlas/atlas.svelte";
import { loadAnswer } from "../../parts/answer/loading";
import type { Answer, Row } from "../../parts/answer/types";

export function loadPortfolio(state: string): Promise<Answer> {
  return loadAnswer("portfolio", { state, ...clocks() });
}

/** What the portfolio measures a state by, and where that places it among the states. */
export interface Measure {
  measure: string;
  value: number;
  median: number | null;
  rank: number | null;
  states: number;
  meaning: string;
}

export function measuresOf(answer: Answer): Measure[] {
  return rows(answer, "compared") as unknown as Measure[];
}

export interface Partner {
  partner: string;
  name: string;
  agreements: number;
  bilateral: number;
  plurilateral: number;
}

export function partnersOf(answer: Answer): Partner[] {
  return rows(answer, "partners") as unknown as Partner[];
}

function rows(answer: Answer, table: string): Row[] {
  return answer.tables[table] ?? [];
}
