import { z } from "zod";
import { text } from "../../scenarios/language/index.js";
import { estimate } from "./estimate.js";
import { type LadderOutcome, type LadderReading, ladderExamples, ladderReading, ladderSubject } from "./ladder.js";
import type { AskedMetric } from "./objectives/index.js";
import type { ClaimOutcome } from "./outcome.js";
import { costSubject, parseReference, partOfCost } from "./reading.js";
import { Refusal, refusable } from "./refusal.js";
import type { RunGroup } from "./runs.js";

const reference = refusable<string>(
  {
    type: "string",
    unit: "a metric with its service, or of cost, or of the savings ladder",
    examples: ["orchestrator.writes.lostShare", "cost.perMonth"],
  },
  {
    read: (written) => {
      if (typeof written !== "string") throw new Refusal("a metric such as orchestrator.writes.lostShare");
      if (!isOfLadder(written)) parseReference(written);
      else if (readingOfLadder(written) === null)
        throw new Refusal(
          "something that a ladder tells",
          `it tells ${ladderExamples}, and the share of each (togetherShare)`,
        );
      return written;
    },
    write: (value) => value,
  },
);

/** A document's claim about the system, the metric that answers it, and why the two may differ. */
export const claimShape = z.strictObject({
  document: text().describe("What the document says, in its own words."),
  compute: reference.describe("The metric that answers it."),
  why: text().optional().describe("Why the two may differ."),
});
export type DocumentClaim = z.output<typeof claimShape>;

/** The service that a claim is about; null where it concerns money. */
export function serviceOfClaim({ compute }: DocumentClaim): string | null {
  return isOfLadder(compute) ? null : parseReference(compute).service;
}

/** The technique of the ladder that a claim is about; null where it is about none. */
export function techniqueOfClaim({ compute }: DocumentClaim): string | null {
  return isOfLadder(compute) ? readingOfLadder(compute)!.technique : null;
}

/** Whether a claim is about the savings ladder. */
export function isOfLadder(compute: string): boolean {
  return compute.startsWith(ofLadder);
}

const ofLadder = `${ladderSubject}.`;

function readingOfLadder(compute: string): LadderReading | null {
  return ladderReading(compute.slice(ofLadder.length));
}

/** The part of the bill that a claim is about, in its own words; null where it is about none. */
export function partOfClaim({ compute }: DocumentClaim): string | null {
  const [subject, ...name] = compute.split(".");
  return subject === costSubject ? partOfCost(name.join(".")) : null;
}

/** The metric that answers a claim; null where it concerns money. */
export function askedOfClaim({ compute }: DocumentClaim): AskedMetric | null {
  if (isOfLadder(compute)) return null;
  const { service, metric } = parseReference(compute);
  return service === null || metric === null ? null : { service, metric };
}

/** The document's claims beside our figures and the reasons; claims about a ladder are answered elsewhere. */
export function answerClaims(claims: readonly DocumentClaim[], groups: readonly RunGroup[]): readonly ClaimOutcome[] {
  const answered = claims.filter(({ compute }) => !isOfLadder(compute));
  return answered.map(({ document, compute, why = null }) => {
    const { reading } = parseReference(compute);
    return { document, compute, computed: estimate(groups, reading), unit: reading.unit, why };
  });
}

/** The document's claims about the savings ladder beside our figures and the reasons. */
export function answerLadderClaims(claims: readonly DocumentClaim[], ladder: LadderOutcome): readonly ClaimOutcome[] {
  const answered = claims.filter(({ compute }) => isOfLadder(compute));
  return answered.map(({ document, compute, why = null }) => {
    const { unit, of } = readingOfLadder(compute)!;
    return { document, compute, computed: of(ladder), unit, why };
  });
}
