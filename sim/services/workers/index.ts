import type { Path } from "../../../scenarios/language/index.js";
import { spell } from "../../../scenarios/language/spelling.js";
import { fleetAssumptions, sizeByDefault } from "../fleet/assumptions.js";
import { expectationOf } from "../fleet/expected-size.js";
import { fleetRules } from "../fleet/fleet-rules.js";
import { defineService, type ServiceView } from "../kind.js";
import { type WorkerServiceConfig, workerServiceShape } from "./shape.js";
import { WorkerService, workerAspects } from "./worker-service.js";

/** An ECS service that works on the messages of a queue. */
export const workers = defineService({
  kind: "worker-service",
  about: "An ECS service whose tasks take messages from a queue and work on them, without a load balancer.",
  shape: workerServiceShape,
  isDrivable: false,
  aspects: workerAspects,
  rules: fleetRules(["messages"]),
  assumptions: workerAssumptions,
  defaults: (config, { name }) => ({ failures: {}, size: sizeByDefault(name, config) }),
  expects: (config, { demands, clock }) => expectationOf(config, demands, clock.duration),
  fleet: (config) => config,
  links: ({ queue }) => [{ at: ["queue"] as Path, to: queue, as: "source" }],
  create: (config, context) => new WorkerService(config, context),
});

const fates = {
  release: "is visible again at once",
  leave: "comes back after what is left of its visibility timeout",
  "dead-letter": "goes to the dead letters",
} as const;

function workerAssumptions(config: WorkerServiceConfig, view: ServiceView): readonly (readonly string[])[] {
  const { batch, heartbeat, drain, queue } = config;
  const { name } = view;
  const received = batch === 1 ? "one message at a time" : `up to ${batch} messages at a time`;
  const sigterm = {
    drain: `at SIGTERM a task takes no more; what is not done by SIGKILL ${fates[drain.unfinished]} (drain.unfinished)`,
    ignore: "a task takes messages until SIGKILL",
    exit: "a task ends at SIGTERM with all that it holds",
  }[drain.onSigterm];
  return [
    ...fleetAssumptions(config, view),
    [
      `each task of ${name} polls ${queue} with one request at a time while it has a free slot, and receives ${received}; task.queue is not looked at`,
      `${sigterm}; what ends without a signal comes back after what is left of its visibility timeout`,
      heartbeat === undefined
        ? `no task of ${name} extends a visibility timeout: an execution that takes longer is seen twice (heartbeat)`
        : `a task of ${name} extends the visibility timeout of what it holds every ${spell.time(heartbeat)}`,
    ],
  ];
}
