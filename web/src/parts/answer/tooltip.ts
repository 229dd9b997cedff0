// What a mark says under the pointer: its fields and values as plain text; nothing from data becomes markup.
import { headed, plain } from "./wording";

const GAP = 14;
let box: HTMLElement | null = null;

/** A tooltip handler for Vega: `value` is a text, or an object of fields and values. */
export function tip(_handler: unknown, event: MouseEvent, _item: unknown, value: unknown): void {
  if (value === null || value === undefined || value === "") {
    box?.setAttribute("hidden", "");
    return;
  }
  box ??= made();
  box.replaceChildren(...lines(value));
  box.removeAttribute("hidden");
  const { width, height } = box.getBoundingClientRect();
  const left = event.clientX + GAP + width > innerWidth ? event.clientX - GAP - width : event.clientX + GAP;
  const top = event.clientY + GAP + height > innerHeight ? event.clientY - GAP - height : event.clientY + GAP;
  box.style.left = `${Math.max(left, 4)}px`;
  box.style.top = `${Math.max(top, 4)}px`;
}

/** Take the tooltip away, as when its chart goes. */
export function hideTip(): void {
  box?.setAttribute("hidden", "");
}

function made(): HTMLElement {
  const element = document.createElement("div");
  element.className = "chart-tip";
  element.setAttribute("aria-hidden", "true"); // the table beside the chart says the same to everybody
  document.body.append(element);
  return element;
}

function lines(value: unknown): Node[] {
  if (typeof value !== "object" || value === null) return [document.createTextNode(plain(String(value)))];
  return Object.entries(value).map(([field, said]) => {
    const line = document.createElement("div");
    const name = document.createElement("span");
    name.textContent = headed(field);
    line.append(name, document.createTextNode(plain(String(said)).replaceAll("_", " ")));
    return line;
  });
}
