// A chart as a picture to keep, made in the browser: title, drawing, source line, and the typefaces inside. Published pages
// have no server to ask for one; where there is a server, it draws the picture itself.
import inter400 from "../../../../src/phalanx/surfaces/presenting/fonts/inter-latin-400.woff2?url";
import inter600 from "../../../../src/phalanx/surfaces/presenting/fonts/inter-latin-600.woff2?url";
import serif600 from "../../../../src/phalanx/surfaces/presenting/fonts/source-serif-4-latin-600.woff2?url";
import { element, hatchingsFor } from "./hatching";

const MARGIN = 20;
const SERIF = '"Source Serif 4", Georgia, serif';
const SANS = "Inter, system-ui, sans-serif";
const FACES = [
  ["Inter", 400, inter400],
  ["Inter", 600, inter600],
  ["Source Serif 4", 600, serif600],
] as const;

export interface Picture {
  title: string;
  subtitle: string;
  source: string;
  drawing: SVGSVGElement;
  /** The value of a colour token in the theme of the drawing. */
  colour: (token: string) => string;
}

/** The chart as SVG that stands alone. */
export async function asSvg(picture: Picture): Promise<string> {
  const { drawing, colour } = picture;
  const width = drawing.width.baseVal.value;
  const height = drawing.height.baseVal.value;
  const words = [
    ...set(picture.title, width, { size: 18, font: `600 18px ${SERIF}`, leading: 23, fill: colour("ink") }),
    ...set(picture.subtitle, width, { size: 13, font: `13px ${SANS}`, leading: 19, fill: colour("quiet") }),
  ];
  const source = set(picture.source, width, {
    size: 10.5,
    font: `10.5px ${SANS}`,
    leading: 15,
    fill: colour("quiet"),
  });
  const above = words.reduce((sum, line) => sum + line.leading, 0) + 14;
  const total = MARGIN * 2 + above + height + 10 + source.reduce((sum, line) => sum + line.leading, 0);
  const svg = element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    role: "img",
    width: String(width + 2 * MARGIN),
    height: String(total),
    viewBox: `0 0 ${width + 2 * MARGIN} ${total}`,
  });
  const style = element("style", {});
  style.textContent = await faces();
  const defs = element("defs", {});
  defs.append(...hatchingsFor(drawing, colour));
  const name = element("title", {});
  name.textContent = picture.title;
  const body = drawing.cloneNode(true) as SVGSVGElement;
  for (const attribute of ["style", "aria-hidden", "focusable", "class"]) body.removeAttribute(attribute);
  body.setAttribute("x", String(MARGIN));
  body.setAttribute("y", String(MARGIN + above));
  const ground = element("rect", { width: "100%", height: "100%", fill: colour("ground") });
  svg.append(
    name,
    style,
    defs,
    ground,
    ...lines(words, MARGIN),
    body,
    ...lines(source, MARGIN + above + height + 10),
  );
  return new XMLSerializer().serializeToString(svg);
}

/** The same in pixels, twice as many as on the screen. */
export async function asPng(picture: Picture): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([await asSvg(picture)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("this browser draws no pictures");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, failed) =>
      canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture came out"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

interface Line {
  text: string;
  size: number;
  font: string;
  leading: number;
  fill: string;
}

/** A text in lines that fit the width. */
function set(text: string, width: number, look: Omit<Line, "text">): Line[] {
  const context = document.createElement("canvas").getContext("2d");
  if (!text || !context) return [];
  context.font = look.font;
  const found: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = found.length ? `${found[found.length - 1]} ${word}` : word;
    if (found.length && context.measureText(longer).width <= width) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found.map((one) => ({ ...look, text: one }));
}

function lines(some: readonly Line[], from: number): Element[] {
  let y = from;
  return some.map((line) => {
    const text = element("text", { x: String(MARGIN), y: String(y + line.size), fill: line.fill });
    text.setAttribute("font-size", `${line.size}px`);
    text.setAttribute("font-family", line.font.includes("Serif") ? SERIF : SANS);
    if (line.font.startsWith("600")) text.setAttribute("font-weight", "600");
    text.textContent = line.text;
    y += line.leading;
    return text;
  });
}

async function faces(): Promise<string> {
  const found = await Promise.all(
    FACES.map(async ([family, weight, url]) => face(family, weight, await bytes(url))),
  );
  return found.join("");
}

function face(family: string, weight: number, data: string): string {
  return `@font-face{font-family:'${family}';font-weight:${weight};src:url(${data}) format('woff2')}`;
}

async function bytes(url: string): Promise<string> {
  const blob = await (await fetch(url)).blob();
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^data:[^;,]*/, "data:font/woff2"));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });
}
