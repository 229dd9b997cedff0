// Where the knots of pacts lie: in the middle of their members, moved apart so that each can be seen and pointed at.
import type { Point } from "./projection";

/** How far apart knots lie from one another and from capitals, in units of the plane. */
const APART = 0.0098;
const APART_FROM_CAPITAL = 0.0135;
const ROUNDS = 40;
const MANY = 400;
const ROUNDS_FOR_MANY = 6;

/** A place for each set of parties, by its key; sets of which nobody has a place are left out.
 *
 * `europeans` draw a knot alone where at least two of them take part: an ally overseas would pull it into the Atlantic.
 */
export function layKnots(
  sets: ReadonlyMap<string, readonly string[]>,
  places: ReadonlyMap<string, Point>,
  europeans: ReadonlySet<string>,
): Map<string, Point> {
  const keys: string[] = [];
  const at: [number, number][] = [];
  for (const [key, parties] of sets) {
    const placed = parties.filter((code) => places.has(code));
    const near = placed.filter((code) => europeans.has(code));
    const pulling = (near.length >= 2 ? near : placed).map((code) => places.get(code) as Point);
    if (!pulling.length) continue;
    keys.push(key);
    at.push([
      pulling.reduce((sum, [x]) => sum + x, 0) / pulling.length,
      pulling.reduce((sum, [, y]) => sum + y, 0) / pulling.length,
    ]);
  }
  const capitals = [...places.values()];
  for (let round = at.length > MANY ? ROUNDS_FOR_MANY : ROUNDS; round > 0; round--) {
    if (!part(at, capitals)) break;
  }
  return new Map(keys.map((key, index) => [key, at[index] as Point]));
}

/** Move knots that are too near to one another, or to a capital, a little apart; whether any was moved. */
function part(at: [number, number][], capitals: readonly Point[]): boolean {
  let moved = false;
  at.forEach((one, index) => {
    for (let other = index + 1; other < at.length; other++) {
      const two = at[other] as [number, number];
      if (!near(one, two, APART)) continue;
      const [dx, dy, gap] = between(one, two, index - other);
      const push = (APART - gap) / 2;
      one[0] += dx * push;
      one[1] += dy * push;
      two[0] -= dx * push;
      two[1] -= dy * push;
      moved = true;
    }
    for (const capital of capitals) {
      if (!near(one, capital, APART_FROM_CAPITAL)) continue;
      const [dx, dy, gap] = between(one, capital, index);
      one[0] += dx * (APART_FROM_CAPITAL - gap);
      one[1] += dy * (APART_FROM_CAPITAL - gap);
      moved = true;
    }
  });
  return moved;
}

function near(one: Point, two: Point, apart: number): boolean {
  const [dx, dy] = [one[0] - two[0], one[1] - two[1]];
  return dx * dx + dy * dy < apart * apart;
}

/** The direction from `to` to `from` and the distance; for the same place a direction by number, never by chance. */
function between(from: Point, to: Point, number: number): [dx: number, dy: number, gap: number] {
  const [dx, dy] = [from[0] - to[0], from[1] - to[1]];
  const gap = Math.hypot(dx, dy);
  return gap > 1e-9 ? [dx / gap, dy / gap, gap] : [Math.cos(number * 2.4), Math.sin(number * 2.4), 0];
}
