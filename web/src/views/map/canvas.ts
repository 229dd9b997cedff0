// The drawing of the map with MapLibre: land, ties, knots and capitals. Shapes and places come once; a step of the slider
// or a filter only changes how things look ("feature state"), so that it is quick with thousands of agreements.
import type { Feature, FeatureCollection } from "geojson";
import type {
  ExpressionSpecification,
  GeoJSONSource,
  LngLatBoundsLike,
  Map as MapLibre,
  MapOptions,
  StyleSpecification,
} from "maplibre-gl";
import workerAddress from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { colour } from "../../lib/appearance.svelte";
import { setsOf, type Clause, type Web } from "../../lib/atlas/ties";
import type { Atlas } from "../../lib/atlas/types";
import { layKnots } from "./knots";
import { under, type Target } from "./pointing";
import { arc, disguised, EUROPE_CORE, frameFor, undisguised, type Point } from "./projection";
import { placesOf, type Shape } from "./shapes";
import { KNOT_RADII, STATE_RADII, TIE_WIDTHS } from "./sizes";

/** What is drawn in the accent: a tie, a pact with its spokes, or a state with its ties. */
export interface Lit {
  ties: readonly string[];
  pacts: readonly string[];
  states: readonly string[];
}

export type Frame = "Europe" | "world";

export interface Drawing {
  /** When land and ties are on the screen; names may follow a moment later. */
  drawn: Promise<void>;
  /** Show the web of a day; `byClause` colours ties by their promise. */
  show: (web: Web, byClause: boolean) => void;
  /** Draw some things in the accent, and the rest fainter where `dim` says so. */
  light: (lit: Lit, dim: boolean) => void;
  /** Take the colours anew from the tokens, as light turned to dark. */
  repaint: () => void;
  frame: (frame: Frame) => void;
  /** Bring a party into view, if it is outside. */
  reach: (code: string) => void;
  zoom: (steps: number) => void;
  /** What lies at a point of the canvas, in pixels. */
  at: (x: number, y: number, reach: number) => Target | null;
  /** Where a party is on the canvas, in pixels; also outside of it. */
  onCanvas: (code: string) => { x: number; y: number } | null;
  /** The map as a picture, for paper. */
  picture: () => string;
  close: () => void;
}

const TIE_OPACITY = 0.62;
const FAINT_TIE = 0.13;
const FAINT_KNOT = 0.4;
/** How much is shown around a far party, in Earth radii, so that its name fits. */
const ROOM_FOR_NAME = 0.13;
const WIDEST_VIEW_PX_PER_UNIT = 90;

/** MapLibre, and its worker from a file of our own; asked for early and fetched once. */
export function loadMapLibre(): Promise<typeof import("maplibre-gl")> {
  loading ??= Promise.all([import("maplibre-gl"), import("maplibre-gl/dist/maplibre-gl.css")]).then(
    ([library]) => {
      library.setWorkerUrl(workerAddress);
      library.setWorkerCount(1);
      library.prewarm();
      return library;
    },
  );
  return loading;
}
let loading: Promise<typeof import("maplibre-gl")> | null = null;

