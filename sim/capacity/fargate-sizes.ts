/** Memory that Fargate offers with so many vCPUs, in MiB: from `min` to `max` in steps of `step`. */
interface MemoryRange {
  readonly vcpu: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A size of a Fargate task: vCPU and MiB. */
export interface TaskSize {
  readonly cpu: number;
  readonly memory: number;
}

const gb = 1_024;

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html (Linux, platform 1.4.0) */
export const fargateSizes: readonly MemoryRange[] = [
  { vcpu: 0.25, min: gb / 2, max: gb, step: gb / 2 },
  { vcpu: 0.25, min: 2 * gb, max: 2 * gb, step: gb },
  { vcpu: 0.5, min: gb, max: 4 * gb, step: gb },
  { vcpu: 1, min: 2 * gb, max: 8 * gb, step: gb },
  { vcpu: 2, min: 4 * gb, max: 16 * gb, step: gb },
  { vcpu: 4, min: 8 * gb, max: 30 * gb, step: gb },
  { vcpu: 8, min: 16 * gb, max: 60 * gb, step: 4 * gb },
  { vcpu: 16, min: 32 * gb, max: 120 * gb, step: 8 * gb },
];

/** Ephemeral storage of a task, in bytes; the least comes with every task. */
export const fargateStorage = { min: 20 * 2 ** 30, max: 200 * 2 ** 30 };

/** The vCPUs that a task can have. */
export const fargateVcpus = [...new Set(fargateSizes.map(({ vcpu }) => vcpu))];

/** Whether Fargate offers a size. */
export function isFargateSize({ cpu, memory }: TaskSize): boolean {
  return everySize.some((size) => size.cpu === cpu && size.memory === memory);
}

/** The sizes that differ least from one, by the sum of the relative differences of CPU and memory. */
export function nearestSizes({ cpu, memory }: TaskSize, count: number): readonly TaskSize[] {
  const distance = (size: TaskSize) => relative(size.cpu, cpu) + relative(size.memory, memory);
  return everySize.toSorted((a, b) => distance(a) - distance(b)).slice(0, count);
}

/** The least size that has so much of both; undefined beyond the greatest. */
export function nextSize({ cpu, memory }: TaskSize): TaskSize | undefined {
  return everySize.find((size) => size.cpu >= cpu && size.memory >= memory);
}

/** Every size that Fargate offers, by vCPU and then by memory. */
export const everySize: readonly TaskSize[] = fargateSizes.flatMap(({ vcpu, min, max, step }) =>
  Array.from({ length: 1 + (max - min) / step }, (_, index) => ({ cpu: vcpu, memory: min + index * step })),
);

function relative(a: number, b: number): number {
  return Math.abs(a - b) / (a + b);
}
