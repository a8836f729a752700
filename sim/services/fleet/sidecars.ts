import { z } from "zod";
import { assumed, containerVcpu, flag, memory, name, ratio } from "../../../scenarios/language/index.js";
import { hazardPerHour } from "../../capacity/risk.js";

/** A container beside the application: what it reserves of the task, and what it uses of that whatever the load is. */
const sidecarShape = z.strictObject({
  name: name().meta({ description: "What the sidecar is called.", aws: "containerDefinitions.name" }),
  cpu: containerVcpu().meta({
    description: "The part of the task's vCPUs that the sidecar reserves.",
    aws: "containerDefinitions.cpu",
  }),
  memory: memory().meta({
    description: "The part of the task's memory that the sidecar reserves.",
    aws: "containerDefinitions.memory",
  }),
  essential: flag()
    .prefault(true)
    .meta({ description: "Its end is the end of the task.", aws: "containerDefinitions.essential" }),
  cpuUse: assumed(ratio().prefault("60 %").describe("Share of its vCPUs that it uses, whatever the load is."), {
    low: "20 %",
    high: "100 %",
    because: "it is your sidecar's: a fifth to all of what it reserves",
    isMeasurable: true,
  }),
  memoryUse: assumed(ratio().prefault("60 %").describe("Share of its memory that it uses, whatever the load is."), {
    low: "20 %",
    high: "100 %",
    because: "it is your sidecar's: a fifth to all of what it reserves",
    isMeasurable: true,
  }),
  failuresPerMonth: assumed(
    ratio({ max: 0.999 }).prefault("1 %").describe("Share of these sidecars that die a month, each by itself."),
    { low: "0.1 %", high: "5 %", because: "no public rate exists: a tenth and five times the default is our guess" },
  ),
});

/** ECS takes ten containers in a task definition, of which the application is one. */
export const sidecarsShape = z.array(sidecarShape).max(9);

type Sidecar = z.output<typeof sidecarShape>;

/** A task as far as its containers are concerned: the application's own part, and the sidecars. */
export interface Containers {
  readonly cpu: number;
  readonly memory: number;
  readonly containers: readonly Sidecar[];
}

/**
 * The size that Fargate sells and bills: the application's part and the reservations of its sidecars, in vCPU and MiB.
 */
export function taskSize({ cpu, memory, containers }: Containers): { readonly cpu: number; readonly memory: number } {
  return {
    cpu: exact(sum([cpu, ...containers.map((sidecar) => sidecar.cpu)])),
    memory: exact(sum([memory, ...containers.map((sidecar) => sidecar.memory)])),
  };
}

/** vCPUs that the sidecars leave to the application: its own part, and what they reserve and do not use. */
export function applicationVcpu({ cpu, containers }: Containers): number {
  return exact(sum([cpu, ...containers.map((sidecar) => sidecar.cpu * (1 - sidecar.cpuUse))]));
}

/** vCPUs that the sidecars use all the time. */
export function sidecarVcpu(containers: Containers): number {
  return exact(taskSize(containers).cpu - applicationVcpu(containers));
}

/** MiB that the sidecars hold. */
export function sidecarMemory({ containers }: Containers): number {
  return exact(sum(containers.map((sidecar) => sidecar.memory * sidecar.memoryUse)));
}

/** Hazard per hour that a sidecar's end is the end of the task. */
export function sidecarHazard({ containers }: Containers): number {
  const essential = containers.filter((sidecar) => sidecar.essential);
  return sum(essential.map(({ failuresPerMonth }) => hazardPerHour(failuresPerMonth)));
}

/** The same to the last digit in whatever order the values come. */
function sum(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b).reduce((all, value) => all + value, 0);
}

/** 0.7 + 0.2 + 0.1 vCPU are one vCPU, which floating point misses; a CPU unit is 1/1024 vCPU, which has ten decimals. */
function exact(amount: number): number {
  return Number(amount.toFixed(10));
}
