// An answer in the form made for the page, its rows made whole again: they travel as lists of values.
import { fetched, type Words } from "../../lib/source";
import type { Answer, Row, Rows } from "./types";

export async function loadAnswer(question: string, words: Words): Promise<Answer> {
  const answer = await fetched<Answer>(`questions/${question}`, words, "page");
  const charts = answer.charts.map((chart) => ({
    ...chart,
    data: Object.fromEntries(Object.entries(chart.data).map(([name, rows]) => [name, whole(rows)])),
  }));
  return { ...answer, charts };
}

/** The same rows by the names of their columns. A row that lacks a column travels whole. */
function whole({ columns, rows }: Rows): Rows {
  const named = (values: Row | unknown[]): Row =>
    Array.isArray(values)
      ? (Object.fromEntries(columns.map(({ name }, place) => [name, values[place]])) as Row)
      : values;
  return { columns, rows: rows.map(named) };
}