/** Begin a drawing in an empty element. `still`: no flights of the camera. */
export async function draw(
  element: HTMLElement,
  atlas: Atlas,
  shapes: readonly Shape[],
  still: () => boolean,
  onmove: () => void,
): Promise<Drawing> {
  const [library] = await Promise.all([loadMapLibre(), fontReady()]);
  const places = placesOf(atlas, shapes);
  const arcs = everyArc(atlas, places);
  const knots = everyKnot(atlas, places);
  const registry = new Set(Object.keys(atlas.parties));
  const map = begin(library, {
    container: element,
    style: style(atlas, shapes, registry, places, arcs, knots),
    bounds: boundsFor("Europe", element),
    minZoom: zoomFor(WIDEST_VIEW_PX_PER_UNIT),
    maxZoom: 6.5,
    renderWorldCopies: false,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: true,
    fadeDuration: 0,
    refreshExpiredTiles: false,
    clickTolerance: 6,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.on("move", onmove);
  map.on("resize", onmove);
  const drawn = firstPicture(map);
  // As soon as there is a style, the web can be told: the very first picture then has its ties.
  await new Promise<void>((resolve, reject) => {
    map.once("style.load", () => resolve());
    map.once("error", ({ error }) => reject(error));
  });

  let ink = inks();
  let shown: { web: Web; byClause: boolean } | null = null;
  let lit: Lit = { ties: [], pacts: [], states: [] };
  let litWords = JSON.stringify(collection([]));
  let dim = false;
  let dimmed = false;
  let painted = new Map<string, string>();
  const seenArcs = new Map<string, Point[]>();
  const seenKnots = new Map<string, Point>();

  function show(web: Web, byClause: boolean): void {
    shown = { web, byClause };
    const next = new Map<string, string>();
    const say = (source: string, id: string, state: Record<string, string | number>): void => {
      const name = `${source} ${id}`;
      const words = JSON.stringify(state);
      next.set(name, words);
      if (painted.get(name) !== words) map.setFeatureState({ source, id }, state);
    };
    seenArcs.clear();
    for (const [key, line] of arcs) {
      const tie = web.ties.get(key);
      if (tie) seenArcs.set(key, line);
      const inked = byClause && tie ? tie.clause : "tie";
      say("ties", key, { n: tie?.agreements.length ?? 0, colour: ink[inked] });
    }
    seenKnots.clear();
    for (const [key, place] of knots) {
      const pact = web.pacts.get(key);
      if (pact) seenKnots.set(key, place);
      const inked = byClause && pact ? pact.clause : "pact";
      say("knots", key, { n: pact?.agreements.length ?? 0, colour: ink[inked] });
    }
    for (const code of places.keys()) say("places", code, { n: web.counts.get(code) ?? 0 });
    painted = next;
    drawLit();
  }

  /** Whatever does not change is not told to MapLibre, which would draw the whole map anew. */
  function drawLit(): void {
    const features = litFeatures(lit, shown?.web, places, arcs, knots);
    const words = JSON.stringify(features);
    if (words !== litWords) map.getSource<GeoJSONSource>("lit")?.setData(features);
    litWords = words;
    if (dim === dimmed) return;
    map.setPaintProperty("ties", "line-opacity", dim ? FAINT_TIE : TIE_OPACITY);
    map.setPaintProperty("knots", "circle-opacity", dim ? FAINT_KNOT : 1);
    map.setPaintProperty("knots", "circle-stroke-opacity", dim ? FAINT_KNOT : 1);
    dimmed = dim;
  }

  function fit(bounds: LngLatBoundsLike): void {
    map.fitBounds(bounds, still() ? { animate: false } : { duration: 700 });
  }

  return {
    drawn,
    show,
    light(next, fainter) {
      for (const id of lit.states) map.setFeatureState({ source: "land", id }, { lit: false });
      for (const id of next.states) map.setFeatureState({ source: "land", id }, { lit: true });
      [lit, dim] = [next, fainter];
      drawLit();
    },
    repaint() {
      ink = inks();
      painted = new Map();
      for (const [layer, property, value] of paints()) map.setPaintProperty(layer, property, value);
      if (shown) show(shown.web, shown.byClause);
    },
    frame(frame) {
      fit(boundsFor(frame, element));
    },
    reach(code) {
      const place = places.get(code);
      if (!place || inside(map, element, place)) return;
      const [left, top, right, bottom] = EUROPE_CORE;
      fit([
        disguised([Math.min(left, place[0] - ROOM_FOR_NAME), Math.max(bottom, place[1] + ROOM_FOR_NAME)]),
        disguised([Math.max(right, place[0] + ROOM_FOR_NAME), Math.min(top, place[1] - ROOM_FOR_NAME)]),
      ]);
    },
    zoom(steps) {
      map.zoomTo(map.getZoom() + steps, still() ? { animate: false } : { duration: 250 });
    },
    at(x, y, reach) {
      const here = undisguised(map.unproject([x, y]));
      const [beside] = undisguised(map.unproject([x + reach, y]));
      return under(here, Math.abs(beside - here[0]), {
        places,
        knots: seenKnots,
        arcs: seenArcs,
        shapes,
        countries: registry,
      });
    },
    onCanvas(code) {
      const place = places.get(code);
      return place ? map.project(disguised(place)) : null;
    },
    picture() {
      map.redraw(); // what WebGL drew is gone as soon as it was shown, so it is drawn anew just before
      return map.getCanvas().toDataURL("image/png");
    },
    close() {
      map.remove();
    },
  };
}

/** MapLibre refuses to begin where the browser has no WebGL. */
function begin(library: typeof import("maplibre-gl"), options: MapOptions): MapLibre {
  try {
    return new library.Map(options);
  } catch (error) {
    throw new Error("This browser cannot draw the map, as it has no WebGL.", { cause: error });
  }
}

function firstPicture(map: MapLibre): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (
        !map.isStyleLoaded() &&
        !["land", "ties", "places"].every((one) => map.getSource(one) && map.isSourceLoaded(one))
      )
        return;
      map.off("render", look);
      resolve();
    };
    map.on("render", look);
  });
}

