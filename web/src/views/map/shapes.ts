// The bundled shapes of the countries, fetched once, and projected for our maps.
import address from "../../../../src/phalanx/surfaces/presenting/shapes/countries.geojson?url";
import type { Atlas } from "../../lib/atlas/types";
import { projected, projectedRing, type LonLat, type Point } from "./projection";

interface Country {
  properties: { iso2: string | null; name: string; label_lon: number; label_lat: number };
  geometry:
    | { type: "Polygon"; coordinates: [number, number][][] }
    | { type: "MultiPolygon"; coordinates: [number, number][][][] };
}

/** A country on the map's plane: polygons of rings, the first of each its outside. */
export interface Shape {
  code: string;
  name: string;
  label: Point;
  polygons: Point[][][];
}

let fetching: Promise<Shape[]> | null = null;

export function loadShapes(): Promise<Shape[]> {
  fetching ??= load().catch((error: unknown) => {
    fetching = null; // the next one who asks tries anew
    throw error;
  });
  return fetching;
}

async function load(): Promise<Shape[]> {
  const response = await fetch(address);
  if (!response.ok)
    throw new Error(`The shapes of the countries did not come: the server answered ${response.status}`);
  const { features } = (await response.json()) as { features: Country[] };
  return features.map(({ properties, geometry }) => ({
    code: properties.iso2 ?? "",
    name: properties.name,
    label: projected([properties.label_lon, properties.label_lat]),
    polygons: (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).map((polygon) =>
      polygon.map((ring: LonLat[]) => projectedRing(ring)),
    ),
  }));
}

/** Where each party is: its capital, else the middle of its country; parties without either are left out. */
export function placesOf(atlas: Atlas, shapes: readonly Shape[]): Map<string, Point> {
  const middles = new Map(shapes.map((shape) => [shape.code, shape.label]));
  const places = new Map<string, Point>();
  for (const [code, { lon, lat }] of Object.entries(atlas.parties)) {
    const place = lon !== null && lat !== null ? projected([lon, lat]) : middles.get(code);
    if (place) places.set(code, place);
  }
  return places;
}
