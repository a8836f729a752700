import { providers } from "../../capacity/providers/index.js";
import type { CohortFacts, CohortRun } from "../../facts/aspects/cohorts.js";
import { type CpuUse, utilization } from "../../facts/cpu-use.js";
import type { Facts, MinuteColumns } from "../../facts/facts.js";
import { LatencyWindow, Recorder } from "../../facts/recorder.js";
import { RequestMinutes } from "../../facts/request-minutes.js";
import { columnsOf } from "../../facts/service-metrics.js";
import type { TaskTable } from "../../pool/task-table.js";
import { Histogram, type HistogramSnapshot } from "../../statistics/index.js";
import type { Servers } from "../../work/servers.js";
import { type CohortName, cohortNames, type SlowedCohort } from "../../work/split.js";
import type { CpuGauge } from "../fleet/cpu-gauge.js";
import { requestFacts } from "../request-facts.js";
import type { CanaryView, Compared } from "./abort/index.js";

/** Aspects that an abort rule may use, of either revision. */
const toldAspects = ["latency", "requests", "tasks", "cpu", "memory", "spot"] as const;

const compared = ["baseline", "canary"] as const satisfies readonly Compared[];

interface CohortsParts {
  readonly network: number;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly cpu: CpuGauge;
  /** Minutes of the run, and how many of the last ones a rule compares at most. */
  readonly minutes: number;
  readonly window: number;
  /** Latency limits that abort rules name. */
  readonly limits: readonly number[];
  /** The canary is told of once more for each of these, as it would be were its answers to take so many times as long. */
  readonly slower: readonly number[];
  /** Spot tasks of each that were told to go, so far. */
  readonly interrupted: Readonly<Record<Compared, () => number>>;
}

/** Facts of the two revisions of a service, and of copied requests, while a canary runs. */
export class Cohorts implements CanaryView {
  /** Recorders by number of the cohort. */
  readonly recorders: readonly Recorder[];
  readonly slowed: readonly SlowedCohort[];
  minutes: readonly number[] = [];
  readonly #parts: CohortsParts;
  readonly #told: Readonly<Record<Compared, RevisionMinutes>>;
  readonly #toldSlowed: readonly RevisionMinutes[];
  /** Interruptions up to each of the last minutes, newest last. */
  readonly #interrupted: Readonly<Record<Compared, number[]>> = { baseline: [], canary: [] };
  /** CPU use up to the last minute, by ordinal of the task. */
  #cpu = new Map<number, CpuUse>();
  /** Number of minutes with a canary; the next field sums the running tasks of each revision over them. */
  #counted = 0;
  readonly #tasks: Record<Compared, number> = { baseline: 0, canary: 0 };

  constructor(parts: CohortsParts) {
    this.#parts = parts;
    this.recorders = cohortNames.map(() => new Recorder(parts.network));
    this.slowed = parts.slower.map((factor) => ({ factor, recorder: new Recorder(parts.network) }));
    const told = (recorder: Recorder) => new RevisionMinutes(recorder, parts);
    const [baseline, canary] = this.recorders;
    this.#told = { baseline: told(baseline), canary: told(canary) };
    this.#toldSlowed = this.slowed.map(({ recorder }) => told(recorder));
  }

  /** Facts so far, minute by minute, copied requests apart. */
  get facts(): CanaryView["facts"] {
    return this.#factsWith(this.#told.canary);
  }

  latencies(of: Compared, minutes: number): Histogram {
    return this.#told[of].latencies(minutes);
  }

  interruptions(minutes: number): number {
    return this.#interruptionsOf("canary", minutes);
  }

