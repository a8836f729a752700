import { second } from "../../scenarios/language/units/time.js";
import type { UsageLedger } from "./ledger.js";
import type { Architecture, FargateProvider } from "./meter.js";

/** What a Fargate task is billed for: the size that was asked for, whatever it uses. */
export interface FargateTask {
  readonly provider: FargateProvider;
  readonly architecture: Architecture;
  readonly vcpu: number;
  readonly memoryGb: number;
  /** Ephemeral storage beyond the 20 GB that come with every task. */
  readonly extraStorageGb: number;
  /** What the Spot market takes off the on-demand price, 0..1; ignored for FARGATE. */
  readonly spotDiscount: number;
}

const minimumBilled = 60 * second;

/**
 * Books one task from the start of its image pull until it stopped: per second, rounded up, one minute at least.
 * Storage has no Spot price. Source: https://aws.amazon.com/fargate/pricing/
 */
export function meterTask(
  ledger: UsageLedger,
  service: string,
  task: FargateTask,
  pullStartedAt: number,
  stoppedAt: number,
): void {
  const { provider, architecture } = task;
  const billed = Math.max(minimumBilled, Math.ceil((stoppedAt - pullStartedAt) / second) * second);
  const until = pullStartedAt + billed;
  const spotDiscount = provider === "FARGATE_SPOT" ? task.spotDiscount : 0;
  const vcpu = { meter: `fargate-vcpu:${provider}:${architecture}`, service, spotDiscount } as const;
  const memory = { meter: `fargate-memory:${provider}:${architecture}`, service, spotDiscount } as const;
  ledger.span(vcpu, pullStartedAt, until, task.vcpu);
  ledger.span(memory, pullStartedAt, until, task.memoryGb);
  ledger.span({ meter: "fargate-storage", service }, pullStartedAt, until, task.extraStorageGb);
}
