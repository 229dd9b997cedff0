// What a pact of several is called: the grouping its parties make, the title of its only agreement, or its parties.
import { keyOf, type Pact } from "../../lib/atlas/ties";
import type { Atlas } from "../../lib/atlas/types";
import { listed, partyName } from "../../lib/words";

const FEW = 4;

export function pactName(atlas: Atlas, pact: Pact): string {
  const [only, second] = pact.agreements;
  if (only && !second) return only.title;
  const grouping = atlas.groupings.find((one) => keyOf(one.members) === pact.key);
  if (grouping) return grouping.name;
  const names = pact.parties.map((code) => partyName(atlas, code));
  return names.length > FEW
    ? `${names.slice(0, FEW - 1).join(", ")} and ${names.length - FEW + 1} more`
    : listed(names);
}

export function tieName(atlas: Atlas, parties: readonly string[]): string {
  return parties.map((code) => partyName(atlas, code)).join(" – ");
}