  /** The same with the canary as it would be told of, were it slower by the factor of that number. */
  asSlowed(number: number): CanaryView {
    const canary = this.#toldSlowed[number];
    return {
      facts: this.#factsWith(canary),
      minutes: this.minutes,
      latencies: (of, minutes) => (of === "canary" ? canary : this.#told.baseline).latencies(minutes),
      interruptions: (minutes) => this.interruptions(minutes),
    };
  }

  /** Takes down a minute; gives what series.csv tells of it. */
  close(at: number, isRunning: boolean): Pick<Record<keyof MinuteColumns, number>, Told> {
    const used = this.#readCpu();
    for (const of of compared) {
      keep(this.#interrupted[of], this.#parts.interrupted[of](), this.#parts.window + 1);
      const beside = { ...this.#taskMinute(of, used), tasksInterrupted: this.#interruptionsOf(of, 1) };
      this.#told[of].close(at, beside);
      if (of === "canary") for (const slowed of this.#toldSlowed) slowed.close(at, beside);
      if (isRunning) this.#tasks[of] += beside.running;
    }
    this.#counted += Number(isRunning);
    this.#cpu = used;
    const { arrived, failed, p99Ms, running } = this.#told.canary.columns;
    return {
      canaryArrived: arrived[at],
      canaryFailed: failed[at],
      canaryP99Ms: p99Ms[at],
      baselineP99Ms: this.#told.baseline.columns.p99Ms[at],
      canaryTasks: running[at],
    };
  }

  /** `unfinished`: how many requests of a cohort are still open. */
  runs(unfinished: (recorder: Recorder) => number): Pick<CohortFacts, CohortName> {
    const of = (number: number, tasks: number): CohortRun => {
      const recorder = this.recorders[number];
      const histogram = recorder.latency.snapshot();
      return { requests: requestFacts(recorder, unfinished(recorder)), histogram, tasks };
    };
    const { baseline, canary } = this.#tasks;
    return {
      baseline: of(0, baseline / this.#counted),
      canary: of(1, canary / this.#counted),
      shadow: of(2, Number.NaN),
    };
  }

  #interruptionsOf(of: Compared, minutes: number): number {
    const kept = this.#interrupted[of];
    return (kept.at(-1) ?? 0) - (kept.at(-1 - minutes) ?? 0);
  }

  #factsWith(canary: RevisionMinutes): CanaryView["facts"] {
    const { baseline } = this.#told;
    return {
      get baseline() {
        return baseline.facts("baseline");
      },
      get canary() {
        return canary.facts("canary");
      },
    };
  }

  /** Usage of a revision's tasks in the minute; tasks that came or went in it count for the part that was observed. */
  #taskMinute(
    of: Compared,
    used: ReadonlyMap<number, CpuUse>,
  ): Pick<Record<keyof MinuteColumns, number>, "desired" | "running" | "spot" | "cpu" | "memory"> {
    const { tasks, servers } = this.#parts;
    let [running, spot, held, memory] = [0, 0, 0, 0];
    const [now, before] = [
      { used: 0, reserved: 0 },
      { used: 0, reserved: 0 },
    ];
    tasks.forEach((task) => {
      if (!tasks.isRunning(task) || tasks.isCanary[task] !== compared.indexOf(of)) return;
      running++;
      if (providers[tasks.provider[task]].purchase === "spot") spot++;
      held += servers.heldMib[task];
      memory += servers.memoryMib[task];
      add(now, used.get(tasks.ordinal[task]));
      add(before, this.#cpu.get(tasks.ordinal[task]));
    });
    return { desired: running, running, spot, cpu: utilization(now, before), memory: held / memory };
  }

  #readCpu(): Map<number, CpuUse> {
    const { tasks, cpu } = this.#parts;
    const read = new Map<number, CpuUse>();
    tasks.forEach((task) => {
      if (tasks.isUp(task)) read.set(tasks.ordinal[task], cpu.of(task));
    });
    return read;
  }
}

/** Facts of one revision: minute by minute, and the latencies of the last minutes. */
class RevisionMinutes {
  readonly #recorder: Recorder;
  readonly #minutes: RequestMinutes;
  readonly #latencies: LatencyWindow;
  readonly #most: number;
  /** Newest last. */
  readonly #kept: HistogramSnapshot[] = [];

  constructor(recorder: Recorder, { minutes, limits, window }: CohortsParts) {
    this.#recorder = recorder;
    this.#minutes = new RequestMinutes(recorder, columnsOf(toldAspects), minutes, limits);
    this.#latencies = new LatencyWindow(recorder);
    this.#most = window;
  }

  get columns(): MinuteColumns {
    return this.#minutes.columns;
  }

  close(at: number, beside: Parameters<RequestMinutes["close"]>[1]): void {
    this.#minutes.close(at, beside);
    keep(this.#kept, this.#latencies.advance().all.snapshot(), this.#most);
  }

  latencies(minutes: number): Histogram {
    const all = new Histogram();
    for (const each of this.#kept.slice(-minutes)) all.merge(each);
    return all;
  }

  facts(kind: Compared): Facts {
    const { columns, within } = this.#minutes;
    return {
      kind,
      minutes: columns,
      demands: {},
      requests: requestFacts(this.#recorder, 0),
      latency: { histogram: this.#recorder.latency.snapshot(), longest: Number.POSITIVE_INFINITY, within },
    };
  }
}

/** The newest, as many as are asked for at most. */
function keep<Value>(kept: Value[], value: Value, most: number): void {
  kept.push(value);
  if (kept.length > most) kept.shift();
}

type Told = "canaryArrived" | "canaryFailed" | "canaryP99Ms" | "baselineP99Ms" | "canaryTasks";

function add(sum: { used: number; reserved: number }, use: CpuUse | undefined): void {
  sum.used += use?.used ?? 0;
  sum.reserved += use?.reserved ?? 0;
}
