import { mostTasks } from "./fleet/expected-size.js";
import type { ServiceConfig } from "./kind.js";
import { fleetOf, linksOf } from "./service-shape.js";

type Services = Readonly<Record<string, ServiceConfig>>;

/** The sources of a service's work: demands, and calls of other services. */
export interface Sources {
  /** The queue that it takes all its work from, or itself. */
  readonly own: string;
  /** The queues whose dead letters come there. */
  readonly dead: readonly string[];
}

export function sourcesOf(name: string, services: Services): Sources {
  const own = sourceOf(name, services) ?? name;
  const dead: string[] = [];
  const add = (queue: string) => {
    for (const from of linking(queue, "dead-letters", services)) {
      if (from === own || dead.includes(from)) continue;
      dead.push(from);
      add(from);
    }
  };
  add(own);
  return { own, dead };
}

/** The services that a link of theirs ties to one. */
export function linking(to: string, as: "source" | "dead-letters", services: Services): readonly string[] {
  return Object.keys(services).filter((name) =>
    linksOf(services[name]).some((link) => link.as === as && link.to === to),
  );
}

/**
 * The share of its source's work that a service is expected to do: where several take from one queue, its slots as a
 * share of all slots.
 */
export function shareOfWork(name: string, services: Services): number {
  const source = sourceOf(name, services);
  if (source === undefined) return 1;
  const all = linking(source, "source", services);
  return all.length === 1
    ? 1
    : slotsMost(services[name]) / all.reduce((sum, each) => sum + slotsMost(services[each]), 0);
}

function sourceOf(name: string, services: Services): string | undefined {
  if (!Object.hasOwn(services, name)) return undefined;
  return linksOf(services[name]).find(({ as }) => as === "source")?.to;
}

function slotsMost(config: ServiceConfig): number {
  const fleet = fleetOf(config);
  return fleet === null ? 0 : mostTasks(fleet) * fleet.task.maxConcurrent;
}
