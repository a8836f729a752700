import { describe, expect, test } from "vitest";
import { LaunchTimes } from "../../sim/capacity/launch.js";
import { STOPPING } from "../../sim/pool/task-table.js";
import { kolmogorovSmirnov } from "../../sim/statistics/index.js";
import { tablesOf } from "../workload/fixture.js";
import { definition, healthCheck, seconds } from "./fleet.js";
import { IdleService, launch, type ServiceOptions, seventySpot } from "./service.js";

const evenly = { FARGATE: { base: 0, weight: 1 }, FARGATE_SPOT: { base: 0, weight: 1 } };

describe("placement", () => {
  test.each([
    [5, 1],
    [10, 5],
    [15, 8],
  ])("base 3 with 30/70: of %i tasks %i are on Spot, as the world begins", (desired, spot) => {
    expect(new IdleService().begin(desired).healthy).toEqual([desired - spot, spot]);
  });

  test("and so they are when the service grows to it", () => {
    const service = new IdleService().begin(5);
    const grown = [10, 15].map((desired) => {
      service.ecs.scheduler.setDesired(desired);
      return service.active;
    });
    expect(grown).toEqual([
      [5, 5],
      [7, 8],
    ]);
  });

  test("new tasks run 81 s later and serve after their first check, within 30 s more", () => {
    const service = new IdleService().begin(5);
    service.ecs.scheduler.setDesired(10);
    expect(service.until(80).targets.healthy).toBe(5);
    expect(service.until(111).healthy).toEqual([5, 5]);
  });

  test("tasks are spread over the zones", () => {
    const service = new IdleService().begin(10);
    const perZone = [0, 1, 2].map((zone) => service.tasks.count((task) => service.tasks.zone[task] === zone));
    expect(perZone).toEqual([4, 3, 3]);
  });

  test("what the quota does not allow is asked for again and again, and reported once", () => {
    const account = { vcpuQuota: { FARGATE: 6 } };
    const service = new IdleService({ account, strategy: { FARGATE: { base: 0, weight: 1 } } }).begin(4);
    service.ecs.scheduler.setDesired(10);
    expect(service.until(3_600).active).toEqual([6, 0]);
    expect(service.events).toEqual(["0: launch-refused"]);
    service.ecs.scheduler.setDesired(6);
    expect(service.until(3_700).active).toEqual([6, 0]);
  });

  test("a refusal after a success is news again", () => {
    const account = { vcpuQuota: { FARGATE: 6 } };
    const service = new IdleService({ account, strategy: { FARGATE: { base: 0, weight: 1 } } }).begin(4);
    service.ecs.scheduler.setDesired(10);
    service.until(100).ecs.scheduler.setDesired(5);
    service.until(399).ecs.scheduler.setDesired(10);
    expect(service.until(458).active).toEqual([5, 0]); // the sixth drains until 400 and holds its vCPU; the retry is at 459
    expect(service.until(500).active).toEqual([6, 0]);
    expect(service.events).toEqual(["0: launch-refused", "459: launch-refused"]);
  });
});

describe("scale-in", () => {
  test("stops as many as there are too many, before and after a deployment", () => {
    const service = new IdleService().begin(10);
    service.ecs.scheduler.setDesired(7);
    expect(service.tasks.count((task) => service.tasks.isActive(task))).toBe(7);
    service.ecs.deploy(definition, seventySpot);
    service.until(500).ecs.scheduler.setDesired(4);
    expect(service.tasks.count((task) => service.tasks.isActive(task))).toBe(4);
    expect(service.account.asked.filter(({ at }) => at >= 500)).toEqual([]);
  });

  test("stops tasks that are on their way before those that serve", () => {
    const service = new IdleService().begin(6);
    service.ecs.scheduler.setDesired(9);
    service.until(40).ecs.scheduler.setDesired(6);
    expect([service.targets.healthy, service.until(200).targets.healthy]).toEqual([6, 6]);
  });

  test("does not bring the ratio back: only new tasks follow the strategy", () => {
    const service = new IdleService({ strategy: evenly }).begin(10);
    service.ecs.scheduler.setDesired(4);
    const [onDemand, spot] = service.active;
    expect(onDemand + spot).toBe(4);
    expect(service.until(1_000).active).toEqual([onDemand, spot]);
  });
});

