// How places come onto our maps: Lambert's azimuthal equal-area projection around 52° N 10° E, as the European Union's
// statistical maps use it. Areas compare truly, Europe has its familiar shape, and the whole world fits on one disc.

/** A place on the map: x to the right, y down, both within -2 … 2; 1 is about the Earth's radius. */
export type Point = readonly [x: number, y: number];
export type LonLat = readonly [lon: number, lat: number];

const RADIANS = Math.PI / 180;
const MIDDLE_LON = 10 * RADIANS;
const MIDDLE_LAT = 52 * RADIANS;
const SIN = Math.sin(MIDDLE_LAT);
const COS = Math.cos(MIDDLE_LAT);

/** Straight lines on a globe bend on a map: edges longer than this are cut before they are projected. */
const LONGEST_DEG = 4;

export function projected([lon, lat]: LonLat): Point {
  const east = lon * RADIANS - MIDDLE_LON;
  const north = lat * RADIANS;
  const [sin, cos] = [Math.sin(north), Math.cos(north)];
  // At the point opposite the middle everything would be infinitely wide; it lies in the South Pacific.
  const near = Math.max(1 + SIN * sin + COS * cos * Math.cos(east), 1e-6);
  const scale = Math.sqrt(2 / near);
  return [scale * cos * Math.sin(east), -scale * (COS * sin - SIN * cos * Math.cos(east))];
}

/** A ring of a border, cut finely enough that it bends as it should. */
export function projectedRing(ring: readonly LonLat[]): Point[] {
  const points: Point[] = [];
  ring.forEach(([lon, lat], index) => {
    const [lastLon, lastLat] = ring[index - 1] ?? [lon, lat];
    const pieces = Math.max(
      1,
      Math.ceil(Math.max(Math.abs(lon - lastLon), Math.abs(lat - lastLat)) / LONGEST_DEG),
    );
    for (let piece = 1; piece <= pieces; piece++) {
      const share = piece / pieces;
      points.push(projected([lastLon + (lon - lastLon) * share, lastLat + (lat - lastLat) * share]));
    }
  });
  return points;
}

/** How strongly an arc bends: the height of its middle above the straight line, as a part of its length. */
const BEND = 0.11;
/** Arcs longer than this, in Earth radii, bend no further: on this projection far partners lie straight ahead. */
const LONG = 0.4;

/** A point of the arc between two places; `share` runs from 0 to 1. Every arc bends to the north. */
export function onArc(from: Point, to: Point, share: number): Point {
  const [control, rest] = [bent(from, to), 1 - share];
  return [
    rest * rest * from[0] + 2 * rest * share * control[0] + share * share * to[0],
    rest * rest * from[1] + 2 * rest * share * control[1] + share * share * to[1],
  ];
}

/** The control point of the arc as a quadratic Bézier curve. */
export function bent([ax, ay]: Point, [bx, by]: Point): Point {
  const [dx, dy] = [bx - ax, by - ay];
  const lift = 2 * BEND * Math.min(1, LONG / Math.hypot(dx, dy)) * (dx >= 0 ? 1 : -1);
  return [(ax + bx) / 2 + dy * lift, (ay + by) / 2 - dx * lift];
}

/** The arc as a line of points, with more of them the longer it is. */
export function arc(from: Point, to: Point): Point[] {
  const pieces = Math.min(32, 8 + Math.round(16 * Math.hypot(to[0] - from[0], to[1] - from[1])));
  return Array.from({ length: pieces + 1 }, (_, index) => onArc(from, to, index / pieces));
}

/** What is seen first, as left, top, right, bottom: Iceland's east to the Caucasus, the North Cape to Cyprus. */
export const EUROPE: readonly [number, number, number, number] = [-0.31, -0.36, 0.42, 0.31];
/** On narrow and tall screens: Ireland to Kyiv. */
export const EUROPE_CORE: readonly [number, number, number, number] = [-0.27, -0.3, 0.35, 0.29];

/** What is seen first on a map of so many pixels' width. */
export function frameFor(width: number): readonly [number, number, number, number] {
  return width < 560 ? EUROPE_CORE : EUROPE;
}

// MapLibre knows only the Mercator projection for flat maps. It is given our plane in disguise: as the longitudes and
// latitudes that Mercator would put where we want them. Nothing but MapLibre ever sees these numbers.

/** Our plane fills the middle of MapLibre's square world, whose sides are 1 long. */
const PLANE_IN_WORLD = 0.22;

export function disguised([x, y]: Point): [lng: number, lat: number] {
  return [
    360 * PLANE_IN_WORLD * x,
    (2 * Math.atan(Math.exp(-2 * Math.PI * PLANE_IN_WORLD * y)) - Math.PI / 2) / RADIANS,
  ];
}

export function undisguised({ lng, lat }: { lng: number; lat: number }): Point {
  return [
    lng / (360 * PLANE_IN_WORLD),
    -Math.log(Math.tan(Math.PI / 4 + (lat * RADIANS) / 2)) / (2 * Math.PI * PLANE_IN_WORLD),
  ];
}
