import { z } from "zod";
import { text } from "../../scenarios/language/index.js";
import { estimate } from "./estimate.js";
import type { AskedMetric } from "./objectives/index.js";
import type { ClaimOutcome } from "./outcome.js";
import { parseReference } from "./reading.js";
import { Refusal, refusable } from "./refusal.js";
import type { RunGroup } from "./runs.js";

const reference = refusable<string>(
  {
    type: "string",
    description: "A metric with its service, or of cost.",
    examples: ["orchestrator.writes.lostShare", "cost.perMonth"],
  },
  {
    read: (written) => {
      if (typeof written !== "string") throw new Refusal("a metric such as orchestrator.writes.lostShare");
      parseReference(written);
      return written;
    },
    write: (value) => value,
  },
);

/** What a document says of the system, which metric answers it, and why the two may differ. */
export const claimShape = z.strictObject({ document: text(), compute: reference, why: text().optional() });
export type DocumentClaim = z.output<typeof claimShape>;

/** The service that a claim is about; null where it concerns money. */
export function serviceOfClaim({ compute }: DocumentClaim): string | null {
  return parseReference(compute).service;
}

/** The metric that answers a claim; null where it concerns money. */
export function askedOfClaim({ compute }: DocumentClaim): AskedMetric | null {
  const { service, metric } = parseReference(compute);
  return service === null || metric === null ? null : { service, metric };
}

/** What the document says, what the runs say, and why. */
export function answerClaims(claims: readonly DocumentClaim[], groups: readonly RunGroup[]): readonly ClaimOutcome[] {
  return claims.map(({ document, compute, why = null }) => {
    const { reading } = parseReference(compute);
    return { document, compute, computed: estimate(groups, reading), unit: reading.unit, why };
  });
}
