import { either, spell } from "../../../scenarios/language/spelling.js";
import { queue } from "../../services/queue/index.js";
import { linksOf, servicesOf } from "../../services/service-shape.js";
import { workers } from "../../services/workers/index.js";
import { callsIn } from "./mentions.js";
import type { ScenarioRule } from "./rule.js";

/** Workers take their messages from a queue, and dead letters go to one. */
export const linkedQueues: ScenarioRule = () => ({
  code: "not-a-queue",
  check({ services }, report) {
    const queues = Object.keys(services).filter((name) => services[name].kind === queue.kind);
    for (const [name, config] of Object.entries(services)) {
      for (const { at, to } of linksOf(config)) {
        if (!Object.hasOwn(services, to) || queues.includes(to)) continue;
        report(["services", name, ...at], {
          severity: "error",
          expected: "a service of kind queue",
          got: `'${to}' (${services[to].kind})`,
          hint: queues.length > 0 ? `that is ${either(queues)}` : "write services: { jobs: { kind: queue } }",
        });
      }
    }
  },
});

/** A demand may not be sent to workers: their work comes from their queue. */
export const sentToQueues: ScenarioRule = () => ({
  code: "sent-to-workers",
  check({ demand, services }, report) {
    for (const [index, { to }] of demand.entries()) {
      const source = Object.hasOwn(services, to) ? linksOf(services[to]).find(({ as }) => as === "source") : undefined;
      if (source === undefined || !Object.hasOwn(services, source.to)) continue; // another rule speaks of that queue
      report(["demand", index, "to"], {
        severity: "error",
        expected: `${source.to}, the queue that ${to} takes all its work from`,
        got: `'${to}'`,
        hint: `write to: ${source.to}`,
      });
    }
  },
});

/** Dead letters come to rest: a queue does not put them into one that puts its own there. */
export const deadLetterCircles: ScenarioRule = () => ({
  code: "dead-letter-circle",
  check({ services }, report) {
    const next = (name: string) =>
      Object.hasOwn(services, name) ? linksOf(services[name]).find(({ as }) => as === "dead-letters") : undefined;
    for (const name of Object.keys(services)) {
      const path = [name];
      for (let link = next(name); link !== undefined && !path.includes(link.to); link = next(link.to))
        path.push(link.to);
      const last = next(path.at(-1)!);
      if (last?.to !== name) continue;
      report(["services", name, ...last.at], {
        severity: "error",
        expected: "a queue whose dead letters go elsewhere, or nowhere",
        got: [...path, name].join(" → "),
        hint: "leave deadLetterQueue out of the last of them",
      });
    }
  },
});

/** A sender has its answer as soon as the message is sent, so it needs neither timeout nor retries. */
export const sentAtOnce: ScenarioRule = () => ({
  code: "sent-at-once",
  check(scenario, report) {
    const { services } = scenario;
    for (const { at, step } of callsIn(scenario)) {
      if (!Object.hasOwn(services, step.call) || services[step.call].kind !== queue.kind) continue;
      for (const key of ["timeout", "retries"] as const) {
        if (step[key] === undefined) continue;
        const hint = `leave it out; how long an execution may take is services.${step.call}.request.timeout`;
        report([...at, key], {
          severity: "error",
          expected: `no ${key}: ${step.call} answers at once`,
          got: key,
          hint,
        });
      }
    }
  },
});

/** A heartbeat comes before the visibility timeout that it extends is over. */
export const timelyHeartbeats: ScenarioRule = () => ({
  code: "late-heartbeat",
  check({ services }, report) {
    const queues = servicesOf(queue, services);
    for (const [name, { heartbeat, queue: from }] of Object.entries(servicesOf(workers, services))) {
      const timeout = Object.hasOwn(queues, from) ? queues[from].visibilityTimeout : Number.POSITIVE_INFINITY;
      if (heartbeat === undefined || heartbeat < timeout) continue;
      report(["services", name, "heartbeat"], {
        severity: "error",
        expected: `less than the visibility timeout of ${from}, ${spell.time(timeout)}`,
        got: spell.time(heartbeat),
        hint: "a third of it is usual",
      });
    }
  },
});
