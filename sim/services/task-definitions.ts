import { disciplines } from "../cpu/index.js";
import type { TaskDefinition } from "../pool/task-definition.js";
import type { TaskConfig } from "./request/shape.js";
import { applicationVcpu, sidecarHazard, sidecarMemory, taskSize } from "./sidecars.js";

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
    cpuWorkFactor: task.architecture === "arm64" ? task.arm64WorkFactor : 1,
    baseMemoryMib: task.baseMemory + sidecarMemory(task),
    imageGib: task.image / gib,
    healthCheck: task.healthCheck ?? null,
    pauses: task.pauses ?? null,
    createCpu: () => discipline.create(vcpus),
  };
}
