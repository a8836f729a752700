import fc from "fast-check";
import { expect } from "vitest";
import { hour } from "../../scenarios/language/units/time.js";
import { requestService } from "../../sim/scenario/index.js";
import { World } from "../../sim/world.js";
import { billOf, scenario, simulate } from "../support/simulate.js";
import { arbitraryScenario } from "./arbitrary-scenario.js";
import { expectAllRunningTimeIsBilled, expectInvariants } from "./invariants.js";

/** Whatever is asked of it, a run ends, its books add up, and it can be had again: so many random scenarios. */
export function expectBooksAddUp(count: number): void {
  const keepsInvariants = (random: object) => {
    const read = scenario(JSON.stringify(random));
    const replication = simulate(read);
    expectInvariants(replication, billOf(read, replication));
    expectAllRunningTimeIsBilled(replication, requestService("web", read.scenario).task.cpu);
    expect(simulate(read)).toEqual(replication);
  };
  fc.assert(fc.property(arbitraryScenario, keepsInvariants), { seed: 1, numRuns: count });
}

/** Queues of fifty requests that take minutes each are long in the working off: eight hours are enough for all. */
export function expectNothingLeft(count: number): void {
  const leavesNothing = (random: object) => {
    const { scenario: config, data } = scenario(JSON.stringify(random));
    const world = new World(config, { seed: 1, tables: data.tables, crunches: new Map() });
    world.begin();
    world.simulation.runUntil(world.clock.duration + 8 * hour);
    expect(world.inFlight).toBe(0);
  };
  fc.assert(fc.property(arbitraryScenario, leavesNothing), { seed: 2, numRuns: count });
}
