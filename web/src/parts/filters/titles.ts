// What the facets are called where a reader chooses.
import type { Facet } from "../../lib/atlas/filters";

export const FACET_TITLES: Record<Facet, string> = {
  form: "Form",
  legal_type: "Legal type",
  scope: "Coverage",
  domain: "Domain",
  clause: "Clause",
  level: "Level",
  status: "Status",
  kind: "Parties",
  grade: "Source grade",
};
