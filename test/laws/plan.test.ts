import fc from "fast-check";
import { expect, test } from "vitest";
import { byProvider } from "../../sim/capacity/providers/by-provider.js";
import type { ProviderName } from "../../sim/capacity/providers/index.js";
import type { Strategy } from "../../sim/capacity/strategy.js";
import { circuitBreakerShape } from "../../sim/pool/circuit-breaker.js";
import { type Group, isChange, type PoolCounts, type PoolView, plan, type WaitCause } from "../../sim/pool/plan.js";
import { launchRetryShape } from "../../sim/pool/retry.js";
import {
  type LaunchOrder,
  type LaunchResult,
  type Revision,
  type ScheduledTasks,
  type SchedulerConfig,
  ServiceScheduler,
} from "../../sim/pool/scheduler.js";
import { maximumTasks } from "../../sim/pool/steps.js";

const minute = 60_000_000;

interface Task {
  readonly id: number;
  readonly zone: number;
  readonly provider: ProviderName;
  readonly revision: number;
  readonly isSubstitute: boolean;
  state: "starting" | "healthy" | "failing" | "draining" | "gone";
  isForHealth: boolean;
}

/** A pool without a world: tasks change when the test says so. It checks each launch and each stop that it is told. */
class ListPool implements ScheduledTasks<Task, Revision> {
  now = 0;
  readonly zoneCount = 3;
  upZones: readonly number[] = [0, 1, 2];
  readonly tasks: Task[] = [];
  hasSpot = true;
  scheduler!: ServiceScheduler<Task, Revision>;
  readonly #config: SchedulerConfig;
  readonly #waits = new Map<WaitCause, { readonly at: number; readonly look: () => void }>();

  constructor(config: SchedulerConfig) {
    this.#config = config;
  }

  get active(): readonly Task[] {
    return this.tasks.filter((task) => this.isActive(task));
  }

  get zones(): readonly number[] {
    return [0, 1, 2].map((zone) => this.active.filter((task) => task.zone === zone).length);
  }

  get hasFailing(): boolean {
    return this.active.some(({ state }) => state === "failing");
  }

  counts(number: number): PoolCounts {
    const there = this.tasks.filter(({ state }) => state !== "gone");
    const isOld = ({ revision }: Task) => revision !== number;
    const isHealthy = ({ state }: Task) => state === "healthy";
    const own = this.active.filter(({ isSubstitute }) => !isSubstitute);
    const sound = own.filter(({ state }) => state !== "failing");
    const each = (tasks: readonly Task[]) =>
      byProvider((name) => tasks.filter(({ provider }) => provider === name).length);
    return {
      there: there.length,
      oldThere: there.filter(isOld).length,
      discarded: there.filter(({ state, isForHealth }) => state === "draining" && isForHealth).length,
      healthy: this.active.filter(isHealthy).length,
      fresh: this.active.filter((task) => !isOld(task)).length,
      old: this.active.filter(isOld).length,
      oldHealthy: this.active.filter(isOld).filter(isHealthy).length,
      substitutes: this.active.length - own.length,
      failing: own.length - sound.length,
      sound: sound.length,
      starting: sound.filter((task) => !isHealthy(task)).length,
      present: each(sound.filter((task) => !isOld(task))),
      running: each(own.filter(({ state }) => state !== "starting")),
      zones: this.zones,
    };
  }

  candidates(group: Group, number: number) {
    const isIn = ({ revision, isSubstitute, state }: Task) => {
      if (group === "old") return revision !== number;
      if (group === "substitute") return isSubstitute;
      return !isSubstitute && (state === "failing") === (group === "failing");
    };
    return this.active.filter(isIn).map((task) => ({ task, ...task, isHealthy: task.state === "healthy" }));
  }

  draw({ id }: Task): number {
    return ((id * 2_654_435_761) % 4_294_967_296) / 4_294_967_296;
  }

  isActive({ state }: Task): boolean {
    return state !== "draining" && state !== "gone";
  }

  isHealthy({ state }: Task): boolean {
    return state === "healthy";
  }

  revisionOf({ revision }: Task): number {
    return revision;
  }

  place(order: LaunchOrder<Revision>, zone: number): void {
    this.#add(order, zone).state = "healthy";
  }

