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

const RADIANS = Math.PI / 180;
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

/** A geometry as the `d` of a path; points become discs of that radius. */
export function outline(geometry: Geometry | null, frame: Frame, radius = 4): string {
  if (!geometry) return "";
  switch (geometry.type) {
    case "Point":
      return disc(geometry.coordinates, frame, radius);
    case "MultiPoint":
      return geometry.coordinates.map((point) => disc(point, frame, radius)).join("");
    case "LineString":
      return line(geometry.coordinates, frame);
    case "MultiLineString":
      return geometry.coordinates.map((part) => line(part, frame)).join("");
    case "Polygon":
      return geometry.coordinates.map((ring) => `${line(ring, frame)}Z`).join("");
    case "MultiPolygon":
      return geometry.coordinates.flatMap((part) => part.map((ring) => `${line(ring, frame)}Z`)).join("");
    case "GeometryCollection":
      return geometry.geometries.map((part) => outline(part, frame, radius)).join("");
  }
}

export interface Label {
  text: string;
  at: [number, number];
}

/** The labels of points, above their discs, the larger first; one that would lie on another is left out. */
export function lettered(
  features: readonly GeoFeature[],
  frame: Frame,
  letter: number,
  radius: (feature: GeoFeature) => number,
): Label[] {
  const placedLabels: (Label & { width: number })[] = [];
  const larger = features
    .filter((feature) => feature.properties?.["label"] && feature.geometry?.type === "Point")
    .sort((one, other) => radius(other) - radius(one));
  for (const feature of larger) {
    const point = feature.geometry?.type === "Point" && placed(feature.geometry.coordinates, frame);
    if (!point) continue;
    const text = String(feature.properties?.["label"]);
    const label: Label & { width: number } = {
      text,
      at: [point[0], point[1] - radius(feature) - letter / 4],
      width: text.length * letter * 0.7,
    };
    const free = placedLabels.every(
      (other) =>
        Math.abs(other.at[0] - label.at[0]) > (other.width + label.width) / 2 ||
        Math.abs(other.at[1] - label.at[1]) > letter,
    );
    if (free) placedLabels.push(label);
  }
  return placedLabels;
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
