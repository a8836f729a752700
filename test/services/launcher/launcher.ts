import type { LauncherFacts } from "../../../sim/facts/aspects/runs.js";
import type { Facts } from "../../../sim/facts/facts.js";
import { Histogram } from "../../../sim/statistics/histogram.js";
import { billOf, scenario, simulate } from "../../support/simulate.js";

/** Everything that a launch takes, without chance: RUNNING after 18 + 0.5 × 18 + 2 = 29 s, at work after 1 + 3 more. */
export const exactLaunch =
  "launch: { provision: 18s, pullPerGib: 18s, create: 2s, download: 1s, installPerGib: 90s, import: 3s, deprovision: 10s }, abruptFailuresPerMonth: 0 %";

interface LauncherScenario {
  /** Keys of the launcher beside an exact launch. */
  readonly keys?: string;
  readonly task?: string;
  /** Keys of the demand beside its name, its service and its arrivals. */
  readonly demand?: string;
  /** Seconds at which runs arrive. */
  readonly arrivals?: readonly number[];
  readonly duration?: string;
  readonly infrastructure?: string;
  /** Top-level keys. */
  readonly beside?: string;
}

const twoTasks = "request: { steps: [ { wait: 60s }, { wait: 60s } ] }";

/** A scenario of one launcher whose runs arrive at instants that a test says. */
export function launcherScenario({
  keys = "",
  task = "image: 0.5 GB",
  demand = twoTasks,
  arrivals = [0],
  duration = "10m",
  infrastructure = "loadBalancer: false",
  beside = "",
}: LauncherScenario) {
  const yaml = `
region: us-east-1
clock: { duration: ${duration}, warmup: 0s, represents: 24h per day }
demand: [ { name: nightly, to: dagy, arrivals: { kind: trace, file: runs.csv, column: t, timeUnit: s }, ${demand} } ]
services: { dagy: { kind: run-launcher, ${exactLaunch}, task: { ${task} }${keys === "" ? "" : `, ${keys}`} } }
infrastructure: { ${infrastructure} }
${beside}
`;
  return scenario(yaml, { "runs.csv": `t\n${arrivals.join("\n")}\n` });
}

/** What came of the runs of a launcher, and what they cost. */
export function launched(options: LauncherScenario) {
  const read = launcherScenario(options);
  const replication = simulate(read);
  const facts = replication.services.dagy as Facts & { readonly runs: LauncherFacts };
  const { runs } = facts;
  const took = (of: "timeToStart" | "timeToDetect" | "completion") => Histogram.from(runs[of]);
  return { facts, runs, took, bill: billOf(read, replication), events: replication.events };
}

/** Runs that ended, and those that did not, by any way: equal to those that arrived. */
export function accounted({ succeeded, failedBy, neverResolved, unfinished }: LauncherFacts): number {
  return Object.values(failedBy).reduce((sum, count) => sum + count, succeeded + neverResolved + unfinished);
}