  launch(order: LaunchOrder<Revision>, zones: readonly number[]): LaunchResult<Task> {
    if (zones.length === 0 || (order.provider === "FARGATE_SPOT" && !this.hasSpot)) return { refused: "none" };
    const before = this.#now;
    const task = this.#add(order, zones[0]);
    const after = this.#now;
    const { desired } = this.scheduler;
    const maximum = maximumTasks(desired, this.#config.limits);
    if (before.oldThere > 0 && !order.isSubstitute) expect(after.there).toBeLessThanOrEqual(maximum);
    if (before.old > 0) expect(after.fresh - after.substitutes).toBeLessThanOrEqual(desired);
    else if (!order.isSubstitute) {
      expect(after.sound).toBeLessThanOrEqual(desired + 1); // one moves
      if (after.sound > desired) expect(after.there).toBeLessThanOrEqual(maximum);
    }
    return { task };
  }

  stop(task: Task, why: string): void {
    const before = this.#now;
    const wasHealthy = task.state === "healthy";
    expect(this.isActive(task)).toBe(true);
    task.isForHealth = why === "unhealthy" || why === "never-healthy";
    task.state = "draining";
    const after = this.#now;
    const { desired } = this.scheduler;
    const { limits } = this.#config;
    if (why === "deployment" && wasHealthy) {
      expect(after.healthy).toBeGreaterThanOrEqual(desired * limits.minimumHealthyPercent - 1e-9);
    }
    if (why === "scale-in" && !task.isSubstitute) expect(after.sound).toBeGreaterThanOrEqual(desired);
    if (why !== "unhealthy") return;
    expect(before.failing - after.failing).toBe(1);
    const serving = after.sound - after.starting + after.failing;
    if (maximumTasks(desired, limits) > desired) expect(serving).toBeGreaterThanOrEqual(desired);
  }

  wait(cause: WaitCause, delay: number, look: () => void): void {
    this.#waits.set(cause, { at: this.now + delay, look });
  }

  soon(look: () => void): void {
    look();
  }

  tell(): void {}

  pass(time: number): void {
    const end = this.now + time;
    for (;;) {
      const due = [...this.#waits].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
      if (due === undefined) break;
      const [cause, { at, look }] = due;
      this.#waits.delete(cause);
      this.now = at;
      look();
    }
    this.now = end;
  }

  get #now(): PoolCounts {
    return this.counts(this.scheduler.deployment.number);
  }

  #add({ provider, deployment, isSubstitute }: LaunchOrder<Revision>, zone: number): Task {
    const [id, revision] = [this.tasks.length, deployment.number];
    const task: Task = { id, zone, provider, revision, isSubstitute, state: "starting", isForHealth: false };
    this.tasks.push(task);
    return task;
  }
}

const strategies: readonly Strategy[] = [
  { FARGATE: { base: 0, weight: 1 } },
  { FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { base: 0, weight: 70 } },
  { FARGATE_SPOT: { base: 0, weight: 1 } },
];

const event = fc.oneof(
  fc.record({ kind: fc.constant("desired" as const), count: fc.nat(20) }),
  fc.record({ kind: fc.constant("deploy" as const), strategy: fc.constantFrom(...strategies) }),
  fc.record({ kind: fc.constantFrom("healthy" as const, "fail" as const, "recover" as const), count: fc.nat(6) }),
  fc.record({
    kind: fc.constantFrom("lose" as const, "never-healthy" as const, "not-started" as const),
    at: fc.nat(30),
  }),
  fc.record({ kind: fc.constant("drained" as const) }),
  fc.record({ kind: fc.constant("spot" as const), isThere: fc.boolean() }),
  fc.record({ kind: fc.constant("zone" as const), zone: fc.nat(2), isUp: fc.boolean() }),
  fc.record({ kind: fc.constant("time" as const), minutes: fc.nat(12) }),
);
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

const setups = fc.record({
  limits: fc.constantFrom(
    { minimumHealthyPercent: 1, maximumPercent: 2 },
    { minimumHealthyPercent: 0.5, maximumPercent: 2 },
    { minimumHealthyPercent: 0, maximumPercent: 1.5 },
    { minimumHealthyPercent: 0, maximumPercent: 1 },
  ),
  strategy: fc.constantFrom(...strategies),
  fallback: fc.constantFrom(null, { to: "FARGATE" as const, after: 10 * minute }),
  desired: fc.nat(12),
});

