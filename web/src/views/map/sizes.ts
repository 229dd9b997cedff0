// Widths of ties and sizes of circles by number of agreements, for the map and for its legend.

type Sizes = readonly (readonly [agreements: number, px: number])[];

export const TIE_WIDTHS: Sizes = [
  [1, 1.1],
  [2, 1.9],
  [5, 3.6],
  [10, 5.6],
  [20, 8.5],
  [60, 13],
];
export const STATE_RADII: Sizes = [
  [1, 2],
  [10, 3.4],
  [50, 6],
  [100, 8],
  [200, 11],
];
export const KNOT_RADII: Sizes = [
  [1, 2.4],
  [5, 4],
  [20, 6.5],
];

/** The size for a number of agreements, between the steps in proportion. */
export function sized(sizes: Sizes, agreements: number): number {
  const above = sizes.findIndex(([step]) => step >= agreements);
  const [low, high] = [sizes[above - 1], sizes[above]];
  if (!high) return sizes.at(-1)?.[1] ?? 0;
  if (!low) return high[1];
  return low[1] + ((agreements - low[0]) / (high[0] - low[0])) * (high[1] - low[1]);
}
