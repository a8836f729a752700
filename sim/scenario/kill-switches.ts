import { decode, type Issue, type SourceFile } from "../../scenarios/language/index.js";
import type { Fallbacks } from "../incidents/index.js";
import { fleetOf } from "../services/service-shape.js";
import { openDocument, type ReadingContext } from "./document.js";
import { type Scenario, scenarioShape } from "./shape.js";

/** Fills in what each kill switch goes back to, from the variant that it names; gives that variant's problems, if any. */
export function withFallbacks(
  scenario: Scenario,
  source: SourceFile,
  context: ReadingContext,
): { readonly ok: true; readonly scenario: Scenario } | { readonly ok: false; readonly issues: readonly Issue[] } {
  if (!scenario.incidents.some(({ kind }) => kind === "kill-switch")) return { ok: true, scenario };
  const issues: Issue[] = [];
  const incidents = scenario.incidents.map((incident) => {
    if (incident.kind !== "kill-switch" || incident.services !== undefined) return incident;
    const loaded = openDocument(source, { ...context, variant: incident.to });
    const reading = decode(loaded, scenarioShape);
    if (reading.ok) return { ...incident, services: fallbacks(reading.value, scenario) };
    issues.push(...reading.issues);
    return incident;
  });
  return issues.length > 0 ? { ok: false, issues } : { ok: true, scenario: { ...scenario, incidents } };
}

/** Only services of the scenario that have tasks can be taken back, and bounds only where the variant has others. */
function fallbacks({ services }: Scenario, scenario: Scenario): Fallbacks {
  const known = Object.entries(services).filter(([name]) => Object.hasOwn(scenario.services, name));
  return Object.fromEntries(
    known.flatMap(([name, config]) => {
      const [there, here] = [fleetOf(config), fleetOf(scenario.services[name])];
      if (there === null || here === null) return [];
      const { task, capacity, bounds } = there;
      const isMoved = here.bounds.min !== bounds.min || here.bounds.max !== bounds.max;
      return [[name, { task, capacity, ...(isMoved && { bounds }) }]];
    }),
  );
}