function begin({
  limits,
  strategy,
  fallback,
  desired,
}: typeof setups extends fc.Arbitrary<infer Value> ? Value : never) {
  const circuitBreaker = circuitBreakerShape.parse({ enable: true, rollback: true });
  const config = { limits, circuitBreaker, fallback, rebalances: true, ...launchRetryShape.parse({}) };
  const pool = new ListPool(config);
  const scheduler = new ServiceScheduler<Task, Revision>(config, pool, { number: 0, strategy });
  pool.scheduler = scheduler;
  scheduler.begin(desired);
  return pool;
}

/** The next tasks in some state, in the order of their launch. */
function some(pool: ListPool, state: Task["state"], count = Number.POSITIVE_INFINITY): readonly Task[] {
  return pool.tasks.filter((task) => task.state === state).slice(0, count);
}

function apply(pool: ListPool, event: Event): void {
  const { scheduler } = pool;
  const turn = (from: Task["state"], to: Task["state"], count?: number) => {
    for (const task of some(pool, from, count)) {
      if (task.state !== from) continue; // the scheduler has stopped it meanwhile
      task.state = to;
      if (from === "starting") scheduler.taskHealthy(task);
      else if (to === "gone") scheduler.taskStopped(task.isForHealth);
      else scheduler.reconcile();
    }
  };
  if (event.kind === "desired") scheduler.setDesired(event.count);
  else if (event.kind === "deploy") scheduler.deploy((number) => ({ number, strategy: event.strategy }));
  else if (event.kind === "healthy") turn("starting", "healthy", event.count);
  else if (event.kind === "fail") turn("healthy", "failing", event.count);
  else if (event.kind === "recover") turn("failing", "healthy", event.count);
  else if (event.kind === "drained") turn("draining", "gone");
  else if (event.kind === "time") pool.pass(event.minutes * minute);
  else if (event.kind === "spot") pool.hasSpot = event.isThere;
  else if (event.kind === "zone") {
    pool.upZones = [0, 1, 2].filter((zone) => (zone === event.zone ? event.isUp : pool.upZones.includes(zone)));
    scheduler.reconcile();
  } else if (event.kind === "lose") {
    const task = pool.active[event.at % Math.max(1, pool.active.length)];
    if (task !== undefined) task.state = "gone";
    scheduler.reconcile();
  } else {
    const [task] = some(pool, "starting");
    if (task === undefined) return;
    if (event.kind === "never-healthy") return scheduler.taskNeverHealthy(task);
    task.state = "gone";
    scheduler.taskFailsToStart(task);
    scheduler.reconcile();
  }
}

