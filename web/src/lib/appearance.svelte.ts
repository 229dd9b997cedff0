// Light or dark: as the system has it, unless the reader chose.

export type Appearance = "auto" | "light" | "dark";

const KEY = "phalanx-appearance";
const system = matchMedia("(prefers-color-scheme: dark)");

let chosen = $state<Appearance>(remembered());
let systemIsDark = $state(system.matches);
system.addEventListener("change", (event) => (systemIsDark = event.matches));
apply();

/** What is shown, and what was chosen. */
export const appearance = {
  get chosen(): Appearance {
    return chosen;
  },
  get dark(): boolean {
    return chosen === "dark" || (chosen === "auto" && systemIsDark);
  },
  choose(next: Appearance): void {
    chosen = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Private windows may refuse; the choice then lasts as long as the page.
    }
    apply();
  },
};

function remembered(): Appearance {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "light" || kept === "dark" ? kept : "auto";
  } catch {
    return "auto";
  }
}

function apply(): void {
  document.documentElement.dataset["appearance"] = chosen;
}

/** The present value of a colour token, such as "form-strategic-partnership", for canvas drawings. */
export function colour(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--phx-${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