/** Words on the map are drawn with the fonts of the page, so that they need no server; but they must have come. */
export async function fontReady(): Promise<void> {
  await document.fonts.load('400 24px "Inter"', "Mm");
}

function everyArc(atlas: Atlas, places: ReadonlyMap<string, Point>): Map<string, Point[]> {
  const arcs = new Map<string, Point[]>();
  for (const one of atlas.agreements) {
    for (const parties of setsOf(one)) {
      const [a, b] = parties.map((code) => places.get(code));
      if (parties.length === 2 && a && b && !arcs.has(parties.join("-")))
        arcs.set(parties.join("-"), arc(a, b));
    }
  }
  return arcs;
}

function everyKnot(atlas: Atlas, places: ReadonlyMap<string, Point>): Map<string, Point> {
  const sets = new Map<string, string[]>();
  for (const one of atlas.agreements) {
    for (const parties of setsOf(one))
      if (parties.length > 2 && !one.accession) sets.set(parties.join("-"), parties);
  }
  const europeans = new Set(Object.keys(atlas.parties).filter((code) => atlas.parties[code]?.europe));
  return layKnots(sets, places, europeans);
}

// ---- Frames --------------------------------------------------------------------------------------------------------

function boundsFor(frame: Frame, element: HTMLElement): LngLatBoundsLike {
  const [left, top, right, bottom] =
    frame === "world" ? [-1.25, -1.1, 1.85, 0.9] : frameFor(element.clientWidth);
  return [disguised([left, bottom]), disguised([right, top])];
}

/** MapLibre's zoom at which a unit of the plane is so many pixels; at zoom 0 its world is 512 pixels wide. */
function zoomFor(pxPerUnit: number): number {
  const [lng] = disguised([1, 0]);
  return Math.log2(pxPerUnit / ((lng / 360) * 512));
}

function inside(map: MapLibre, element: HTMLElement, place: Point): boolean {
  const { x, y } = map.project(disguised(place));
  return x > 0 && y > 0 && x < element.clientWidth && y < element.clientHeight;
}

// ---- Colours, from tokens ------------------------------------------------------------------------------------------

function inks(): Record<"tie" | "pact" | Clause, string> {
  return {
    tie: colour("ramp-4"),
    none: colour("neutral"),
    assistance: colour("mutual-defence-assistance"),
    consultation: colour("mutual-defence-consultation"),
    pact: colour("kind-plurilateral"),
  };
}

/** A colour between two tokens; `share` of the second. */
function between(one: string, other: string, share: number): string {
  const [a, b] = [one, other].map(
    (token) =>
      colour(token)
        .match(/[\d.]+/g)
        ?.map(Number) ?? [],
  );
  const mixed = [0, 1, 2].map((index) =>
    Math.round((a?.[index] ?? 0) * (1 - share) + (b?.[index] ?? 0) * share),
  );
  return `rgb(${mixed.join(", ")})`;
}

type Paint = [
  layer: string,
  property:
    | "fill-color"
    | "fill-outline-color"
    | "line-color"
    | "circle-color"
    | "circle-stroke-color"
    | "text-color"
    | "text-halo-color",
  value: string | ExpressionSpecification,
];

