// Labels kept legible: those at the ends of lines moved apart (as presenting/labels.py does for pictures), those of a
// crowded axis set smaller.

const LEADING = 14; // pixels from one label's middle to the next
const SAME_COLUMN = 1; // labels whose anchors differ by less stand one above the other
const TYPE = 12; // pixels, as the theme sets the labels of axes
const SMALLEST = 9;
const PLACE = /^translate\(([-\d.]+),\s*([-\d.]+)\)(.*)$/;

/** Move the labels of each column at least a line apart, each as near its place as the others allow. */
export function spread(svg: SVGSVGElement): void {
  for (const group of svg.querySelectorAll("g.mark-text.role-mark")) {
    const texts = [...group.children].filter((child) => child.tagName === "text");
    const places = texts.map((text) => PLACE.exec(text.getAttribute("transform") ?? ""));
    if (texts.length < 2 || places.some((place) => !place)) continue;
    const across = places.map((place) => Number(place?.[1]));
    if (Math.max(...across) - Math.min(...across) > SAME_COLUMN) continue;
    const heights = apart(places.map((place) => Number(place?.[2])));
    texts.forEach((text, index) => {
      const place = places[index];
      text.setAttribute("transform", `translate(${place?.[1]},${heights[index]})${place?.[3] ?? ""}`);
    });
  }
}

/** Set the labels of an axis in smaller type where they would run into one another; they stay legible. */
export function shrink(svg: SVGSVGElement, family: string): void {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return;
  context.font = `${TYPE}px ${family}`;
  for (const group of svg.querySelectorAll("g.role-axis-label")) {
    const texts = [...group.children].filter((child) => child.tagName === "text" && child.textContent);
    const places = texts.map((text) => PLACE.exec(text.getAttribute("transform") ?? ""));
    const upright = places.some((place) => place?.[3]?.includes("rotate")); // as high as it may be wide
    const flat = !upright && new Set(places.map((place) => place?.[2])).size === 1;
    if (texts.length < 2 || !flat || texts.some((text) => text.getAttribute("opacity") === "0")) continue;
    const across = places.map((place) => Number(place?.[1])).sort((a, b) => a - b);
    const step = Math.min(...across.slice(1).map((x, index) => x - (across[index] ?? 0)));
    const widest = Math.max(...texts.map((text) => context.measureText(text.textContent ?? "").width));
    if (widest + 3 <= step) continue;
    const size = Math.max(SMALLEST, (TYPE * (step - 3)) / widest);
    for (const text of texts) text.setAttribute("font-size", `${size.toFixed(1)}px`);
  }
}

/** The places moved as little as brings each at least `leading` from the next; their order stays.
 *  Neighbours that are too close become a block around their common middle; blocks that meet join. */
export function apart(places: readonly number[], leading = LEADING): number[] {
  const order = places.map((_, index) => index).sort((a, b) => at(places, a) - at(places, b));
  const blocks: number[][] = [];
  for (const index of order) {
    blocks.push([index]);
    for (
      let last = blocks.at(-1), before = blocks.at(-2);
      last && before;
      last = blocks.at(-1), before = blocks.at(-2)
    ) {
      if (top(last, places, leading) - bottom(before, places, leading) >= leading) break;
      before.push(...last);
      blocks.pop();
    }
  }
  const moved = [...places];
  for (const block of blocks) {
    block.forEach((index, step) => (moved[index] = top(block, places, leading) + step * leading));
  }
  return moved;
}

function at(places: readonly number[], index: number): number {
  return places[index] ?? 0;
}

function middle(block: readonly number[], places: readonly number[]): number {
  return block.reduce((sum, index) => sum + at(places, index), 0) / block.length;
}

function top(block: readonly number[], places: readonly number[], leading: number): number {
  return middle(block, places) - ((block.length - 1) * leading) / 2;
}

function bottom(block: readonly number[], places: readonly number[], leading: number): number {
  return middle(block, places) + ((block.length - 1) * leading) / 2;
}
