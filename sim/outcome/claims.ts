import { z } from "zod";
import { text } from "../../scenarios/language/index.js";
import { estimate } from "./estimate.js";
import { parseReference } from "./metrics/reference.js";
import type { ClaimOutcome } from "./outcome.js";
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
export type Claim = z.output<typeof claimShape>;

/** The service that a claim is about; null where it concerns money. */
export function serviceOfClaim({ compute }: Claim): string | null {
  return parseReference(compute).service;
}

/** What the document says, what the runs say, and why. */
export function answerClaims(claims: readonly Claim[], groups: readonly RunGroup[]): readonly ClaimOutcome[] {
  return claims.map(({ document, compute, why = null }) => {
    const { measure } = parseReference(compute);
    return { document, compute, computed: estimate(groups, measure), unit: measure.unit, why };
  });
}