describe("a Spot crunch", () => {
  const crunch = { at: 60, lasts: 1_200 };
  const spotLaunches = (service: IdleService) => service.account.asked.filter((one) => one.provider === "FARGATE_SPOT");

  test("takes the Spot tasks, and none is replaced while it lasts, nor by an on-demand task", () => {
    const service = new IdleService({ crunch }).begin(10);
    const seen = [59, 60, 120, 600, 1_259].map((at) => service.until(at).active);
    expect(seen).toEqual([
      [5, 5],
      [5, 0],
      [5, 0],
      [5, 0],
      [5, 0],
    ]);
    expect(spotLaunches(service).every(({ isGranted }) => !isGranted)).toBe(true);
    expect(service.ecs.interruptions).toBe(5);
  });

  test("is over: the next try, at most a minute later, brings all of them back", () => {
    const service = new IdleService({ crunch }).begin(10).until(1_319);
    expect(service.active).toEqual([5, 5]);
    const [first] = spotLaunches(service).filter(({ isGranted }) => isGranted);
    expect(first.at).toBeGreaterThanOrEqual(1_260);
    expect(service.until(first.at + 81 + 30).healthy).toEqual([5, 5]);
  });

  test("does not hold up the on-demand share of a growing service", () => {
    const service = new IdleService({ crunch }).begin(10).until(300);
    service.ecs.scheduler.setDesired(15);
    expect(service.active).toEqual([7, 0]);
    expect(service.until(420).healthy).toEqual([7, 0]);
  });

  test("of a single notice is followed at once by another Spot task: SIGKILL at 30 s, the new one RUNNING at 81 s", () => {
    const service = new IdleService().begin(10);
    const victim = [...service.tasks].find((task) => service.tasks.provider[task] === 1)!;
    service.processes.busy[victim] = 1;
    service.until(60).ecs.lifecycle.interrupt(victim);
    expect(service.active).toEqual([5, 5]);
    expect(service.processes.told.at(-1)).toBe("60: SIGTERM, 30 s to go, spot");
    service.until(200);
    expect(service.processes.told.filter((what) => /gone|up/.test(what)).slice(-2)).toEqual([
      "90: process gone, spot",
      "141: process up",
    ]);
  });
});

describe("a fallback that the user built", () => {
  const crunch = { at: 60, lasts: 1_800 };
  const fallback = { to: "FARGATE", after: seconds(600) } as const;

  test("launches on-demand substitutes for Spot tasks that have been missing for ten minutes, and keeps trying Spot", () => {
    const service = new IdleService({ crunch, fallback }).begin(10);
    const seen = [659, 660, 1_800].map((at) => service.until(at).active);
    expect(seen).toEqual([
      [5, 0],
      [10, 0],
      [10, 0],
    ]);
    expect(service.account.asked.filter(({ at, provider }) => at > 700 && provider === "FARGATE")).toEqual([]);
  });

  test("does not take a ratio that a scale-in has shifted for missing Spot", () => {
    const shifted = [1, 2, 3, 4].map((seed) => {
      const service = new IdleService({ seed, fallback, strategy: evenly }).begin(10);
      service.ecs.scheduler.setDesired(4);
      const before = service.active;
      expect(service.until(3_600).active).toEqual(before);
      return before[0] !== 2;
    });
    expect(shifted).toContain(true);
  });

  test("gives them up when Spot is back, and no Spot task with them", () => {
    const service = new IdleService({ crunch, fallback }).begin(10).until(2_100);
    expect(service.healthy).toEqual([5, 5]);
    expect(service.until(4_000).healthy).toEqual([5, 5]);
  });
});

