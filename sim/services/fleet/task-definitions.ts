import { z } from "zod";
import { dataSize, integer, memory, number, oneOfKind, vcpu } from "../../../scenarios/language/index.js";
import { Random } from "../../../workload/random.js";
import type { Tables } from "../../../workload/tables.js";
import { providers } from "../../capacity/providers/index.js";
import { disciplines, Pauses, type PausesConfig, pausesShape } from "../../cpu/index.js";
import type { Simulation } from "../../engine/simulation.js";
import { containerCheckShape } from "../../pool/start-checks.js";
import type { Architecture, TaskDefinition } from "../../pool/task-definition.js";
import type { TaskTable } from "../../pool/task-table.js";
import { applicationVcpu, sidecarHazard, sidecarMemory, sidecarsShape, taskSize } from "./sidecars.js";

/** AWS writes X86_64 and ARM64 in task definitions; docker and people write lower case. */
export const architecture = z.codec(z.enum(["x86_64", "arm64", "X86_64", "ARM64"]), z.enum(["x86_64", "arm64"]), {
  decode: (written) => written.toLowerCase() as Architecture,
  encode: (value) => value,
});

const disciplineNames = disciplines
  .filter(({ shape }) => Object.keys(shape.shape).length === 0)
  .map(({ kind }) => kind);
const namedDiscipline = z.codec(z.enum(disciplineNames), z.strictObject({ kind: z.enum(disciplineNames) }), {
  decode: (kind) => ({ kind }),
  encode: ({ kind }) => kind,
});

/** How many requests a task takes where nobody says: they may decide a verdict, which then names them. */
export const slotDefaults = { maxConcurrent: 100, queue: 200 } as const;

/** What one task is: its Fargate size and how its process serves requests. */
export const taskShape = z.strictObject({
  /** The application's own part: without sidecars the whole size of the task. */
  cpu: vcpu(),
  memory: memory(),
  /** The sidecars beside the application: the size of the task is the sum of all. */
  containers: sidecarsShape.prefault([]),
  architecture: architecture.prefault("x86_64"),
  discipline: oneOfKind(disciplines, { shorthand: namedDiscipline }).prefault("processor-sharing"),
  /** Requests that a task works on at once, waits included. */
  maxConcurrent: integer({ min: 1, max: 100_000 }).prefault(slotDefaults.maxConcurrent),
  /** Requests that wait behind those before the task answers 503. */
  queue: integer({ min: 0, max: 1_000_000 }).prefault(slotDefaults.queue),
  /** When the whole process stands still, as for garbage collection; left out: never. */
  pauses: pausesShape.optional(),
  /** Of all containers together. */
  image: dataSize().prefault("0.5 GB"),
  storage: dataSize().prefault("20 GB"),
  /** What the process holds without any request. */
  baseMemory: memory().prefault("256 MiB"),
  /** CPU work of this revision over what the steps of requests say: above 1 of a release that is slower. */
  workFactor: number({ min: 0.1, max: 10 }).prefault(1),
  /** CPU work on ARM64 over that on x86: below 1 where Graviton is faster. */
  arm64WorkFactor: number({ min: 0.1, max: 10 }).prefault(1),
  /** The container's own health check; left out, there is none. */
  healthCheck: containerCheckShape.optional(),
});

export type TaskConfig = z.output<typeof taskShape>;

const gib = 2 ** 30;
/** Ephemeral storage that comes with every Fargate task, in GB. */
const storageIncludedGb = 20;

/** Makes a task definition ready for use from its keys in a scenario. */
export function createTaskDefinition(name: string, task: TaskConfig): TaskDefinition {
  const discipline = disciplines.find(({ kind }) => kind === task.discipline.kind)!;
  const threads = "threads" in task.discipline ? Number(task.discipline.threads) : task.maxConcurrent;
  const slots = Math.min(threads, task.maxConcurrent);
  const size = taskSize(task);
  const vcpus = applicationVcpu(task);
  return {
    name,
    vcpu: size.cpu,
    memoryMib: size.memory,
    applicationVcpu: vcpus,
    sidecarHazard: sidecarHazard(task),
    extraStorageGb: Math.max(0, task.storage / gib - storageIncludedGb),
    architecture: task.architecture,
    slots,
    queueLimit: task.queue + task.maxConcurrent - slots,
    cpuWorkFactor: task.workFactor * (task.architecture === "arm64" ? task.arm64WorkFactor : 1),
    baseMemoryMib: task.baseMemory + sidecarMemory(task),
    imageGib: task.image / gib,
    healthCheck: task.healthCheck ?? null,
    pauses: task.pauses ?? null,
    createCpu: () => discipline.create(vcpus),
  };
}

/** What the pauses of a task are drawn by. */
interface PausedTasks {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly tables: Tables;
  readonly tasks: TaskTable;
}

/** The pauses of one task, on a stream of its own. */
export function createPauses(
  { simulation, seed, service, tables, tasks }: PausedTasks,
  task: number,
  config: PausesConfig,
): Pauses {
  const provider = providers[tasks.provider[task]].name;
  const random = Random.stream(seed, "pauses", service, provider, tasks.ordinal[task]);
  return new Pauses(config, tables, random, simulation.now);
}