/** Every colour of the map that is not a matter of the day. */
function paints(): Paint[] {
  const accent = colour("accent");
  return [
    [
      "land",
      "fill-color",
      [
        "case",
        ["boolean", ["feature-state", "lit"], false],
        colour("accent-soft"),
        ["get", "registry"],
        between("raised", "line", 0.72),
        colour("raised"),
      ],
    ],
    ["land", "fill-outline-color", colour("ground")],
    ["knots", "circle-color", colour("ground")],
    ["lit-casing", "line-color", colour("ground")],
    ["lit-lines", "line-color", accent],
    ["lit-knots", "circle-color", accent],
    ["lit-knots", "circle-stroke-color", colour("ground")],
    ["places", "circle-color", colour("ink")],
    ["places", "circle-stroke-color", colour("ground")],
    ["lit-places", "circle-color", accent],
    ["lit-places", "circle-stroke-color", colour("ground")],
    ["names", "text-color", colour("ink")],
    ["names", "text-halo-color", between("ground", "raised", 0.5)],
  ];
}

// ---- Style and data ------------------------------------------------------------------------------------------------

function bySize(
  sizes: readonly (readonly [number, number])[],
  of: ExpressionSpecification,
  more = 0,
): ExpressionSpecification {
  const stops = sizes.flatMap(([count, px]) => [count, px + more]);
  return ["interpolate", ["linear"], of, 0, 0, ...stops] as unknown as ExpressionSpecification;
}

const STATE_N: ExpressionSpecification = ["coalesce", ["feature-state", "n"], 0];
const N: ExpressionSpecification = ["get", "n"];

function style(
  atlas: Atlas,
  shapes: readonly Shape[],
  registry: ReadonlySet<string>,
  places: ReadonlyMap<string, Point>,
  arcs: ReadonlyMap<string, Point[]>,
  knots: ReadonlyMap<string, Point>,
): StyleSpecification {
  const kind = (name: string): ExpressionSpecification => ["==", ["get", "kind"], name];
  const drawn: StyleSpecification = {
    version: 8,
    sources: {
      land: {
        type: "geojson",
        data: collection(shapes.map((one) => land(one, registry))),
        promoteId: "id",
        maxzoom: 6,
      },
      ties: {
        type: "geojson",
        data: collection([...arcs].map(lineOf)),
        promoteId: "id",
        tolerance: 0,
        maxzoom: 5,
      },
      knots: { type: "geojson", data: collection([...knots].map(pointOf)), promoteId: "id", maxzoom: 3 },
      places: {
        type: "geojson",
        data: collection([...places].map(([code, at]) => placeOf(atlas, code, at))),
        promoteId: "id",
        maxzoom: 3,
      },
      lit: { type: "geojson", data: collection([]), tolerance: 0, maxzoom: 5 },
    },
    layers: [
      { id: "land", type: "fill", source: "land", paint: {} },
      {
        id: "ties",
        type: "line",
        source: "ties",
        paint: {
          "line-width": bySize(TIE_WIDTHS, STATE_N),
          "line-color": ["to-color", ["coalesce", ["feature-state", "colour"], "transparent"]],
          "line-opacity": TIE_OPACITY,
        },
      },
      {
        id: "knots",
        type: "circle",
        source: "knots",
        paint: {
          "circle-radius": bySize(KNOT_RADII, STATE_N),
          "circle-stroke-width": ["case", [">", STATE_N, 0], 1.3, 0],
          "circle-stroke-color": ["to-color", ["coalesce", ["feature-state", "colour"], "transparent"]],
        },
      },
      {
        id: "lit-casing",
        type: "line",
        source: "lit",
        filter: kind("line"),
        layout: { "line-cap": "round" },
        paint: { "line-width": bySize(TIE_WIDTHS, N, 2.4) },
      },
      {
        id: "lit-lines",
        type: "line",
        source: "lit",
        filter: kind("line"),
        layout: { "line-cap": "round" },
        paint: { "line-width": bySize(TIE_WIDTHS, N, 0.4) },
      },
      {
        id: "lit-knots",
        type: "circle",
        source: "lit",
        filter: kind("knot"),
        paint: { "circle-radius": bySize(KNOT_RADII, N, 2), "circle-stroke-width": 1.3 },
      },
      {
        id: "places",
        type: "circle",
        source: "places",
        paint: {
          "circle-radius": bySize(STATE_RADII, STATE_N),
          "circle-stroke-width": ["case", [">", STATE_N, 0], 1, 0],
        },
      },
      {
        id: "lit-places",
        type: "circle",
        source: "lit",
        filter: kind("place"),
        paint: { "circle-radius": bySize(STATE_RADII, N, 0.5), "circle-stroke-width": 1.2 },
      },
      {
        id: "names",
        type: "symbol",
        source: "places",
        filter: ["get", "named"],
        layout: {
          "text-field": ["get", "name"],
          "text-font": ["Inter"],
          "text-size": ["interpolate", ["linear"], ["zoom"], 3.4, 11.5, 6, 14],
          "text-variable-anchor": ["top", "bottom", "left", "right", "top-left", "top-right", "bottom-left"],
          "text-radial-offset": 0.75,
          "text-justify": "auto",
          "text-max-width": 9,
          "text-padding": 3,
          "symbol-sort-key": ["-", ["get", "most"]],
        },
        paint: {
          "text-halo-width": 1.5,
          "text-opacity": ["case", [">", STATE_N, 0], 1, 0.5],
        },
      },
    ],
  };
  for (const [id, property, value] of paints()) {
    const layer = drawn.layers.find((one) => one.id === id);
    Object.assign(layer?.paint ?? {}, { [property]: value });
  }
  return drawn;
}

