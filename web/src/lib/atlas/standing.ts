// An agreement on a day: whether it stands, and who its parties are. Days are YYYY-MM-DD, which compare as text.
import type { Agreement } from "./types";

/** Whether it had begun on that day and not ended; what is only announced does not stand. */
export function stands(agreement: Agreement, day: string): boolean {
  const { first, until, status } = agreement;
  return status !== "announced" && first <= day && (until === null || day < until);
}

/** The parties on that day: those listed and those who joined by then, without those who had left or not yet joined. */
export function partiesOn(agreement: Agreement, day: string): readonly string[] {
  const { joined, left } = agreement;
  if (!joined && !left) return agreement.parties;
  const all = new Set([...agreement.parties, ...Object.keys(joined ?? {})]);
  return [...all].filter((party) => {
    const since = joined?.[party];
    const until = left?.[party];
    return (since === undefined || since <= day) && (until === undefined || day < until);
  });
}

/** Bilateral or plurilateral, by the parties at signature. */
export function kindOf(agreement: Agreement): "bilateral" | "plurilateral" {
  return agreement.parties.length === 2 ? "bilateral" : "plurilateral";
}

/** Where it stands in its life on a day. */
export function lifeOn(agreement: Agreement, day: string): "announced" | "signed" | "in_force" | "ended" {
  if (agreement.until !== null && agreement.until <= day) return "ended";
  if (agreement.status === "announced" || agreement.status === "in_force") return agreement.status;
  return "signed";
}
