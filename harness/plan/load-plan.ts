import type { Scenario } from "../../sim/scenario/index.js";
import { hasSessions } from "../../workload/demand-shape.js";
import { createDemands, createSessionTimeline } from "../../workload/demands.js";
import type { Tables } from "../../workload/tables.js";
import { drivenContext, drivenWarmup } from "./driven.js";
import type { Planned, PlanStream } from "./planned.js";
import { RequestStream } from "./request-stream.js";
import { SessionStream } from "./session-stream.js";
import type { Share } from "./share.js";

/** What a plan is made from. */
export interface LoadPlanParts {
  readonly scenario: Scenario;
  readonly tables: Tables;
  readonly share: Share;
}

/**
 * Everything to be sent from the start of the real warm-up on, in order of `dueAt`, and at one instant in the order of
 * the demands. These are exactly the arrivals that the simulator sees in replication 0, including spikes and
 * slow-downs.
 */
export class LoadPlan {
  readonly #streams: readonly PlanStream[];

  constructor({ scenario, tables, share }: LoadPlanParts) {
    const context = drivenContext(scenario, tables);
    const from = 0 - drivenWarmup(scenario);
    this.#streams = createDemands(scenario.demand, context).map((demand, index) => {
      const config = scenario.demand[index];
      const { seed } = context;
      if (!hasSessions(config)) return new RequestStream({ demand, seed, share, from });
      const timeline = createSessionTimeline(config, context);
      return new SessionStream({ demand, seed, share, from, timeline, config: config.session });
    });
  }

  /** The next item that is due; null after the last. */
  next(): Planned | null {
    let first: PlanStream | null = null;
    for (const stream of this.#streams) if (stream.dueAt < (first?.dueAt ?? Infinity)) first = stream;
    return first === null ? null : first.take();
  }
}
