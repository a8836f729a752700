import { spell } from "../../../scenarios/language/spelling.js";
import type { PolicyConfig } from "../../scaling/scaling-shape.js";
import type { ServiceRule, ServiceView } from "../kind.js";
import type { AbortConfig } from "./abort/index.js";
import { type RolloutPlan, type RolloutStrategy, rolloutPlan } from "./strategies/index.js";

/** The keys that say how a service brings new revisions. */
export interface Released {
  readonly deployment: { readonly strategy: RolloutStrategy; readonly abort: readonly AbortConfig[] };
  readonly scaling: readonly PolicyConfig[];
}

type Rule = ServiceRule<Released>;

/** AWS does not scale by ALBRequestCountPerTarget where a deployment swaps two target groups. */
const scalingByRequests: Rule = {
  code: "strategy-scaling",
  check({ deployment, scaling }, { at }, report) {
    if (rolloutPlan(deployment.strategy)?.isDeployment !== true) return;
    for (const [index, policy] of scaling.entries()) {
      if (!("metric" in policy) || policy.metric !== "requests-per-target") continue;
      report([...at, "scaling", index, "metric"], {
        severity: "error",
        expected: `another metric with a ${deployment.strategy.kind} deployment`,
        got: "requests-per-target",
        hint: "ECS does not support it with blue/green deployments, whose two target groups change places: track cpu, or use a weighted strategy",
      });
    }
  },
};

/** Abort rules end a canary: a rolling deployment has none. */
const abortOfNothing: Rule = {
  code: "abort-rules",
  check({ deployment }, { at }, report) {
    if (deployment.abort.length === 0 || rolloutPlan(deployment.strategy) !== null) return;
    report([...at, "deployment", "abort"], {
      severity: "error",
      expected: "no abort rules with a rolling deployment",
      got: String(deployment.abort.length),
      hint: "give the deployment a strategy that shifts traffic, such as { kind: canary }, or leave abort out",
    });
  },
};

/** A strategy says how a new revision comes: without one nothing happens. */
const idleStrategy: Rule = {
  code: "idle-strategy",
  check({ deployment }, { at, name, isDeployed }, report) {
    if (rolloutPlan(deployment.strategy) === null || isDeployed) return;
    report([...at, "deployment", "strategy"], {
      severity: "warning",
      expected: "an incident that brings a new revision",
      got: "none",
      hint: `add incidents: [ { kind: deployment, at: 10m, service: ${name} } ], or leave the strategy out`,
    });
  },
};

/** A rollout that outlasts the run shows the steps that it came to. */
const rolloutWithinRun: Rule = {
  code: "rollout-length",
  check({ deployment }, { at, clock, isDeployed }, report) {
    const plan = rolloutPlan(deployment.strategy);
    if (plan === null || !isDeployed) return;
    const lasts = lengthOf(plan);
    if (lasts < clock.duration) return;
    report([...at, "deployment", "strategy"], {
      severity: "warning",
      expected: `steps within the ${spell.time(clock.duration)} of the run`,
      got: `${spell.time(lasts)} and the launches between them`,
      hint: "the run ends before the last step: make clock.duration longer, or the steps shorter",
    });
  },
};

/** Checks of every kind whose deployments may shift traffic. */
export const rolloutRules: readonly Rule[] = [scalingByRequests, abortOfNothing, idleStrategy, rolloutWithinRun];

/** The assumptions of a prediction about a rollout; empty where deployments roll, or where there is none. */
export function aboutRollout({ deployment }: Released, { name, isDeployed }: Pick<ServiceView, "name" | "isDeployed">) {
  const plan = rolloutPlan(deployment.strategy);
  if (plan === null || !isDeployed) return [];
  const size =
    plan.sizing === "full"
      ? `while a new revision of ${name} gets traffic step by step, it and the old one have as many tasks as the service wants, each billed; policies see the CPU of both, and nothing scales in`
      : `while a new revision of ${name} gets its share of the traffic, it has that share of the tasks and the old one the rest, rounded up; the tasks of a step are healthy before its traffic shifts`;
  return [
    size,
    "a retry goes to the revision that its request went to; where that has no healthy task, it gets 503: a weighted rule does not turn to the other one",
    ...(plan.bakeTime === 0
      ? ["the old revision goes as soon as all traffic has shifted (bakeTime; AWS states no default)"]
      : []),
    ...(plan.steps.some(({ shadow }) => shadow > 0)
      ? [
          "a copied request does the work of its request and calls whom it calls, but writes nothing and is not tried again; an ALB copies none: who does so costs nothing here",
        ]
      : []),
    ...(deployment.abort.length > 0
      ? [
          "abort rules are looked at when a minute ends, on whole minutes of the canary, without the age that metrics of CloudWatch have",
        ]
      : []),
  ];
}

/**
 * Time from the first shift of traffic until the old revision goes, without launches between steps, in microseconds.
 */
function lengthOf({ steps, promotes, bakeTime }: RolloutPlan): number {
  return steps.reduce((sum, { lasts }) => sum + lasts, 0) + (promotes ? bakeTime : 0);
}
