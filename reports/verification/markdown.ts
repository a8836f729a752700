import { milliseconds, seconds } from "../../sim/facts/numbers.js";
import type { ServiceVerification, Verification } from "../../sim/outcome/verification/index.js";
import { objectives, table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { unknownsMarkdown } from "../unknowns.js";
import { auditValue } from "../words.js";
import { comparedDemands, comparisonCells, comparisonHeader, deviation, sameArrivalsWords } from "./cells.js";

/** `verification.md`: tables for the summary of a job. */
export function verificationMarkdown(verification: Verification): string {
  const blocks = [title, summary, objectives, services, reasons, unknownsMarkdown, load, notes];
  const parts = blocks.map((block) => block(verification)).filter((part) => part !== "");
  return `${parts.join("\n\n")}\n`;
}

export const markdown: Reporter<Verification> = {
  format: "markdown",
  print: verificationMarkdown,
};

function title({ scenario, variant, seed, replications, version, about, clock, label }: Verification): string {
  const name = variant === null ? scenario : `${scenario} (${variant})`;
  const facts = [`seed ${seed}`, `${replications} replications`, `${seconds(clock.durationS)} of load`];
  const run = [...facts, ...(label === null ? [] : [label]), `fleetcast ${version}`].join(" · ");
  return `### ${name}: predicted and measured\n\n${about === "" ? "" : `${about}\n\n`}${run}`;
}

function summary({ ranged, inside, audit, aborted, sameArrivals }: Verification): string {
  const lines = [
    ...(aborted === null ? [] : [`**Aborted:** ${aborted}`]),
    ...(audit.valid ? [] : ["**Invalid:** the generator was measured, not the system."]),
    ...(ranged === 0 ? [] : [`${inside} of ${ranged} measures lie where 95 % of single runs fall.`]),
    ...(sameArrivals.simulations === 1 ? [] : [`“${sameArrivalsWords(sameArrivals)}” is ${sameArrivals.about}.`]),
  ];
  return lines.join("\n\n");
}

function services({ services, sameArrivals }: Verification): string {
  const header = comparisonHeader({ sameArrivals }).slice(1);
  return Object.entries(services)
    .flatMap(([name, service]) => [
      ...[`#### ${name}`, comparison(service, header), stepsAlone(service)],
      ...comparedDemands(name, service).flatMap((demand) => [`#### ${demand.subject}`, comparison(demand, header)]),
    ])
    .filter(Boolean)
    .join("\n\n");
}

function comparison({ measures }: Pick<ServiceVerification, "measures">, header: readonly string[]): string {
  return table(["measure", ...header], measures.map(comparisonCells));
}

function stepsAlone({ stepsAlone }: ServiceVerification): string {
  const words = stepsAlone.map(
    ({ name, valueMs, error }) => `${name} ${milliseconds(valueMs)} (measured ${deviation(error)})`,
  );
  return words.length === 0 ? "" : `Without queues: ${words.join(", ")}.`;
}

function reasons({ reasons }: Verification): string {
  if (reasons.length === 0) return "";
  const items = reasons.map(
    ({ service, reason, sentence }) => `- **${service === null ? reason : `${service}, ${reason}`}:** ${sentence}`,
  );
  return ["#### Likely reasons", "", ...items].join("\n");
}

function load({ audit }: Verification): string {
  const rows = audit.checks.map((check) => [
    check.name,
    auditValue(check),
    check.limit,
    check.passed ? "✅" : "❌",
    check.detail,
  ]);
  return table(["load", "value", "limit", "", "detail"], rows);
}

function notes({ notes }: Verification): string {
  return notes.length === 0 ? "" : ["#### Notes", "", ...notes.map((note) => `- ${note}`)].join("\n");
}
