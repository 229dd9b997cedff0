// The agreements of a list as rows of a file, and the address at which the API gives the same ones.
import type { Filters } from "../../lib/atlas/filters";
import type { Agreement } from "../../lib/atlas/types";
import { csv } from "../../lib/csv";
import type { Words } from "../../lib/source";

const COLUMNS = [
  "id",
  "title",
  "parties",
  "joined",
  "left",
  "signed",
  "ended",
  "first",
  "until",
  "status",
  "form",
  "legal_type",
  "level",
  "scope",
  "domains",
  "mutual_defence",
  "summary",
  "value_eur_m",
  "grade",
  "confidence",
  "source_url",
  "accession",
] as const satisfies readonly (keyof Agreement)[];

/** Every column that the atlas holds of each of these agreements, in their order. */
export function asCsv(found: readonly Agreement[]): string {
  return csv(
    COLUMNS,
    found.map((one) => COLUMNS.map((name) => cell(one[name]))),
  );
}

/** Days by party read "LU 2012-01-01"; everything else is a value or a list of them. */
function cell(value: Agreement[keyof Agreement]): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.entries(value).map(([party, day]) => `${party} ${day}`);
}

/** What to ask the API for the same agreements, or null where its filters cannot say it. */
export function asQuery(filters: Filters): Words | null {
  // A column filtered by several values means any of them, while several parties here must all take part; and words
  // are looked for in every field there, notes included, while here in those that the list shows.
  if (filters.among !== "all" || filters.chosen.kind?.length || filters.party.length > 1 || filters.q)
    return null;
  const { form, legal_type, scope, domain, clause, level, status, grade } = filters.chosen;
  return {
    parties: filters.party,
    form,
    legal_type,
    scope,
    domains: domain,
    mutual_defence: clause,
    level,
    status,
    source_grade: grade,
    "signed.from": filters.from,
    "signed.to": filters.to,
  };
}