describe("a deployment", () => {
  test("replaces every task, and at no moment are there fewer healthy tasks than desired or more than twice as many", () => {
    const service = new IdleService().begin(10);
    service.ecs.deploy({ ...definition, name: "web:2" }, evenly);
    for (let at = 0; at <= 200; at++) {
      expect(service.until(at).targets.healthy).toBeGreaterThanOrEqual(10);
      expect(service.tasks.count((task) => service.tasks.isActive(task))).toBeLessThanOrEqual(20);
    }
    expect([service.healthy, service.ecs.scheduler.isDeploying]).toEqual([[5, 5], true]); // old tasks drain yet
    expect(service.until(411).ecs.scheduler.isDeploying).toBe(false); // 81 to run, up to 30 for a check, 300 to drain
    service.until(421); // ten seconds more, and the last old one is gone
    expect([...service.tasks].every((task) => service.tasks.definition[task].name === "web:2")).toBe(true);
  });

  test("of two tasks lasts until the drain of the second old one is over, though nothing is in flight", () => {
    const service = new IdleService().begin(2).until(100);
    service.ecs.deploy(definition, seventySpot);
    const end = firstWith(service, () => !service.ecs.scheduler.isDeploying);
    // Each old task leaves the rotation when a new one passes its first check, 81 to 111 s later, and drains for 300 s.
    const sigterms = service.processes.told.filter((what) => what.includes("SIGTERM")).map(Number.parseFloat);
    expect(sigterms).toHaveLength(2);
    for (const at of sigterms) {
      expect(at).toBeGreaterThanOrEqual(100 + 81 + 300);
      expect(at).toBeLessThanOrEqual(100 + 111 + 300);
    }
    expect(end).toBe(Math.ceil(Math.max(...sigterms)));
  });

  test("with 50 and 100 percent stops half of the tasks first and never has more than desired, draining ones included", () => {
    const limits = { minimumHealthyPercent: 0.5, maximumPercent: 1 };
    const service = new IdleService({ limits }).begin(10);
    service.ecs.deploy(definition, seventySpot);
    for (let at = 0; at <= 900; at++) {
      expect(service.until(at).targets.healthy).toBeGreaterThanOrEqual(5);
      expect(service.tasks.count((task) => service.tasks.state[task] <= STOPPING)).toBeLessThanOrEqual(10);
    }
    expect([service.healthy, service.ecs.scheduler.isDeploying]).toEqual([[5, 5], false]);
  });

  test("counts tasks that are draining or stopping towards its maximum", () => {
    const limits = { minimumHealthyPercent: 0.5, maximumPercent: 1 };
    const service = new IdleService({ limits }).begin(10);
    for (const task of service.tasks) service.processes.busy[task] = 1;
    service.ecs.deploy(definition, seventySpot);
    // Five drain until the deregistration delay is over; only then is there room.
    expect(service.until(299).account.asked).toEqual([]);
    expect(service.until(300).account.asked).toHaveLength(5);
  });

  test("that a crunch meets goes on with its on-demand share and ends when Spot is back", () => {
    const service = new IdleService({ crunch: { at: 30, lasts: 600 } }).begin(10);
    service.until(40).ecs.deploy(definition, seventySpot);
    expect(service.until(400).healthy[1]).toBe(0);
    expect(service.until(900).healthy).toEqual([5, 5]);
  });
});

describe("starts that fail before RUNNING", () => {
  const never = { ...launch, failedStarts: 1 };
  const onlyOnDemand = { FARGATE: { base: 0, weight: 1 } };
  const askedAt = ({ account }: IdleService) => account.asked.map(({ at }) => at);

  test("are tried again after 10 s, then after twice as long each time, up to 15 minutes", () => {
    const service = new IdleService({ launch: never, strategy: onlyOnDemand });
    service.ecs.scheduler.setDesired(1);
    // A start fails 62 s in, where RUNNING would be 19 s away; the waits are 10, 20, 40, 80, 160, 320, 640, 900, 900.
    expect(askedAt(service.until(4_000))).toEqual([0, 72, 154, 256, 398, 620, 1_002, 1_704, 2_666, 3_628]);
    expect(service.ecs.lost.get("failed-start")).toBe(10);
    expect(service.processes.told.filter((what) => /process/.test(what))).toEqual([]);
    expect(service.billed).toHaveLength(10); // from the image pull on
  });

  test("that fail together are one time", () => {
    const service = new IdleService({ launch: never, strategy: onlyOnDemand });
    service.ecs.scheduler.setDesired(5);
    expect(new Set(askedAt(service.until(300)))).toEqual(new Set([0, 72, 154, 256]));
    expect(askedAt(service)).toHaveLength(20);
  });

  test("are forgotten by the next deployment", () => {
    const service = new IdleService({ launch: never, strategy: onlyOnDemand });
    service.ecs.scheduler.setDesired(1);
    service.until(500).ecs.deploy(definition, onlyOnDemand);
    // The start of 398 failed at 460, and the deployment does not wait until 620.
    expect(askedAt(service.until(600)).slice(4)).toEqual([398, 500, 572]);
  });

  test("open the circuit breaker of a deployment", () => {
    const circuitBreaker = { enable: true, rollback: true, resetOnHealthyTask: true, minimumFailures: 3 };
    const service = new IdleService({ launch: never, strategy: onlyOnDemand, circuitBreaker }).begin(4);
    service.ecs.deploy(definition, onlyOnDemand);
    service.until(2_000);
    expect(service.events.filter((event) => event.endsWith("deployment-failed"))).toHaveLength(1);
    expect(service.active).toEqual([4, 0]);
  });

  test("are as frequent as they are said to be, and the others start as they would without", () => {
    const draws = (failedStarts: number) => {
      const times = new LaunchTimes(1, "web", { ...launch, failedStarts }, tablesOf());
      return Array.from({ length: 4_000 }, (_, ordinal) => times.draw(ordinal, 1));
    };
    const [some, none] = [draws(0.2), draws(0)];
    const failed = some.filter(({ fails }) => fails).length;
    expect(Math.abs(failed - 800)).toBeLessThan(3.29 * Math.sqrt(4_000 * 0.2 * 0.8));
    expect(some.map((phases) => ({ ...phases, fails: false }))).toEqual(none);
  });
});

