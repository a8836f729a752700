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
  {
    document: "A",
    words: "sustained for 15 minutes",
    in: "spot-cascade/runbook",
    compute: "orchestrator.tasks.spotShare",
  },
  { document: "A", words: "drop to a 50 % mix", in: "spot-cascade/guard", compute: "orchestrator.latencyMs.p99" },
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
  { document: "A", words: "$90 a month", in: "lambda-provisioned-peak", compute: "cost.of.Lambda requests.perMonth" },
  {
    document: "A",
    words: "saves $54 a month",
    in: "lambda-provisioned-peak",
    compute: "cost.of.Lambda provisioned concurrency.perMonth",
  },
  {
    document: "A",
    words: "50 % of capacity",
    in: "lambda-provisioned-peak",
    compute: "burst.invocations.environments.provisionedUse",
  },
  {
    document: "A",
    words: "below 2 minutes, alert above 5",
    in: "monitoring-table",
    compute: "orchestrator.scaling.lagS.max",
  },
  { document: "A", words: "within 20 s of SIGTERM", in: "chaos-drill", compute: "orchestrator.writes.lostShare" },
  {
    document: "A",
    words: "rises more than 15 %",
    in: "canary-rightsizing",
    compute: "orchestrator.cohorts.canary.p99Ms",
  },
  { document: "A", words: "two weeks", in: "canary-rightsizing", compute: "orchestrator.cohorts.minutes" },
  { document: "A", words: "above 10 %", in: "canary-spot-ramp", compute: "orchestrator.cohorts.aborted" },
  { document: "A", words: "above 0.5 %", in: "canary-spot-ramp", compute: "orchestrator.spot.errorRate" },
  { document: "B", words: "~$2,500 a month", in: "agents-baseline", compute: "cost.perMonth" },
  { document: "B", words: "baseline of 1-2k concurrent", in: "agents-baseline", compute: "workers.executing" },
  { document: "B", words: "no dropped requests", in: "agents-baseline", compute: "jobs.deadLettered" },
  { document: "B", words: "10 % fail for 5 minutes", in: "agents-circuit-breaker", compute: "jobs.deadLettered" },
  { document: "B", words: "carry 5,000", in: "agents-peak", compute: "jobs.maxInFlight" },
  { document: "B", words: "$8,000 a month", in: "agents-peak", compute: "cost.perMonth" },
  { document: "B", words: "$0.03 in the diagram and $0.0085", in: "agents-peak", compute: "cost.of.spot.perTaskHour" },
  { document: "B", words: "on demand costs $0.10", in: "agents-peak", compute: "cost.of.on-demand.perTaskHour" },
  { document: "B", words: "Fargate costs $0.15", in: "agents-peak", compute: "cost.of.burst.perTaskHour" },
  { document: "B", words: "carry 10,000", in: "agents-surge-10k", compute: "jobs.maxInFlight" },
  { document: "B", words: "$20,000 a month", in: "agents-surge-10k", compute: "cost.perMonth" },
  {
    document: "B",
    words: "go to the dead letters",
    in: "agents-spot-reclaim",
    compute: "spot.spot.interruptedRequests",
  },
  { document: "B", words: "Fargate if no Spot", in: "agents-spot-reclaim", compute: "burst.maxExecuting" },
  { document: "C", words: "$0.005 an hour", in: "dagy-steady/small-hour", compute: "cost.perTaskHour" },
  { document: "C", words: "$0.020 an hour", in: "dagy-steady/medium-hour", compute: "cost.perTaskHour" },
  { document: "C", words: "$0.040 an hour", in: "dagy-steady/large-hour", compute: "cost.perTaskHour" },
  { document: "C", words: "within 10 minutes", in: "dagy-steady", compute: "dagy.foundWithin10m" },
  { document: "C", words: "within 10 minutes", in: "dagy-reconciler-backlog", compute: "dagy.foundWithin10m" },
  { document: "C", words: "1,000 tasks at a time", in: "dagy-batch", compute: "dagy.runs.succeeded" },
  { document: "C", words: "up to 70 %", in: "dagy-spot-retry", compute: "cost.perSucceededRun" },
  { document: "D", words: "50 containers", in: "sizing/mistersmith-claims", compute: "worker.containers" },
  { document: "D", words: "8192/25600", in: "sizing/mistersmith-claims", compute: "worker.xlarge.fargateMemory" },
  {
    document: "D",
    words: "optimize_container_size",
    in: "sizing/mistersmith-claims",
    compute: "total.roundedOnFargate",
  },
  { document: "D", words: "gateway-low", in: "sizing/mistersmith-claims", compute: "gateway.low.cpuBelowFormula" },
  {
    document: "D",
    words: "gateway-medium",
    in: "sizing/mistersmith-claims",
    compute: "gateway.medium.cpuBelowFormula",
  },
  { document: "D", words: "gateway-high", in: "sizing/mistersmith-claims", compute: "gateway.high.cpuBelowFormula" },
  { document: "D", words: "gateway-ultra", in: "sizing/mistersmith-claims", compute: "gateway.ultra.cpuBelowFormula" },
  {
    document: "D",
    words: "supervisor-prod-large",
    in: "sizing/mistersmith-claims",
    compute: "supervisor.prod-large.formulaVcpu",
  },
  { document: "D", words: "supervisor-dev", in: "sizing/mistersmith-claims", compute: "supervisor.dev.formulaVcpu" },
  {
    document: "D",
    words: "10 % of memory is a buffer",
    in: "sizing/mistersmith-claims",
    compute: "worker.large.memoryUse",
  },
  { document: "D", words: "gateway-low", in: "sizing-base", compute: "gateway.cpu" },
  { document: "D", words: "gateway-medium", in: "sizing-standard", compute: "gateway.cpu" },
  { document: "D", words: "gateway-high", in: "sizing-peak", compute: "gateway.cpu" },
  { document: "D", words: "70 % of their CPU", in: "sizing-stress", compute: "worker.cpu" },
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
