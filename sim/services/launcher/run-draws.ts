import { createDistribution, type Distribution } from "../../../workload/distributions/index.js";
import { keyed, Random } from "../../../workload/random.js";
import type { TaskDefinition } from "../../pool/task-definition.js";
import type { ServiceContext } from "../service-context.js";
import { LaunchFailures, type RunFailure } from "./failures.js";
import type { FlowRun } from "./flow-run.js";
import { type PlannedPhase, planRun, type RunPlan } from "./run-plan.js";
import type { LauncherConfig } from "./shape.js";

const gib = 2 ** 30;
const mib = 2 ** 20;
/** Tries of a task in one attempt are fewer: together they are one key. */
const triesMost = 1_000;

/** Draws what an attempt meets, by run and attempt: how long each part takes, what fails, how much memory it needs. */
export class RunDraws {
  readonly failures: LaunchFailures;
  readonly #config: LauncherConfig;
  readonly #seed: number;
  readonly #download: Distribution;
  readonly #installPerGib: Distribution;
  readonly #import: Distribution;
  readonly #one = new Int32Array(1);

  constructor(config: LauncherConfig, { seed, tables }: Pick<ServiceContext, "seed" | "tables">) {
    const { download, installPerGib } = config.launch;
    this.#config = config;
    this.#seed = seed;
    this.failures = new LaunchFailures(seed, config.failures);
    this.#download = createDistribution(download, tables);
    this.#installPerGib = createDistribution(installPerGib, tables);
    this.#import = createDistribution(config.launch.import, tables);
  }

  /** Plans the current attempt of a run in a task of this size. */
  planOf(run: FlowRun, definition: TaskDefinition): RunPlan {
    const { flow, attempt } = run;
    const { tasks } = flow;
    return planRun({
      phases: this.#phases(run),
      tasks: flow.class.steps.length,
      tryOf: (task, tried) => this.#try(run, definition, task, attempt * triesMost + tried),
      taskTimeout: tasks.timeout ?? Number.POSITIVE_INFINITY,
      taskRetries: tasks.retries,
      taskRetryDelay: tasks.retryDelay,
      timeout: flow.class.timeout ?? Number.POSITIVE_INFINITY,
      outOfMemoryAt: this.#outOfMemoryAt(run, definition.memoryMib),
    });
  }

  #phases(run: FlowRun): readonly PlannedPhase[] {
    const { flow, ordinal, attempt } = run;
    const { size, from } = this.#config.dependencies;
    const random = Random.keyed(this.#seed, `launch/${flow.key}`, ordinal, attempt);
    const download = this.#draw(this.#download, random);
    const install = Math.round((this.#draw(this.#installPerGib, random) * size) / gib);
    const imports = this.#draw(this.#import, random);
    const failure = (phase: "download" | "install" | "import") =>
      this.failures.in(phase, flow.key, ordinal, attempt) as RunFailure | null;
    return [
      { lasts: download, failure: failure("download") },
      ...(from === "start" ? [{ lasts: install, failure: failure("install") ?? this.#diskFull(run) }] : []),
      { lasts: imports, failure: failure("import") },
    ];
  }

  #diskFull({ flow, ordinal, profile }: FlowRun): "diskFull" | null {
    if (flow.disk === null) return null;
    const { storage } = Object.values(this.#config.profiles)[profile];
    const need = this.#draw(flow.disk, Random.keyed(this.#seed, `disk/${flow.key}`, ordinal));
    return need > storage / mib ? "diskFull" : null;
  }

  /** A run needs the same memory in each attempt, and comes to it at the same part of its work. */
  #outOfMemoryAt({ flow, ordinal }: FlowRun, memoryMib: number): number | null {
    if (flow.memory === null) return null;
    const need = this.#draw(flow.memory, Random.keyed(this.#seed, `memory/${flow.key}`, ordinal));
    return need > memoryMib ? keyed(this.#seed, `memory-share/${flow.key}`, ordinal) : null;
  }

  #try({ flow, ordinal, lasts }: FlowRun, definition: TaskDefinition, task: number, tried: number) {
    const step = flow.class.steps[task];
    const key = `${flow.key}/${task}`;
    const drawn =
      tried === 0 || step.kind === "call"
        ? lasts[task]
        : this.#draw(step.duration, Random.keyed(this.#seed, `task/${key}`, ordinal, tried));
    const slower = step.kind === "cpu" ? definition.cpuWorkFactor / Math.min(1, definition.applicationVcpu) : 1;
    const isLast = task === flow.class.steps.length - 1;
    const errors = 1 - (1 - flow.tasks.fails) * (1 - (isLast ? flow.class.errors : 0));
    const fails = errors > 0 && keyed(this.#seed, `task-fails/${key}`, ordinal, tried) < errors;
    return { lasts: Math.round(drawn * slower), fails };
  }

  #draw(distribution: Distribution, random: Random): number {
    distribution.fill(this.#one, random);
    return this.#one[0];
  }
}
