import { spell } from "../../../scenarios/language/spelling.js";
import { hasSessions, type SessionDemandConfig } from "../../../workload/demand-shape.js";
import { createDistribution, type Distribution } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import type { Tables } from "../../../workload/tables.js";
import { balancerOf, heldBy } from "../../services/service-shape.js";
import type { Scenario } from "../shape.js";
import type { ScenarioRule } from "./rule.js";

interface PlannedSessions {
  readonly index: number;
  readonly config: SessionDemandConfig;
  readonly between: Distribution;
}

/** Something passes on a connection before it counts as idle: a heartbeat, or the next message. */
export const idleConnections: ScenarioRule = ({ data }) => ({
  code: "idle-connection",
  check(scenario, report) {
    for (const { index, config, between } of sessionsIn(scenario, data.tables)) {
      const service = scenario.services[config.to];
      const balancer = service && balancerOf(service);
      const held = service && heldBy(service);
      const heartbeat = Math.min(config.session.heartbeat, held?.heartbeat ?? Number.POSITIVE_INFINITY);
      const idleTimeout = held?.idleTimeout ?? config.session.idleTimeout;
      const limit = Math.min(idleTimeout, balancer?.idleTimeout ?? idleTimeout);
      const longGap = between.mean + 2 * Math.sqrt(between.variance);
      if (heartbeat < limit || longGap < limit) continue;
      const closes = limit === idleTimeout ? "the server" : "the balancer";
      report(["demand", index, "session", "heartbeat"], {
        severity: "warning",
        expected: `less than ${spell.time(limit)}, after which ${closes} closes a connection on which nothing passes`,
        got: `${spell.time(heartbeat)}, with gaps of ${spell.time(between.mean)} between messages`,
        hint: "connections are lost between messages: lower heartbeat, or raise idleTimeout",
      });
    }
  },
});

/** Sessions begin with the warm-up, and are all there when the first ones end. */
export const sessionWarmup: ScenarioRule = ({ data }) => ({
  code: "session-warmup",
  check(scenario, report) {
    const { warmup } = scenario.clock;
    for (const { config, between } of sessionsIn(scenario, data.tables)) {
      const lasts = config.session.messages * between.mean;
      if (lasts <= warmup) continue;
      report(["clock", "warmup"], {
        severity: "warning",
        expected: `at least ${spell.time(lasts)}, as long as a session of ${config.name} lasts`,
        got: spell.time(warmup),
        hint: "no session is open when the warm-up begins: the reported time starts with too few of them",
      });
    }
  },
});

/** The demands of sessions whose gaps can be made. */
function sessionsIn({ demand }: Scenario, tables: Tables): readonly PlannedSessions[] {
  return demand.flatMap((config, index): readonly PlannedSessions[] => {
    if (!hasSessions(config)) return [];
    const between = orInputError(() => createDistribution(config.session.between, tables));
    return between instanceof InputError ? [] : [{ index, config, between }];
  });
}