function collection(features: Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features };
}

function land(shape: Shape, registry: ReadonlySet<string>): Feature {
  return {
    type: "Feature",
    properties: { id: shape.code, registry: registry.has(shape.code) },
    geometry: outline(shape),
  };
}

function outline(shape: Shape): Feature["geometry"] {
  return {
    type: "MultiPolygon",
    coordinates: shape.polygons.map((polygon) => polygon.map((ring) => ring.map(disguised))),
  };
}

function lineOf([id, line]: [string, readonly Point[]]): Feature {
  return {
    type: "Feature",
    properties: { id },
    geometry: { type: "LineString", coordinates: line.map(disguised) },
  };
}

function pointOf([id, at]: [string, Point]): Feature {
  return { type: "Feature", properties: { id }, geometry: { type: "Point", coordinates: disguised(at) } };
}

function placeOf(atlas: Atlas, code: string, at: Point): Feature {
  const most = atlas.agreements.filter((one) => one.parties.includes(code)).length;
  return {
    type: "Feature",
    properties: { id: code, name: atlas.parties[code]?.name ?? code, most, named: true },
    geometry: { type: "Point", coordinates: disguised(at) },
  };
}

/** What is drawn in the accent: lines, knots, capitals and land. */
function litFeatures(
  lit: Lit,
  web: Web | undefined,
  places: ReadonlyMap<string, Point>,
  arcs: ReadonlyMap<string, readonly Point[]>,
  knots: ReadonlyMap<string, Point>,
): FeatureCollection {
  const features: Feature[] = [];
  const ends = new Set<string>(lit.states);
  const add = (kind: string, n: number, geometry: Feature["geometry"]): void => {
    features.push({ type: "Feature", properties: { kind, n }, geometry });
  };
  for (const key of lit.ties) {
    const [line, tie] = [arcs.get(key), web?.ties.get(key)];
    if (!tie) continue;
    if (line) add("line", tie.agreements.length, { type: "LineString", coordinates: line.map(disguised) });
    if (!lit.states.length) tie.parties.forEach((code) => ends.add(code));
  }
  for (const key of lit.pacts) {
    const [knot, pact] = [knots.get(key), web?.pacts.get(key)];
    if (!knot || !pact) continue;
    for (const code of pact.parties) {
      const place = places.get(code);
      if (!place) continue;
      add("line", 1, { type: "LineString", coordinates: [disguised(knot), disguised(place)] });
      ends.add(code);
    }
    add("knot", pact.agreements.length, { type: "Point", coordinates: disguised(knot) });
  }
  for (const code of ends) {
    const place = places.get(code);
    if (place)
      add("place", Math.max(1, web?.counts.get(code) ?? 0), { type: "Point", coordinates: disguised(place) });
  }
  return collection(features);
}
