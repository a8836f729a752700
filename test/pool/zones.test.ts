import { describe, expect, test } from "vitest";
import { Simulation } from "../../sim/engine/simulation.js";
import { type Candidate, emptiestZones, type PoolView, plan } from "../../sim/pool/plan.js";
import { Launches, SimulatedTasks } from "../../sim/pool/simulated-tasks.js";
import { STOPPING, TaskTable } from "../../sim/pool/task-table.js";
import { chiSquareTest } from "../statistics/chi-square.js";
import { onDemand, origin, spot } from "./fleet.js";

/** So many healthy tasks in each zone, alternately on demand and on Spot. */
function poolWith(perZone: readonly number[], seed = 1) {
  const [simulation, tasks] = [new Simulation(), new TaskTable()];
  let ordinal = 0;
  for (const [zone, count] of perZone.entries()) {
    for (let index = 0; index < count; index++) {
      const provider = index % 2 === 0 ? onDemand : spot;
      const task = tasks.add(simulation, () => {}, origin({ zone, provider, ordinal: ordinal++ }));
      tasks.judge(task, 1, 0);
    }
  }
  const unused = { capacity: undefined!, launchTimes: undefined!, canary: null, lost: new Map(), journal: () => {} };
  const pool = new SimulatedTasks({
    simulation,
    seed,
    service: "web",
    tasks,
    zones: perZone.length,
    launches: new Launches(),
    ...unused,
  });
  return { tasks, pool };
}

const zonesOf = ({ pool }: ReturnType<typeof poolWith>) => emptiestZones(pool.zones, pool.upZones);

/** The tasks that a scale-in stops, of all or of those left. */
function victims({ pool }: ReturnType<typeof poolWith>, count: number, left?: readonly number[]): readonly number[] {
  const counts = pool.counts(0);
  const isLeft = ({ task }: Candidate<number>) => left === undefined || left.includes(task);
  const view: PoolView<number> = {
    ...{ desired: counts.sound - count, strategy: { FARGATE: { base: 0, weight: 1 } }, rebalances: false, counts },
    ...{ limits: { minimumHealthyPercent: 1, maximumPercent: 2 }, isUnderWay: false, hasFailed: false, move: null },
    ...{ upZones: pool.upZones, heldFor: 0, refused: new Map(), fallback: null },
    candidates: (group) => [...pool.candidates(group, 0)].filter(isLeft),
    draw: (task) => pool.draw(task),
  };
  return plan(view).flatMap((action) => (action.kind === "stop" ? [action.task] : []));
}

test("a plan that takes 2,900 of 3,000 tasks away draws once for each task, and asks for the candidates once", () => {
  const made = poolWith([1_000, 1_000, 1_000]);
  const asked = { candidates: 0, yielded: 0, draws: 0 };
  const { pool } = made;
  const counted = {
    zones: pool.zones,
    upZones: pool.upZones,
    counts: pool.counts.bind(pool),
    *candidates(...call: Parameters<typeof pool.candidates>) {
      asked.candidates++;
      for (const candidate of pool.candidates(...call)) {
        asked.yielded++;
        yield candidate;
      }
    },
    draw(task: number) {
      asked.draws++;
      return pool.draw(task);
    },
  } as unknown as typeof pool;
  expect(victims({ ...made, pool: counted }, 2_900)).toHaveLength(2_900);
  expect(asked).toEqual({ candidates: 1, yielded: 3_000, draws: 3_000 });
});

describe("a launch", () => {
  test("goes to the emptiest zone first, and to the earlier of two equal ones", () => {
    expect(zonesOf(poolWith([2, 1, 3]))).toEqual([1, 0, 2]);
    expect(zonesOf(poolWith([2, 1, 1]))).toEqual([1, 2, 0]);
  });

  test("does not go to a zone that is down", () => {
    const made = poolWith([2, 0, 3]);
    made.pool.setZoneDown(1, true);
    expect(zonesOf(made)).toEqual([0, 2]);
    made.pool.setZoneDown(1, false);
    expect(zonesOf(made)).toEqual([1, 0, 2]);
  });

  test("does not count tasks that were told to stop", () => {
    const made = poolWith([2, 1]);
    for (const task of [0, 1]) made.tasks.enter(task, STOPPING);
    expect(zonesOf(made)).toEqual([0, 1]);
  });
});

describe("a scale-in", () => {
  test("stops a task of the fullest zone", () => {
    const made = poolWith([2, 4, 3]);
    expect(made.tasks.zone[victims(made, 1)[0]]).toBe(1);
  });

  test("stops one that does not serve yet before one that does", () => {
    const made = poolWith([6]);
    made.tasks.judge(4, 0, 0);
    expect(victims(made, 1)).toEqual([4]);
  });

  test("keeps the zones within one task of each other all the way down", () => {
    const made = poolWith([5, 5, 5]);
    const { tasks } = made;
    let left = [...tasks];
    while (left.length > 0) {
      const [victim] = victims(made, 1, left);
      left = left.filter((task) => task !== victim);
      const counts = [0, 1, 2].map((zone) => left.filter((task) => tasks.zone[task] === zone).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  test("does not look at the capacity provider: over many seeds every task of the zone is as likely", () => {
    const counts = new Array<number>(8).fill(0);
    for (let seed = 1; seed <= 1_600; seed++) counts[victims(poolWith([8], seed), 1)[0]]++;
    expect(chiSquareTest(counts, new Array(8).fill(200)).pValue).toBeGreaterThan(0.001);
  });

  test("names the same task for the same seed, however many others were stopped before", () => {
    const [victim] = victims(poolWith([8]), 1);
    const other = poolWith([8]);
    const without = [...other.tasks].filter((task) => task === victim || task % 2 === 0);
    expect(victims(other, 1, without)).toEqual([victim]);
  });
});
