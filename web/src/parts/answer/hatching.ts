// What is uncertain or illustrative is hatched: the patterns that charts and maps name, once on the page, from the tokens.

const SVG = "http://www.w3.org/2000/svg";
const NAMED = /url\("?#phx-([a-z0-9-]+)-hatched"?\)/g;

let store: SVGSVGElement | null = null;
const known = new Set<string>();

/** See to it that every hatching that a drawing's text names is there. */
export function hatch(drawn: string): void {
  for (const [, name] of drawn.replaceAll("&quot;", '"').matchAll(NAMED)) {
    if (name && !known.has(name)) place().append(pattern(name, `var(--phx-${name})`, "var(--phx-ground)"));
    if (name) known.add(name);
  }
}

/** The same hatchings in fixed colours, for a picture that leaves the page. */
export function hatchingsFor(drawing: Element, colour: (token: string) => string): Element[] {
  const names = new Set([...drawing.outerHTML.matchAll(NAMED)].map(([, name]) => name ?? ""));
  return [...names].filter(Boolean).map((name) => pattern(name, colour(name), colour("ground")));
}

function pattern(name: string, ink: string, ground: string): Element {
  const made = element("pattern", {
    id: `phx-${name}-hatched`,
    width: "5",
    height: "5",
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  made.append(
    element("rect", { width: "5", height: "5", fill: ground }),
    element("rect", { width: "2.4", height: "5", fill: ink }),
  );
  return made;
}

function place(): SVGSVGElement {
  if (!store) {
    store = element("svg", {
      width: "0",
      height: "0",
      "aria-hidden": "true",
      focusable: "false",
    }) as SVGSVGElement;
    store.style.position = "absolute";
    document.body.append(store);
  }
  return store;
}

export function element(name: string, attributes: Record<string, string>): Element {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