test("whatever happens, no step goes beyond the limits, and once all is quiet there are as many healthy tasks as desired, in even zones", () => {
  fc.assert(
    fc.property(setups, fc.array(event, { maxLength: 40 }), (setup, events) => {
      const pool = begin(setup);
      for (const event of events) apply(pool, event);
      pool.hasSpot = true;
      for (const zone of [0, 1, 2]) apply(pool, { kind: "zone", zone, isUp: true });
      for (let round = 0; round < 60; round++) {
        apply(pool, { kind: "healthy", count: 1_000 });
        apply(pool, { kind: "drained" });
        apply(pool, { kind: "time", minutes: 15 });
      }
      const { desired, deployment, isDeploying } = pool.scheduler;
      expect(isDeploying).toBe(false);
      expect(pool.active.map(({ state }) => state)).toEqual(new Array(desired).fill("healthy"));
      expect(pool.active.every(({ isSubstitute }) => !isSubstitute)).toBe(true);
      expect(pool.active.every(({ revision }) => revision === deployment.number)).toBe(true);
      const hasRoom = maximumTasks(desired, setup.limits) > desired;
      if (hasRoom) expect(Math.max(...pool.zones) - Math.min(...pool.zones)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 400 },
  );
});

test("two looks leave nothing to do: another one launches nothing and stops nothing", () => {
  fc.assert(
    fc.property(setups, fc.array(event, { maxLength: 30 }), (setup, events) => {
      const pool = begin(setup);
      for (const event of events) {
        apply(pool, event);
        if (event.kind === "spot") continue; // nobody has looked
        pool.scheduler.reconcile(); // the surplus of a deployment whose last old task has been stopped
        const states = pool.tasks.map(({ state }) => state);
        pool.scheduler.reconcile();
        expect(pool.tasks.map(({ state }) => state)).toEqual(states);
      }
    }),
  );
});

const none = byProvider(() => 0);

const quiet: PoolCounts = {
  ...{ there: 9, oldThere: 0, discarded: 0, healthy: 9, fresh: 9, old: 0, oldHealthy: 0, substitutes: 0 },
  ...{ failing: 0, sound: 9, starting: 0, zones: [3, 3, 3] },
  ...{ present: { ...none, FARGATE: 9 }, running: { ...none, FARGATE: 9 } },
};

/** Nine healthy tasks of nine, but for what a test says. */
function view(counts: Partial<PoolCounts> = {}, more: Partial<PoolView<number>> = {}): PoolView<number> {
  return {
    desired: 9,
    strategy: { FARGATE: { base: 0, weight: 1 } },
    limits: { minimumHealthyPercent: 1, maximumPercent: 2 },
    ...{ rebalances: true, isUnderWay: false, hasFailed: false, upZones: [0, 1, 2], move: null },
    ...{ heldFor: 0, refused: new Map(), fallback: null },
    counts: { ...quiet, ...counts },
    candidates: () =>
      Array.from({ length: 9 }, (_, task) => ({ task, zone: task % 3, provider: "FARGATE", isHealthy: task !== 5 })),
    draw: (task) => task / 10,
    ...more,
  };
}

test.each([
  ["nothing of a settled service", view(), []],
  [
    "launches what is missing where the deficit is",
    view({ sound: 5, there: 5, healthy: 5, fresh: 5, present: { ...none, FARGATE: 5 } }),
    [{ kind: "launch", provider: "FARGATE", count: 4, isSubstitute: false }],
  ],
  [
    "nothing while starts fail, but a look when that is over",
    view({ sound: 5, there: 5, present: { ...none, FARGATE: 5 } }, { heldFor: 7 }),
    [{ kind: "wait", for: "launch", delay: 7 }],
  ],
  [
    "nothing of a provider that has just refused, but a look when it may be asked again",
    view({ sound: 5, there: 5, present: { ...none, FARGATE: 5 } }, { refused: new Map([["FARGATE", 9]]) }),
    [{ kind: "wait", for: "launch", delay: 9 }],
  ],
  [
    "stops the surplus: one that does not serve yet first, then one of the fullest zones",
    view({ starting: 1 }, { desired: 7 }),
    [
      { kind: "stop", task: 5, why: "scale-in" },
      { kind: "stop", task: 0, why: "scale-in" },
    ],
  ],
  [
    "moves a task where one zone has two more than another",
    view({ zones: [4, 2, 3] }),
    [{ kind: "move", leaving: 0, provider: "FARGATE", from: 0, to: 1 }],
  ],
  ["moves none into a zone that is down", view({ zones: [4, 2, 3] }, { upZones: [0, 2] }), []],
  ["moves none where the maximum leaves no room", view({ zones: [4, 2, 3], there: 18 }), []],
  [
    "lets the other one go when the one that moves has arrived",
    view(
      { sound: 10, there: 10 },
      { move: { arriving: { isActive: true, isHealthy: true }, leaving: { task: 0, isActive: true } } },
    ),
    [{ kind: "end-move" }, { kind: "stop", task: 0, why: "scale-in" }],
  ],
  [
    "has Spot tasks counted that are missing, before it substitutes any",
    view(
      {},
      {
        strategy: { FARGATE_SPOT: { base: 0, weight: 1 } },
        desired: 12,
        heldFor: 5,
        fallback: { to: "FARGATE", missing: 0, wanted: 0, moreAfter: 1 },
      },
    ),
    [
      { kind: "wait", for: "launch", delay: 5 },
      { kind: "missing", count: 3 },
    ],
  ],
  ["completes a deployment whose old tasks are gone", view({}, { isUnderWay: true }), [{ kind: "complete" }]],
] as const)("a plan: %s", (_, view, actions) => {
  expect(plan(view as PoolView<number>)).toEqual(actions);
});

test("waiting alone changes nothing", () => {
  expect(isChange({ kind: "wait", for: "launch", delay: 1 })).toBe(false);
});
