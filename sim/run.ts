import { second } from "../scenarios/language/units/time.js";
import { replicationSeed, serverSeed } from "../workload/random.js";
import type { Replication } from "./outcome/replication.js";
import type { Scenario } from "./scenario/shape.js";
import { World, type WorldOptions } from "./world.js";

/** Time that requests in flight get after the last arrival; later ones count as unfinished. */
const grace = 300 * second;

/** One replication of a scenario. */
export interface SeededRun extends Omit<WorldOptions, "seed" | "serverSeed"> {
  /** Number of the replication, from 0. */
  readonly index: number;
  /** Which draw of its servers, from 0; the arrivals are the same in each. */
  readonly serverDraw?: number | undefined;
  readonly stratum: string | null;
  /**
   * Called with the time once a simulated second; a reason that it returns ends the run, which is then marked as
   * aborted.
   */
  readonly watch?: (now: number) => string | null;
}

/** Runs one seed of a scenario from the begin of its warm-up to the last answer. */
export function run(scenario: Scenario, options: SeededRun): Replication {
  const seed = replicationSeed(scenario.seed, options.index);
  const { tables, crunches, serverDraw = 0 } = options;
  const world = new World(scenario, { seed, serverSeed: serverSeed(seed, serverDraw), tables, crunches });
  const aborted = tooManyRequests(scenario, world) ?? live(scenario, world, options.watch);
  world.close();
  const services = [...world.services].map(([name, service]) => [name, service.facts()] as const);
  return {
    seed,
    index: options.index,
    stratum: options.stratum,
    digest: world.simulation.digest,
    aborted,
    services: Object.fromEntries(services),
    usage: world.ledger.snapshot(),
    leftOut: world.leftOut.snapshot(),
    events: world.events,
  };
}

/** Lets time pass, a second at a time; returns why it ended early, or null. */
function live(scenario: Scenario, world: World, watch: SeededRun["watch"]): string | null {
  const { simulation, clock } = world;
  world.begin();
  let aborted: string | null = null;
  while (simulation.now < clock.duration && aborted === null) {
    simulation.runUntil(Math.min(simulation.now + second, clock.duration));
    aborted = watch?.(simulation.now) ?? tooManyInFlight(scenario, world);
  }
  for (const service of world.services.values()) service.end();
  const end = simulation.now + grace;
  while (aborted === null && world.inFlight > 0 && simulation.now < end) {
    simulation.runUntil(simulation.now + second);
  }
  return aborted;
}

function tooManyRequests({ ceilings }: Scenario, { requestsExpected }: World): string | null {
  if (requestsExpected <= ceilings.requests) return null;
  const asked = `the demand asks for ${requestsExpected.toExponential(1)} requests`;
  return `safety ceiling: ${asked}, ceilings.requests allows ${ceilings.requests} (raise it, or shorten clock.duration)`;
}

function tooManyInFlight({ ceilings }: Scenario, { inFlight }: World): string | null {
  if (inFlight <= ceilings.requestsInFlight) return null;
  return `safety ceiling: ${inFlight} requests in flight, ceilings.requestsInFlight allows ${ceilings.requestsInFlight}`;
}