describe("a zone outage", () => {
  /** Zone 1 goes down at second 10 under nine tasks; times of what the processes were told. */
  const down = (options: ServiceOptions = {}) => {
    const service = new IdleService({ strategy: { FARGATE: { base: 0, weight: 1 } }, ...options }).begin(9);
    service.until(10).ecs.setZoneDown(0, true);
    return service;
  };
  const perZone = ({ tasks }: IdleService) =>
    [0, 1, 2].map((zone) => tasks.count((task) => tasks.isActive(task) && tasks.zone[task] === zone));
  const secondsOf = ({ processes }: IdleService, what: string) =>
    processes.told.filter((told) => told.endsWith(what)).map((told) => Number.parseFloat(told));

  test("ends the processes there without a word; two failing checks of 30 s notice each 35 to 65 s later", () => {
    const service = down().until(300);
    expect(secondsOf(service, "without a word")).toEqual([10, 10, 10]);
    const noticed = secondsOf(service, "process gone, zone-outage").map((second) => second - 10);
    expect(noticed).toHaveLength(3);
    expect(Math.min(...noticed)).toBeGreaterThanOrEqual(35);
    expect(Math.max(...noticed)).toBeLessThanOrEqual(65);
    expect(new Set(noticed).size).toBe(3);
    expect(service.processes.told.filter((what) => what.includes("SIGTERM"))).toEqual([]);
  });

  test("is noticed sooner with a shorter interval, at moments spread evenly over it", () => {
    const quick = { ...healthCheck, interval: seconds(10), timeout: seconds(2) };
    const service = new IdleService({ healthCheck: quick }).begin(1_500);
    service.until(10).ecs.setZoneDown(0, true);
    const noticed = secondsOf(service.until(40), "process gone, zone-outage").map((second) => second - 10);
    expect(noticed).toHaveLength(500);
    expect(kolmogorovSmirnov(noticed, (second) => (second - 12) / 10).pValue).toBeGreaterThan(0.001);
  });

  test("leaves its tasks in the rotation until then, and others take their place where it is not", () => {
    const service = down();
    expect(service.until(44).targets.healthy).toBe(9);
    expect(service.until(76).targets.healthy).toBe(6);
    expect(perZone(service)).toEqual([0, 5, 4]);
    expect(service.until(200).targets.healthy).toBe(9);
  });

  test("that is over: tasks move back one at a time, each leaves when the one for it is healthy", () => {
    const service = down().until(600);
    service.ecs.setZoneDown(0, false);
    expect(perZone(service)).toEqual([1, 5, 4]);
    // A start takes 81 s to RUNNING and up to 30 s to its first good check.
    expect(perZone(service.until(680))).toEqual([1, 5, 4]);
    expect(perZone(service.until(600 + 3 * 111 + 1))).toEqual([3, 3, 3]);
    for (let second = 1_000; second <= 2_000; second += 100) expect(service.until(second).targets.healthy).toBe(9);
    expect(service.events.filter((event) => event.endsWith("rebalancing"))).toHaveLength(3);
    expect(service.ecs.lost.get("zone-outage")).toBe(3);
  });

  test("that is over leaves the zones as they are where rebalancing is off, or the maximum has no room for a task more", () => {
    const limits = { minimumHealthyPercent: 0.5, maximumPercent: 1 };
    for (const options of [{ rebalances: false }, { limits }]) {
      const service = down(options).until(600);
      service.ecs.setZoneDown(0, false);
      expect(perZone(service.until(2_000))).toEqual([0, 5, 4]);
      service.ecs.scheduler.setDesired(11);
      expect(perZone(service)).toEqual([2, 5, 4]);
    }
  });

  test("that is over: a move for which draining tasks leave no room comes when they have stopped", () => {
    const service = new IdleService({ strategy: { FARGATE: { base: 0, weight: 1 } } }).begin(3).until(10);
    service.ecs.setZoneDown(0, true);
    service.ecs.scheduler.setDesired(0);
    service.ecs.scheduler.setDesired(3);
    service.ecs.setZoneDown(0, false);
    expect(perZone(service.until(309))).toEqual([0, 2, 1]); // three old ones drain for 300 s, and the maximum is six
    expect(perZone(service.until(1_000))).toEqual([1, 1, 1]);
  });

  test("the split over the providers stays as it was", () => {
    const service = down({ strategy: seventySpot }).until(600);
    const before = service.active;
    service.ecs.setZoneDown(0, false);
    expect(service.until(2_000).active).toEqual(before);
    expect(perZone(service)).toEqual([3, 3, 3]);
  });

  test("a move that is overtaken by a larger or a smaller desired count ends in the desired count", () => {
    for (const desired of [6, 9, 12]) {
      const service = down().until(600);
      service.ecs.setZoneDown(0, false);
      service.until(640).ecs.scheduler.setDesired(desired);
      expect(service.until(2_500).targets.healthy).toBe(desired);
      expect(perZone(service)).toEqual([desired / 3, desired / 3, desired / 3]);
    }
  });
});

