import { counted, milliseconds } from "../../sim/facts/numbers.js";
import type { ServiceVerification, Verification } from "../../sim/outcome/verification/index.js";
import { hanging, indent, tables, wrap } from "../layout.js";
import type { Reporter } from "../reporter.js";
import { verdict } from "../text/headline.js";
import { auditPage, drivenFor } from "../text/measured.js";
import { objectives } from "../text/objectives.js";
import { heading, type Paint, paints } from "../text/paint.js";
import { unknownsLines } from "../unknowns.js";
import { comparedDemands, comparisonCells, comparisonHeader, comparisonSides, deviation } from "./cells.js";

/** The blocks of the page, in order. */
export const sections = [identity, headline, services, objectives, reasons, unknownsLines, load, notes];

/** A calm page of at most 100 columns: the answer first, the numbers below it, then why. */
export const text: Reporter<Verification> = {
  format: "text",
  print(verification, options) {
    const paint = paints(options);
    const blocks = sections.map((section) => section(verification, paint).join("\n")).filter((block) => block !== "");
    return `${blocks.join("\n\n")}\n`;
  },
};

function identity(verification: Verification, paint: Paint): readonly string[] {
  const { scenario, variant, about, seed, replications, version, clock, elapsedS, targets, label, aborted } =
    verification;
  const name = variant === null ? scenario : `${scenario} · variant ${variant}`;
  const driven = Object.entries(targets).map(([service, url]) => `${service} at ${url}`);
  const facts = [
    `verified over ${drivenFor(elapsedS, clock.durationS)} from ${clock.start}`,
    ...driven,
    ...(label ? [label] : []),
  ];
  return [
    `${paint.bold(name)} · seed ${seed} · ${counted(replications, "replication")} · fleetcast ${version}`,
    ...(aborted === null ? [] : hanging("aborted: ", aborted, paint.width).map((line) => paint.yellow(line))),
    ...(about === "" ? [] : wrap(about, paint.width)),
    ...wrap(facts.join(" · "), paint.width).map((line) => paint.dim(line)),
  ];
}

function headline(
  { objectives, services, ranged, inside, audit, sameArrivals }: Verification,
  paint: Paint,
): readonly string[] {
  const errors = Object.entries(services).flatMap(([name, { measures }]) => {
    const p99 = measures.find(({ field }) => field === "latencyMs.p99");
    return p99 === undefined || p99.errorOfPaired === null
      ? []
      : [`${name} ${deviation(p99.errorOfPaired, p99.intervals?.errorOfPaired)}`];
  });
  return [
    ...(audit.valid
      ? verdict(objectives, paint)
      : [
          paint.red(
            paint.bold("  INVALID: the generator was measured, not the system; nothing is judged (see the audit)"),
          ),
        ]),
    ...(errors.length === 0
      ? []
      : hanging(
          "  p99     ",
          `${errors.join(", ")} off ${sameArrivals.simulations === 1 ? "the simulation of the same arrivals" : sameArrivals.about}`,
          paint.width,
        )),
    ...(ranged === 0 ? [] : hanging("  range   ", insideWords(ranged, inside), paint.width)),
  ];
}

function insideWords(ranged: number, inside: number): string {
  return `${inside} of ${ranged} measures lie where 95 % of single runs fall; of a perfect model 1 in 20 does not`;
}

function services({ services, sameArrivals }: Verification, paint: Paint): readonly string[] {
  const header = comparisonHeader({ sameArrivals });
  return Object.entries(services).flatMap(([name, service], index) => [
    ...(index === 0 ? [] : [""]),
    heading(name, paint),
    ...indent(comparison(service, header, paint)),
    ...stepsAlone(service, paint),
    ...comparedDemands(name, service).flatMap((demand) => [
      "",
      heading(demand.subject, paint),
      ...indent(comparison(demand, header, paint)),
    ]),
  ]);
}

function comparison(
  { measures }: Pick<ServiceVerification, "measures">,
  header: readonly string[],
  paint: Paint,
): readonly string[] {
  const rows = measures.map(comparisonCells);
  const lines = tables([header, ...rows], comparisonSides, { width: paint.width - 2 });
  return lines.map((line, at) => {
    const row = at % (rows.length + 2); // the header, the rows, and what stands between two tables
    if (row === 0) return paint.dim(line);
    return measures[row - 1]?.inside === false ? paint.yellow(line) : line;
  });
}

function stepsAlone({ stepsAlone }: ServiceVerification, paint: Paint): readonly string[] {
  if (stepsAlone.length === 0) return [];
  const words = stepsAlone.map(({ name, valueMs, error }) => {
    const off = error === null ? "" : ` (measured ${deviation(error)})`;
    return `${name} ${milliseconds(valueMs)}${off}`;
  });
  return hanging("  without queues  ", words.join(", "), paint.width);
}

function reasons({ reasons }: Verification, paint: Paint): readonly string[] {
  if (reasons.length === 0) return [];
  const lines = reasons.flatMap(({ service, reason, sentence }) =>
    hanging("  · ", `${service === null ? "" : `${service}, `}${reason}: ${sentence}`, paint.width),
  );
  return [heading("Likely reasons", paint), ...lines];
}

function load({ audit }: Verification, paint: Paint): readonly string[] {
  return auditPage(audit, paint);
}

function notes({ notes }: Verification, paint: Paint): readonly string[] {
  if (notes.length === 0) return [];
  return [heading("Notes", paint), ...notes.flatMap((words) => hanging("  · ", words, paint.width))];
}
