// Where a place lies on a small map: Lambert's azimuthal equal-area projection around the middle of what is shown.
import type { GeoFeature, Geometry, Position } from "./types";

export interface Frame {
  longitude: number;
  latitude: number;
  scale: number;
  left: number;
  top: number;
  height: number;
}

type Spot = [number, number];

const RADIANS = Math.PI / 180;
/** How far lines bend, as shares of their length: twice as far as their middle comes to lie beside the straight one. */
const BENDS = [0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36];
/** Where along a line discs are looked for: so close that across the whole map it misses none of the smallest. */
const STEPS = Array.from({ length: 119 }, (_, place) => (place + 1) / 120);
const FARTHEST = -0.2; // what lies beyond a good quarter of the globe is left out
const EUROPE: Position[] = [
  [-11, 35],
  [40, 35],
  [32, 71],
  [-11, 60],
];

/** The frame of a map `width` units wide that shows every feature; Europe where there is none. */
export function fit(features: readonly GeoFeature[], width: number): Frame {
  const found = features.flatMap((feature) => [...positions(feature.geometry)]);
  const points = found.length ? found : EUROPE;
  const [west, east] = extent(points.map(([longitude = 0]) => longitude));
  const [south, north] = extent(points.map(([, latitude = 0]) => latitude));
  const middle = { longitude: (west + east) / 2, latitude: (south + north) / 2 };
  const flat = points.map((point) => flatten(point, middle)).filter((point) => point !== null);
  const [left, right] = extent(flat.map(([x]) => x));
  const [top, bottom] = extent(flat.map(([, y]) => y));
  const pad = 0.08;
  const across = Math.max(right - left, (bottom - top) * 1.1, 0.08);
  const down = Math.max(bottom - top, across * 0.55);
  const scale = width / (across * (1 + 2 * pad));
  return {
    ...middle,
    scale,
    left: (left + right) / 2 - across * (0.5 + pad),
    top: (top + bottom) / 2 - down * (0.5 + pad),
    height: Math.round(down * (1 + 2 * pad) * scale),
  };
}

/** A geometry as the `d` of a path; points become discs of that radius, and lines pass by `discs` that are not theirs. */
export function outline(
  geometry: Geometry | null,
  frame: Frame,
  radius = 4,
  discs: readonly Disc[] = [],
): string {
  if (!geometry) return "";
  switch (geometry.type) {
    case "Point":
      return disc(geometry.coordinates, frame, radius);
    case "MultiPoint":
      return geometry.coordinates.map((point) => disc(point, frame, radius)).join("");
    case "LineString":
      return geometry.coordinates.length === 2
        ? bent(geometry.coordinates, frame, discs)
        : line(geometry.coordinates, frame);
    case "MultiLineString":
      return geometry.coordinates.map((part) => line(part, frame)).join("");
    case "Polygon":
      return geometry.coordinates.map((ring) => `${line(ring, frame)}Z`).join("");
    case "MultiPolygon":
      return geometry.coordinates.flatMap((part) => part.map((ring) => `${line(ring, frame)}Z`)).join("");
    case "GeometryCollection":
      return geometry.geometries.map((part) => outline(part, frame, radius, discs)).join("");
  }
}

export interface Label {
  text: string;
  at: Spot;
}

export interface Disc {
  text: string;
  at: Spot;
  radius: number;
}

/** The points among features where they are drawn, with their labels. */
export function discsOf(
  features: readonly GeoFeature[],
  frame: Frame,
  radius: (feature: GeoFeature) => number,
): Disc[] {
  return features.flatMap((feature) => {
    const at = feature.geometry?.type === "Point" && placed(feature.geometry.coordinates, frame);
    return at ? [{ at, radius: radius(feature), text: String(feature.properties?.["label"] ?? "") }] : [];
  });
}

/**
 * The places that lines join on a map that has no points of its own, as small discs with their codes: lines that end
 * nowhere say nothing. `partyAt` tells whose capital lies somewhere.
 */
