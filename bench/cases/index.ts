import type { Sample } from "../kernels/kernel.js";
import { leastLoaded } from "../kernels/least-loaded.js";
import { processorSharing } from "../kernels/processor-sharing.js";
import { calling, sideBySide } from "./calls.js";
import { divided, undivided } from "./canary.js";
import { cloudScenario, measure } from "./cloud.js";
import { balanced, overConnections } from "./connections.js";
import { asRequests, invocations } from "./functions.js";
import { holding, scaleIn } from "./large-fleet.js";
import { launches } from "./launches.js";
import { startMany } from "./many-services.js";
import { messages, requests } from "./messages.js";
import { night } from "./night.js";
import { queueing } from "./queueing.js";
import { inTwoProcesses, onOneWorker, onTwoWorkers } from "./sweeps.js";

/** Everything that is measured, each case in separate processes. */
export const cases: readonly BenchCase[] = [
  {
    name: "M/M/1",
    about: "one server at a load of 0.8, through the engine",
    counts: "events",
    bare: null,
    measure: (seed) => queueing(1, seed),
  },
  {
    name: "M/M/30",
    about: "thirty servers at a load of 0.8, through the engine",
    counts: "events",
    bare: null,
    measure: (seed) => queueing(30, seed),
  },
  {
    name: "cloud kernel",
    about: "30 tasks of 50 slots, least outstanding, one wait step, through the full request service",
    counts: "requests",
    bare: leastLoaded,
    measure: (seed) => measure(cloudScenario("wait"), seed),
  },
  {
    name: "cloud kernel, processor sharing",
    about: "30 tasks of 50 vCPU, round robin, one CPU step, through the full request service",
    counts: "requests",
    bare: processorSharing,
    measure: (seed) => measure(cloudScenario("cpu"), seed),
  },
  {
    name: "offpeak-70spot",
    about: "one replication of the scenario",
    counts: "requests",
    bare: null,
    measure: night,
  },
  {
    name: "scale-in 3,000 → 100",
    about: "an hour of 3,000 tasks of which 2,900 are taken away, beside the hour that keeps them all",
    counts: "requests",
    bare: holding,
    measure: scaleIn,
  },
  {
    name: "calls",
    about: "a service that calls another for each request, beside the same requests sent to both of them",
    counts: "requests",
    bare: sideBySide,
    measure: calling,
  },
  {
    name: "Lambda invocations",
    about: "a function of some thousand environments, beside the same requests to a service of tasks",
    counts: "requests",
    bare: asRequests,
    measure: invocations,
  },
  {
    name: "launches",
    about: "a launcher with a thousand runs at a time, and a reconciler that looks at all of them",
    counts: "requests",
    bare: null,
    measure: launches,
  },
  {
    name: "queue messages",
    about: "a queue and its workers, beside the full request service with the same work",
    counts: "requests",
    bare: requests,
    measure: messages,
  },
  {
    name: "messages of connections",
    about:
      "messages of 20,000 sessions over the connections that ten tasks hold, beside as many requests, each balanced",
    counts: "requests",
    bare: balanced,
    measure: overConnections,
  },
  {
    name: "canary under way",
    about: "a service whose canary gets a tenth of the requests, beside the same service without one",
    counts: "requests",
    bare: undivided,
    measure: divided,
  },
  {
    name: "20 services, start",
    about: "a world of twenty services of ten tasks, put together up to its first request",
    counts: "worlds",
    bare: null,
    measure: startMany,
  },
  {
    name: "sweep, two workers",
    about: "a sweep of 500 small configurations on two worker threads, beside the same sweep on one",
    counts: "configurations",
    bare: onOneWorker,
    measure: onTwoWorkers,
  },
  {
    name: "sweep, the bound",
    about: "the same sweep on two worker threads, beside two processes that compute half of the configurations each",
    counts: "configurations",
    bare: inTwoProcesses,
    measure: onTwoWorkers,
  },
];

/** A case: a workload through our engine and, if there is one, the bare kernel with the same workload. */
export interface BenchCase {
  readonly name: string;
  readonly about: string;
  /** What is counted: requests, events (two per request), worlds that were built, or configurations of a sweep. */
  readonly counts: "requests" | "events" | "worlds" | "configurations";
  readonly bare: ((requests: number, seed: number) => Sample | Promise<Sample>) | null;
  measure(seed: number): Sample | Promise<Sample>;
}