describe("tasks that fail their health checks", () => {
  // All four fail at 30 and 60 s. Four more are launched then, within 200 %: RUNNING at 141, healthy by 171.
  const allFail = (limits = { minimumHealthyPercent: 1, maximumPercent: 2 }) => {
    const service: IdleService = new IdleService({
      healthCheck: { ...healthCheck, sharesCapacity: true },
      answersAfter: (task) => (service.tasks.ordinal[task] < 4 ? Infinity : 0),
      strategy: { FARGATE: { base: 0, weight: 1 } },
      limits,
    });
    return service.begin(4);
  };

  test("go on serving while no other does, and each is stopped once a replacement is healthy", () => {
    const service = allFail();
    const { targets } = service;
    const registered = () => service.tasks.count((task) => targets.isRegistered(task));
    expect([service.until(59).active[0], targets.healthy]).toEqual([4, 4]);
    expect([service.until(60).active[0], targets.healthy, registered()]).toEqual([8, 0, 4]);
    expect([service.until(140).active[0], targets.healthy, registered()]).toEqual([8, 0, 4]);
    const first = firstWith(service, () => targets.healthy > 0);
    expect(first).toBeGreaterThan(141);
    expect([service.active[0], registered()]).toEqual([7, 4]);
    expect([service.until(171).active[0], targets.healthy, registered()]).toEqual([4, 4, 4]);
    expect(service.ecs.lost).toEqual(new Map([["unhealthy", 4]]));
  });

  test("are stopped first, one after the other, where the maximum leaves no room beside them", () => {
    const service = allFail({ minimumHealthyPercent: 0, maximumPercent: 1 });
    expect([service.until(60).active[0], service.ecs.lost.get("unhealthy")]).toEqual([3, 1]);
    expect([service.until(359).active[0], service.until(360).active[0]]).toEqual([3, 4]); // it has drained
    expect(service.until(440).ecs.lost.get("unhealthy")).toBe(1);
    expect(service.until(471).ecs.lost.get("unhealthy")).toBe(2);
  });
});

/** The first second, from now on, at whose end something holds. */
function firstWith(service: IdleService, holds: () => boolean): number {
  const next = service.simulation.now / 1e6 + 1;
  return service.until(next) && holds() ? next : firstWith(service, holds);
}

test("a task that holds more than its memory dies after the handler that found it, and is replaced", () => {
  const service = new IdleService().begin(5);
  service.ecs.outOfMemory(2);
  expect(service.tasks.isActive(2)).toBe(true);
  expect(service.until(1).processes.told.at(-1)).toBe("0: process gone, out-of-memory");
  expect(service.events).toEqual(["0: task-lost"]);
  expect(service.until(200).targets.healthy).toBe(5);
});

test("every task is billed once: when it has stopped, or when the reported time ends", () => {
  const service = new IdleService({ crunch: { at: 60, lasts: 60 } }).begin(10).until(300);
  service.ecs.scheduler.setDesired(6);
  service.until(400).ecs.end();
  // Five were taken by the crunch, four by the scale-in, six are there.
  expect(service.billed).toHaveLength(5 + 4 + 6);
});
