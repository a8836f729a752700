import { nearest } from "../../scenarios/language/issues.js";
import type { Scenario } from "../scenario/index.js";

/** The services that have demand: what load can be driven at. */
export function drivenServices({ demand }: Pick<Scenario, "demand">): readonly string[] {
  return [...new Set(demand.map(({ to }) => to))];
}

/** What was expected where an option, as it was written, names none of them; `example` says how else one is written. */
export function expectedService(written: string, name: string, driven: readonly string[], example = ""): string {
  const hint = nearest(name, driven);
  const meant = hint === undefined ? "" : `; did you mean ${hint}?`;
  return `${written}: expected one of the services with demand ${driven.join(", ")}${example}${meant}`;
}
