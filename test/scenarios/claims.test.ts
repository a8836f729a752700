import { expect, test } from "vitest";
import { parse } from "yaml";
import { mistersmithClaims } from "../sizing/read.js";
import { shipped } from "./shipped.js";

/** A figure of a document that does not hold, or has to be looked at: in which scenario it stands as a claim, and what answers it. */
interface Figure {
  /** The chatbot (A), the agents (B), Dagy (C), MisterSmith (D). */
  readonly document: "A" | "B" | "C" | "D";
  /** Words of the claim as the scenario has it. */
  readonly words: string;
  /** A scenario, or `name/variant`; of D the sizing file. */
  readonly in: string;
  readonly compute: string;
}

const figures: readonly Figure[] = [
  { document: "A", words: "30 tasks cost $2,945", in: "baseline-oversized/tasks-only", compute: "cost.perMonth" },
  { document: "A", words: "$3,500-4,500", in: "baseline-oversized", compute: "cost.perMonth" },
  { document: "A", words: "4 OCU", in: "baseline-oversized/search", compute: "cost.of.OpenSearch Serverless.perMonth" },
  { document: "A", words: "$98 a month", in: "rightsized", compute: "cost.of.Fargate.perTaskHour" },
  { document: "A", words: "$1,180 a month", in: "rightsized", compute: "cost.perMonth" },
  { document: "A", words: "35-55 %", in: "chatbot", compute: "cost.perMonth" },
  { document: "A", words: "70 % of the off-peak tasks", in: "offpeak-70spot", compute: "orchestrator.tasks.spotShare" },
  { document: "A", words: "at least 30 % of the tasks", in: "offpeak-30spot", compute: "orchestrator.tasks.spotShare" },
  { document: "A", words: "Spot saves $430", in: "offpeak-70spot", compute: "orchestrator.taskHours" },
  { document: "A", words: "0.5-1 % of turns", in: "offpeak-70spot", compute: "orchestrator.writes.lostShare" },
  { document: "A", words: "below 5 %", in: "offpeak-70spot", compute: "orchestrator.interruptions" },
  { document: "A", words: "lag is below 2 minutes", in: "offpeak-70spot", compute: "orchestrator.scaling.lagS.mean" },
  {
    document: "A",
    words: "within 2 minutes to traffic spikes",
    in: "spike-scaling-lag",
    compute: "orchestrator.scaling.lagS.mean",
  },
  { document: "A", words: "10-15 s", in: "spike-scaling-lag/undegraded", compute: "orchestrator.latencyMs.p99" },
  { document: "A", words: "above 60 % for 2 minutes", in: "peak-on-demand", compute: "orchestrator.scaling.scaleOuts" },
  { document: "A", words: "below 30 % for 10 minutes", in: "peak-on-demand", compute: "orchestrator.scaling.scaleIns" },
  { document: "A", words: "starts on on-demand", in: "spot-cascade", compute: "orchestrator.tasks.spotShare" },
  { document: "A", words: "within 15 s", in: "spot-cascade", compute: "orchestrator.interruptionErrors" },
  { document: "A", words: "~2 minutes", in: "spot-cascade/no-kill-switch", compute: "orchestrator.tasks.mean" },
  { document: "A", words: "~10 minutes", in: "kill-switch", compute: "orchestrator.errorRate" },
  { document: "A", words: "5-15 tasks at peak", in: "graviton-sockets", compute: "sockets.tasks" },
  { document: "A", words: "$120 a month", in: "graviton-sockets", compute: "cost.perMonth" },
  { document: "A", words: "stack additively", in: "savings-ladder", compute: "ladder.overlapShare" },
  { document: "A", words: "~$1,180", in: "savings-ladder", compute: "ladder.right-sizing.alone" },
  { document: "A", words: "~$430", in: "savings-ladder", compute: "ladder.spot.alone" },
  { document: "A", words: "~$120", in: "savings-ladder", compute: "ladder.arm64.alone" },
  { document: "A", words: "~$54", in: "savings-ladder", compute: "ladder.provisioned-peak.alone" },
  { document: "A", words: "~$220", in: "savings-ladder", compute: "ladder.autoscaling.alone" },
  { document: "A", words: "conservative", in: "savings-ladder", compute: "ladder.right-sizing.aloneShare" },
  { document: "A", words: "projected", in: "savings-ladder", compute: "ladder.autoscaling.upToShare" },
  { document: "A", words: "aggressive", in: "savings-ladder", compute: "ladder.togetherShare" },
  {
    document: "A",
    words: "pulling right-sizing out",
    in: "savings-ladder",
    compute: "ladder.right-sizing.leftOutShare",
  },
  { document: "A", words: "pulling spot out", in: "savings-ladder", compute: "ladder.spot.leftOutShare" },
  { document: "A", words: "pulling arm64 out", in: "savings-ladder", compute: "ladder.arm64.leftOutShare" },
  {
    document: "A",
    words: "pulling provisioned-peak out",
    in: "savings-ladder",
    compute: "ladder.provisioned-peak.leftOutShare",
  },
];

interface Claim {
  readonly document: string;
  readonly compute: string;
}

function claimsIn(place: string): readonly Claim[] {
  if (place === "sizing/mistersmith-claims") return parse(mistersmithClaims).claims;
  const [name, variant = null] = place.split("/");
  return shipped({ name, variant }).scenario.claims;
}

test.each(figures)("$document: '$words' stands in $in and is answered by $compute", ({ words, in: place, compute }) => {
  const claims = claimsIn(place).map((claim) => [claim.document, claim.compute]);
  expect(claims).toContainEqual([expect.stringContaining(words), compute]);
});
