// The atlas: what map, agreements, states and comparisons are made of, as /api/v1/atlas gives it.

export interface Stamp {
  valid_on: string;
  known_at: string;
  journal_head: string;
}

export interface Agreement {
  id: string;
  title: string;
  /** Codes of the parties at signature, or of the whole group where the row records an accession. */
  parties: string[];
  /** Since when a later party counts, by code. */
  joined?: Record<string, string>;
  /** From when a party counts no longer, by code. */
  left?: Record<string, string>;
  /** The first day the signature can mean, as YYYY-MM-DD. */
  first: string;
  /** The first day on which it counts as ended; null while nothing says so. */
  until: string | null;
  /** As exact as the source supports: a year, a month or a day. */
  signed: string;
  ended?: string;
  status: string;
  form: string;
  legal_type: string;
  level: string;
  scope: string;
  domains: string[];
  mutual_defence: string;
  summary?: string;
  value_eur_m?: number;
  grade: string;
  confidence: string;
  source_url: string;
  /** The row only records that a party joined an older agreement. */
  accession?: boolean;
}

export interface Party {
  name: string;
  kind: "state" | "institution" | "other";
  lon: number | null;
  lat: number | null;
  europe: boolean;
}

export interface Grouping {
  id: string;
  name: string;
  kind: string;
  founded: string | null;
  members: string[];
}

/** A named selection of agreements: those among some parties (every one of them, or any), of a kind, of a span. */
export interface Scope {
  id: string;
  title: string;
  parties: string[] | null;
  every: boolean;
  kind: "all" | "bilateral" | "plurilateral";
  first: string | null;
  last: string | null;
}

export interface Code {
  label: string;
  meaning: string;
  /** The colour token, such as "form-strategic-partnership"; null where the code has none. */
  colour: string | null;
}

export interface Atlas {
  world: Stamp;
  agreements: Agreement[];
  parties: Record<string, Party>;
  states: Record<string, string | number | boolean | null>[];
  groupings: Grouping[];
  scopes: Scope[];
  codes: Record<string, Record<string, Code>>;
  turning_points: { id: string; title: string; day: string }[];
  counts: Record<string, number>;
  edition: string;
}
