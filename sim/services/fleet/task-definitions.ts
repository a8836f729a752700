import { z } from "zod";
import { assumed, dataSize, integer, memory, number, oneOfKind, vcpu } from "../../../scenarios/language/index.js";
import { Random } from "../../../workload/random.js";
import type { Tables } from "../../../workload/tables.js";
import { everySize } from "../../capacity/fargate-sizes.js";
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

/** Default numbers of concurrent and queued requests of a task. They may decide a verdict, which then names them. */
export const slotDefaults = { maxConcurrent: 100, queue: 200 } as const;

/** Work of ARM64 relative to x86-64 for the same code, of tasks and of functions. */
export const arm64WorkShape = assumed(
  number({ min: 0.1, max: 10 })
    .prefault(1)
    .describe("CPU work on ARM64 over that on x86: below 1 where Graviton is faster."),
  {
    low: 0.8,
    high: 1.2,
    because: "it is your code's: a fifth less or more work than on x86 is our guess",
    isMeasurable: true,
  },
);

const fargateGigabytes = new Set(everySize.map(({ memory }) => memory / 1_024).filter(Number.isInteger));

/**
 * For editors: a whole number of GB for a service with tasks is a size that Fargate has. Tasks on instances may have
 * any size, and with sidecars the sum counts; pairs of vCPUs and memory are checked when the scenario is read.
 */
export const memoryOnFargate = {
  if: {
    properties: {
      task: {
        ...{ type: "object", properties: { cpu: {}, memory: {} }, required: ["cpu", "memory"] },
        not: { properties: { containers: {} }, required: ["containers"] },
      },
    },
    required: ["task"],
    not: { properties: { instances: {} }, required: ["instances"] },
  },
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  then: {
    properties: {
      task: {
        type: "object",
        properties: {
          memory: {
            type: ["string", "number"],
            pattern: `^\\s*(?:${[...fargateGigabytes].sort((a, b) => a - b).join("|")})\\s*Gi?B\\s*$|^(?!\\s*\\d+\\s*Gi?B\\s*$)`,
          },
        },
      },
    },
  },
};

/** One task: its Fargate size and how its process serves requests. */
export const taskShape = z.strictObject({
  cpu: vcpu().meta({
    description: "vCPUs of the application: without sidecars the whole size of the task.",
    aws: "cpu",
  }),
  memory: memory().meta({
    description: "Memory of the application: without sidecars the whole size of the task.",
    aws: "memory",
  }),
  containers: sidecarsShape.prefault([]).meta({
    description: "The sidecars beside the application; the size of the task is the sum of all.",
    aws: "containerDefinitions",
  }),
  architecture: architecture.prefault("x86_64").meta({
    description: "The CPU architecture, which decides the price too; arm64 is Graviton.",
    aws: "runtimePlatform.cpuArchitecture",
  }),
  discipline: oneOfKind(disciplines, { shorthand: namedDiscipline })
    .prefault("processor-sharing")
    .describe("How the process shares its CPU among requests."),
  maxConcurrent: integer({ min: 1, max: 100_000 })
    .prefault(slotDefaults.maxConcurrent)
    .describe("Requests that a task works on at once, those that wait in a step included."),
  queue: integer({ min: 0, max: 1_000_000 })
    .prefault(slotDefaults.queue)
    .describe("Requests that wait behind those before the task answers 503."),
  pauses: pausesShape
    .optional()
    .describe("When the whole process stands still, as for garbage collection; left out, never."),
  image: dataSize()
    .prefault("0.5 GB")
    .describe("Size of the images of all containers together, which are pulled at the start."),
  storage: dataSize().prefault("20 GB").meta({
    description: "Ephemeral storage of a task; beyond 20 GB it is billed.",
    aws: "ephemeralStorage.sizeInGiB",
  }),
  baseMemory: memory().prefault("256 MiB").describe("Memory that the process holds without any request."),
  workFactor: number({ min: 0.1, max: 10 })
    .prefault(1)
    .describe("CPU work of this revision over what the steps of requests say: above 1 of a release that is slower."),
  arm64WorkFactor: arm64WorkShape,
  healthCheck: containerCheckShape
    .optional()
    .meta({ description: "The container's own health check; left out, there is none.", aws: "healthCheck" }),
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

/** The task properties that the draws of its pauses depend on. */
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
  const random = Random.stream(seed, "pauses", service, tasks.ordinal[task]);
  return new Pauses(config, tables, random, simulation.now);
}
