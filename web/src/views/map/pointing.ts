// What lies under the pointer: a capital, a knot, a tie or a country, whichever is nearest, in that order.
import type { Point } from "./projection";
import type { Shape } from "./shapes";

export type Target =
  { kind: "state"; code: string } | { kind: "tie"; key: string } | { kind: "pact"; key: string };

export interface Pointable {
  /** Capitals of parties. */
  places: ReadonlyMap<string, Point>;
  /** Knots that are shown. */
  knots: ReadonlyMap<string, Point>;
  /** Arcs that are shown. */
  arcs: ReadonlyMap<string, readonly Point[]>;
  shapes: readonly Shape[];
  /** Codes of the countries that can be chosen. */
  countries: ReadonlySet<string>;
}

/** The thing at a point of the plane; `reach` is how far from it the pointer may be, in units of the plane. */
export function under(point: Point, reach: number, there: Pointable): Target | null {
  const place = nearest(there.places, reach, (at) => distance(point, at));
  if (place) return { kind: "state", code: place };
  const knot = nearest(there.knots, reach, (at) => distance(point, at));
  if (knot) return { kind: "pact", key: knot };
  const tie = nearest(there.arcs, reach, (line) => distanceToLine(point, line, reach));
  if (tie) return { kind: "tie", key: tie };
  const country = there.shapes.find((shape) => there.countries.has(shape.code) && holds(shape, point));
  return country ? { kind: "state", code: country.code } : null;
}

function nearest<T>(all: ReadonlyMap<string, T>, reach: number, far: (one: T) => number): string | null {
  let [found, least]: [string | null, number] = [null, reach];
  for (const [name, one] of all) {
    const distance = far(one);
    if (distance <= least) [found, least] = [name, distance];
  }
  return found;
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

function distanceToLine(point: Point, line: readonly Point[], reach: number): number {
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last) return Infinity;
  // Most arcs are far away: an arc lies within its length of the middle between its ends.
  const middle: Point = [(first[0] + last[0]) / 2, (first[1] + last[1]) / 2];
  if (distance(point, middle) > distance(first, last) * 0.75 + reach) return Infinity;
  let least = Infinity;
  for (let index = 1; index < line.length; index++) {
    least = Math.min(least, distanceToPiece(point, line[index - 1] as Point, line[index] as Point));
  }
  return least;
}

function distanceToPiece(point: Point, a: Point, b: Point): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / (dx * dx + dy * dy || 1);
  const within = Math.min(1, Math.max(0, share));
  return distance(point, [a[0] + within * dx, a[1] + within * dy]);
}

/** Whether a country holds a point: inside an odd number of its rings. */
function holds(shape: Shape, [x, y]: Point): boolean {
  let inside = false;
  for (const ring of shape.polygons.flat()) {
    for (let index = 0, last = ring.length - 1; index < ring.length; last = index++) {
      const [ax, ay] = ring[index] as Point;
      const [bx, by] = ring[last] as Point;
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}
