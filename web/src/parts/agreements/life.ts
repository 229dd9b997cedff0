// The life of an agreement in four steps, each with its day where one is known, and a word where none is.
import { lastDay } from "../../lib/atlas/filters";
import type { Entry } from "./record";

export interface Step {
  name: "announced" | "signed" | "in_force" | "ended";
  title: string;
  /** known: reached, on a day we know; undated: reached, day unknown; unknown: nobody says; ahead: not reached. */
  state: "known" | "undated" | "unknown" | "ahead";
  /** As exact as it is known. */
  day: string | null;
  words: string;
}

/** The four steps, and the name of the one it stands on. */
export function lifeOf(
  values: Record<string, unknown>,
  history: readonly Entry[],
  today: string,
): { steps: Step[]; stands: Step["name"] } {
  const signed = text(values["signed"]);
  const ended = text(values["ended"]);
  const status = text(values["status"]) ?? "unspecified";
  const over =
    status === "terminated" || status === "superseded" || (ended !== null && lastDay(ended) <= today);
  const since = (code: string): string | null =>
    history.find((entry) => entry.field === "status" && entry.value === code && entry.valid_from)
      ?.valid_from ?? null;

  const announced = status === "announced" ? signed : since("announced");
  const force = since("in_force");
  const steps: Step[] = [
    step("announced", "Announced", announced ? "known" : "unknown", announced, "no announcement recorded"),
    status === "announced"
      ? step("signed", "Signed", "ahead", null, "signature not confirmed")
      : step("signed", "Signed", signed ? "known" : "unknown", signed, "day not recorded"),
    force
      ? step("in_force", "In force", "known", force, "")
      : status === "in_force"
        ? step("in_force", "In force", "undated", null, "day not recorded")
        : step(
            "in_force",
            "In force",
            over ? "unknown" : "ahead",
            null,
            over ? "entry into force not recorded" : "entry into force not confirmed",
          ),
    ending(status, ended, over),
  ];
  const stands = over ? "ended" : status === "in_force" || status === "announced" ? status : "signed";
  return { steps, stands };
}

function ending(status: string, ended: string | null, over: boolean): Step {
  const title = status === "superseded" ? "Replaced" : "Ended";
  if (!over) return step("ended", ended ? "Ends" : title, "ahead", ended, "no end reported");
  return step("ended", title, ended ? "known" : "undated", ended, "day not recorded");
}

function step(
  name: Step["name"],
  title: string,
  state: Step["state"],
  day: string | null,
  words: string,
): Step {
  return { name, title, state, day, words };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
