// Records by id: their titles where the atlas knows them, and the pages that tell where each comes from.
import { href } from "../../lib/route.svelte";
import type { Atlas } from "../../lib/atlas/types";

export interface Records {
  /** The page of a record. */
  page(id: string): string;
  /** Its title, where it is an agreement. */
  title(id: string): string | null;
  /** Whether it is an agreement that the atlas has. */
  knows(id: string): boolean;
}

export function recordsOf(atlas: Atlas | null): Records {
  const titles = new Map(atlas?.agreements.map((one) => [one.id, one.title]));
  return {
    page: (id) => href(titles.has(id) ? `agreements/${id}` : `records/${id}`),
    title: (id) => titles.get(id) ?? null,
    knows: (id) => titles.has(id),
  };
}