export function endsOf(
  features: readonly GeoFeature[],
  partyAt: (place: Position) => { code: string; name: string } | null,
): GeoFeature[] {
  if (features.some((feature) => feature.geometry?.type === "Point")) return [];
  const found = new Map<string, GeoFeature>();
  for (const { geometry } of features) {
    if (geometry?.type !== "LineString" && geometry?.type !== "MultiPoint") continue;
    for (const coordinates of geometry.coordinates) {
      const party = partyAt(coordinates);
      if (!party) continue;
      const properties = { title: party.name, label: party.code, size: 0, colour: "quiet" };
      found.set(party.code, { type: "Feature", geometry: { type: "Point", coordinates }, properties });
    }
  }
  return [...found.values()];
}

/**
 * The labels of points, the larger first: above their discs or at another side, where no other label and no other disc
 * is and fewest lines run, and within a drawing that wide and high; on a disc where there is no such side, and left out
 * where other labels are all around. `courses` are spots along the lines.
 */
export function lettered(
  discs: readonly Disc[],
  letter: number,
  size: Spot,
  courses: readonly Spot[],
): Label[] {
  const taken: Box[] = [];
  const larger = discs.filter(({ text }) => text).sort((one, other) => other.radius - one.radius);
  for (const disc of larger) {
    const sides = around(disc, letter)
      .map((side) => kept(side, size))
      .filter((side) => !taken.some((other) => overlap(side, other)))
      .map((side) => ({ side, lines: courses.filter((spot) => within(side, spot)).length }))
      .sort((one, other) => one.lines - other.lines)
      .map(({ side }) => side);
    const clear = sides.find(
      (side) => !discs.some((other) => other !== disc && overlap(side, square(other))),
    );
    const side = clear ?? sides[0];
    if (side) taken.push(side);
  }
  return taken.map(({ text, at: [x, y], half }) => ({ text, at: [x, y + half[1] * 0.7] }));
}

/** What lies around a middle, so far to both sides and up and down. */
interface Box {
  text: string;
  at: Spot;
  half: Spot;
}

/** A label above its disc, beside it and below. */
function around({ text, at: [x, y], radius }: Disc, letter: number): Box[] {
  const half: Spot = [text.length * letter * 0.36, letter * 0.5];
  const [across, down] = [radius + half[0] + letter / 5, radius + half[1] + letter / 6];
  const middles: Spot[] = [
    [x, y - down],
    [x + across, y],
    [x - across, y],
    [x, y + down],
  ];
  return middles.map((at) => ({ text, at, half }));
}

/** A label moved no further than it takes to be whole. */
function kept({ text, at: [x, y], half }: Box, [width, height]: Spot): Box {
  const inside = (place: number, room: number, end: number): number =>
    Math.min(Math.max(place, room), Math.max(end - room, room));
  return { text, at: [inside(x, half[0], width), inside(y, half[1], height)], half };
}

const within = ({ at, half }: Box, [x, y]: Spot): boolean =>
  Math.abs(at[0] - x) < half[0] && Math.abs(at[1] - y) < half[1];

const square = ({ text, at, radius }: Disc): Box => ({ text, at, half: [radius * 0.8, radius * 0.8] });

function overlap(one: Box, other: Box): boolean {
  return (
    Math.abs(one.at[0] - other.at[0]) < one.half[0] + other.half[0] &&
    Math.abs(one.at[1] - other.at[1]) < one.half[1] + other.half[1]
  );
}

function disc(point: Position, frame: Frame, radius: number): string {
  const at = placed(point, frame);
  if (!at) return "";
  return `M${at[0] - radius},${at[1]}a${radius},${radius} 0 1 0 ${2 * radius},0a${radius},${radius} 0 1 0 ${-2 * radius},0Z`;
}

function line(points: readonly Position[], frame: Frame): string {
  const there = points.map((point) => placed(point, frame)).filter((point) => point !== null);
  return there.map(([x, y], place) => `${place ? "L" : "M"}${x.toFixed(1)},${y.toFixed(1)}`).join("");
}

