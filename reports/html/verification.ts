import type { Outcome } from "../../sim/outcome/outcome.js";
import type { ComparedReading, ServiceVerification, Verification } from "../../sim/outcome/verification/index.js";
import { measuredOver, measuredPoints } from "../charts/figures.js";
import { unknownsBlocks } from "../unknowns.js";
import { comparedDemands, comparisonCells, comparisonHeader, deviation } from "../verification/cells.js";
import { auditValue } from "../words.js";
import type { Block, Cell, TableBlock } from "./block.js";
import { objectivesBlocks, targetsCard } from "./run.js";

/** A verification with both runs that it compares. */
export interface VerificationToDraw {
  readonly verification: Verification;
  readonly predicted: Outcome;
  readonly measured: Outcome;
}

/** The page of a verification: how far off the prediction was, and each minute measured over the range of those predicted. */
export function verificationBlocks({ verification, predicted, measured }: VerificationToDraw): readonly Block[] {
  const { about, seed, version, services, sameArrivals, ranged, inside, audit, reasons, notes, aborted } = verification;
  const targets = Object.entries(verification.targets).map(([service, url]) => `${service} at ${url}`);
  const off = Object.entries(services).flatMap(([name, { measures }]) => {
    const p99 = measures.find(({ field }) => field === "latencyMs.p99");
    return p99 === undefined || p99.errorOfPaired === null
      ? []
      : [`${name} ${deviation(p99.errorOfPaired, p99.intervals?.errorOfPaired)}`];
  });
  return [
    ...(about === "" ? [] : [{ kind: "text", text: about } as const]),
    { kind: "text", text: [`seed ${seed}`, `fleetcast ${version}`, ...targets].join(" · ") },
    ...(aborted === null ? [] : [{ kind: "text", text: `aborted: ${aborted}`, tone: "bad" } as const]),
    {
      kind: "cards",
      cards: [
        audit.valid
          ? targetsCard(verification.objectives)
          : { title: "load", words: "INVALID: the generator was measured, not the system", tone: "bad" },
        ...(off.length === 0 ? [] : [{ title: `p99 off ${sameArrivals.about}`, words: off.join(", ") }]),
        ...(ranged === 0
          ? []
          : [{ title: "measures where 95 % of single runs fall", words: `${inside} of ${ranged}` }]),
      ],
    },
    ...objectivesBlocks(verification),
    ...unknownsBlocks(verification),
    ...(reasons.length === 0
      ? []
      : [
          { kind: "heading", text: "Likely reasons" } as const,
          {
            ...({ kind: "list" } as const),
            items: reasons.map(
              ({ service, reason, sentence }) => `${service === null ? "" : `${service}, `}${reason}: ${sentence}`,
            ),
          },
        ]),
    ...Object.entries(services).flatMap(([name, service]) =>
      serviceBlocks(name, service, { verification, predicted, measured }),
    ),
    { kind: "heading", text: audit.valid ? "Audit of the load: valid" : "Audit of the load: INVALID" },
    {
      ...{ kind: "table", caption: "Whether the generator did what it was asked to" },
      header: ["check", "found", "asked", "", "detail"],
      rows: audit.checks.map((check): readonly Cell[] => [
        check.name,
        auditValue(check),
        check.limit,
        check.passed ? { words: "passed", tone: "good" } : { words: "failed", tone: "bad" },
        check.detail,
      ]),
    },
    ...(notes.length === 0
      ? []
      : [{ kind: "heading", text: "Notes" } as const, { kind: "list", items: notes } as const]),
    ...origin(predicted),
  ];
}

/** How the same is predicted again. */
function origin({ seed, replications }: Outcome): readonly Block[] {
  return [
    { kind: "heading", text: "Where this comes from" },
    { kind: "text", text: "To predict the same again, from the folder of this page:" },
    { kind: "command", text: `sim run predicted/scenario.yaml --seed ${seed} --replications ${replications}` },
  ];
}

function serviceBlocks(
  name: string,
  service: ServiceVerification,
  { verification, predicted, measured }: VerificationToDraw,
): readonly Block[] {
  const charts = measuredOver(predicted, measuredPoints(measured, name), name);
  const compared = [{ subject: name, measures: service.measures }, ...comparedDemands(name, service)];
  return [
    { kind: "heading", text: name },
    ...(charts.length === 0
      ? []
      : [
          {
            kind: "text",
            text: `Bands are what all ${predicted.replications} predicted runs lie between, minute by minute: where one more run falls, not a confidence interval. Dashed is the first of them.`,
          } as const,
        ]),
    { kind: "charts", charts },
    ...compared.map(({ subject, measures }) => comparisonTable(subject, measures, verification)),
  ];
}

function comparisonTable(
  subject: string,
  measures: readonly ComparedReading[],
  verification: Verification,
): TableBlock {
  return {
    kind: "table",
    caption: `${subject}, predicted and measured`,
    header: comparisonHeader(verification),
    rows: measures.map((measure) =>
      comparisonCells(measure).map((words): Cell => (words === "OUTSIDE" ? { words: "outside", tone: "open" } : words)),
    ),
    numbers: [1, 2, 3, 4, 6, 7],
  };
}
