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