function placed(point: Position, frame: Frame): [number, number] | null {
  const flat = flatten(point, frame);
  return flat && [(flat[0] - frame.left) * frame.scale, (flat[1] - frame.top) * frame.scale];
}

/** Spots along the lines among features, as they are drawn. */
export function coursesOf(features: readonly GeoFeature[], frame: Frame, discs: readonly Disc[]): Spot[] {
  return features.flatMap(({ geometry }) => {
    if (geometry?.type !== "LineString") return [];
    const spots = geometry.coordinates.map((point) => placed(point, frame)).filter((spot) => spot !== null);
    const [from, to] = spots;
    if (spots.length !== 2 || !from || !to) return spots;
    const middle = turn(from, to, discs);
    return STEPS.map((t) => along(t, from, middle, to));
  });
}

/** A line between two places; bent as little as it takes to pass by the discs of others, which it would seem to join. */
function bent(points: readonly Position[], frame: Frame, discs: readonly Disc[]): string {
  const [from, to] = points.map((point) => placed(point, frame));
  if (!from || !to) return "";
  const ends = [from, turn(from, to, discs), to];
  const [start, control, end] = ends.map((at) => at.map((each) => each.toFixed(1)).join(","));
  return `M${start}Q${control} ${end}`;
}

/** Towards where a line between two places is bent. */
function turn(from: Spot, to: Spot, discs: readonly Disc[]): Spot {
  const others = discs.filter(
    ({ at }) => ![from, to].some((end) => Math.hypot(at[0] - end[0], at[1] - end[1]) < 1),
  );
  const middles = BENDS.map((bend): Spot => [
    (from[0] + to[0]) / 2 + (to[1] - from[1]) * bend,
    (from[1] + to[1]) / 2 - (to[0] - from[0]) * bend,
  ]);
  const crossed = middles.map((middle) => others.filter((disc) => crosses(disc, from, middle, to)).length);
  return middles[crossed.indexOf(Math.min(...crossed))] ?? from;
}

/** Whether a curve, drawn from one place to another towards a middle, comes upon a disc. */
function crosses({ at, radius }: Disc, from: Spot, middle: Spot, to: Spot): boolean {
  return STEPS.some((t) => {
    const [x, y] = along(t, from, middle, to);
    return Math.hypot(x - at[0], y - at[1]) < radius + 3;
  });
}

/** Where a curve is after a share of its way. */
function along(t: number, from: Spot, middle: Spot, to: Spot): Spot {
  const at = (axis: 0 | 1): number =>
    (1 - t) ** 2 * from[axis] + 2 * t * (1 - t) * middle[axis] + t ** 2 * to[axis];
  return [at(0), at(1)];
}

/** Longitude and latitude in degrees on the plane, y downwards, in radii of the globe; null for the far side. */
function flatten(
  [longitude = 0, latitude = 0]: Position,
  middle: { longitude: number; latitude: number },
): [number, number] | null {
  const [turn, up, centre] = [longitude - middle.longitude, latitude, middle.latitude].map(
    (one) => one * RADIANS,
  ) as [number, number, number];
  const near = Math.sin(centre) * Math.sin(up) + Math.cos(centre) * Math.cos(up) * Math.cos(turn);
  if (near < FARTHEST) return null;
  const stretch = Math.sqrt(2 / (1 + near));
  return [
    stretch * Math.cos(up) * Math.sin(turn),
    -stretch * (Math.cos(centre) * Math.sin(up) - Math.sin(centre) * Math.cos(up) * Math.cos(turn)),
  ];
}

function* positions(geometry: Geometry | null): Generator<Position> {
  if (!geometry) return;
  if (geometry.type === "GeometryCollection") for (const part of geometry.geometries) yield* positions(part);
  else yield* leaves(geometry.coordinates);
}

function* leaves(node: unknown): Generator<Position> {
  if (!Array.isArray(node)) return;
  if (typeof node[0] === "number") yield node as Position;
  else for (const item of node) yield* leaves(item);
}

function extent(values: readonly number[]): [number, number] {
  return values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}
