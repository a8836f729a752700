import type { LoadAudit } from "../../measured.js";
import type { Reason } from "../verification.js";

/** A load that is not the one asked for explains everything: the generator was too slow, or its arrivals were others. */
export function failedAudit({ checks }: LoadAudit): readonly Reason[] {
  return checks
    .filter(({ passed }) => !passed)
    .map(({ name, detail }) => ({ reason: "generator", service: null, weight: 1, sentence: `${name}: ${detail}` }));
}
