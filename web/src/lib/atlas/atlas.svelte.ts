// The atlas of the World that the address bar means, loaded once and shared by every view.
import { fetched } from "../source";
import { route } from "../route.svelte";
import type { Atlas } from "./types";

/** The two clocks as the address bar has them; passed on with every question. */
export function clocks(): { valid_on: string | null; known_at: string | null } {
  return { valid_on: route.query.get("valid_on"), known_at: route.query.get("known_at") };
}

export function loadAtlas(): Promise<Atlas> {
  return fetched<Atlas>("atlas", clocks());
}
