import { describe, expect, test } from "vitest";
import { Simulation } from "../../sim/engine/simulation.js";
import { STOPPING, TaskTable } from "../../sim/fleet/task-table.js";
import { Zones } from "../../sim/fleet/zones.js";
import { chiSquareTest } from "../statistics/chi-square.js";
import { onDemand, origin, spot } from "./fleet.js";

/** So many tasks in each zone, alternately on demand and on Spot. */
function zonesWith(perZone: readonly number[]) {
  const [simulation, tasks] = [new Simulation(), new TaskTable()];
  const zones = new Zones(perZone.length, tasks, 1, "web");
  const ordinals = [0, 0];
  for (const [zone, count] of perZone.entries()) {
    for (let index = 0; index < count; index++) {
      const provider = index % 2 === 0 ? onDemand : spot;
      const task = tasks.add(simulation, () => {}, origin({ zone, provider, ordinal: ordinals[provider]++ }));
      tasks.isHealthy[task] = 1;
    }
  }
  return { tasks, zones };
}

describe("a launch", () => {
  test("goes to the emptiest zone first, and to the earlier of two equal ones", () => {
    expect(zonesWith([2, 1, 3]).zones.forLaunch()).toEqual([1, 0, 2]);
    expect(zonesWith([2, 1, 1]).zones.forLaunch()).toEqual([1, 2, 0]);
  });

  test("does not go to a zone that is down", () => {
    const { zones } = zonesWith([2, 0, 3]);
    zones.setDown(1, true);
    expect(zones.forLaunch()).toEqual([0, 2]);
    zones.setDown(1, false);
    expect(zones.forLaunch()).toEqual([1, 0, 2]);
  });

  test("does not count tasks that were told to stop", () => {
    const { tasks, zones } = zonesWith([2, 1]);
    for (const task of [0, 1]) tasks.state[task] = STOPPING;
    expect(zones.forLaunch()).toEqual([0, 1]);
  });
});

describe("a scale-in", () => {
  test("stops a task of the fullest zone", () => {
    const { tasks, zones } = zonesWith([2, 4, 3]);
    expect(tasks.zone[zones.victims([...tasks], 1)[0]]).toBe(1);
  });

  test("stops one that does not serve yet before one that does", () => {
    const { tasks, zones } = zonesWith([6]);
    tasks.isHealthy[4] = 0;
    expect(zones.victims([...tasks], 1)[0]).toBe(4);
  });

  test("keeps the zones within one task of each other all the way down", () => {
    const { tasks, zones } = zonesWith([5, 5, 5]);
    let left = [...tasks];
    while (left.length > 0) {
      const victim = zones.victims(left, 1)[0];
      left = left.filter((task) => task !== victim);
      const counts = [0, 1, 2].map((zone) => left.filter((task) => tasks.zone[task] === zone).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  test("does not look at the capacity provider: over many seeds every task of the zone is as likely", () => {
    const counts = new Array<number>(8).fill(0);
    const { tasks } = zonesWith([8]);
    for (let seed = 1; seed <= 4_000; seed++) counts[new Zones(1, tasks, seed, "web").victims([...tasks], 1)[0]]++;
    expect(chiSquareTest(counts, new Array(8).fill(500)).pValue).toBeGreaterThan(0.001);
  });

  test("names the same task for the same seed, however many others were stopped before", () => {
    const [one, other] = [zonesWith([8]), zonesWith([8])];
    const victim = one.zones.victims([...one.tasks], 1)[0];
    const without = [...other.tasks].filter((task) => task === victim || task % 2 === 0);
    expect(other.zones.victims(without, 1)[0]).toBe(victim);
  });
});
