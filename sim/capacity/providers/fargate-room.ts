import { second } from "../../../scenarios/language/units/time.js";
import type { Purchase, UsageLedger } from "../../cost/ledger.js";
import { meterTask } from "../../cost/metering.js";
import { type SchedulerPace, TokenBucket } from "../launch-pace.js";
import type { VcpuQuota } from "../vcpu-quota.js";
import type { CapacityProvider, ProviderContext, Seat, SeatOrder, SeatRefusal } from "./provider.js";

/** The error of ECS when Fargate has no capacity. */
export const unavailable: SeatRefusal = {
  refused: "Capacity is unavailable at this time. Please try again later or in a different availability zone",
};

const overQuota: SeatRefusal = {
  refused: "You've reached the limit on the number of vCPUs you can run concurrently",
  isQuota: true,
};

/** What all Fargate providers share: a vCPU quota, a launch rate (a burst of 100, then 20/s), and billing by task. */
export class FargateRoom {
  readonly #schedulers: SchedulerPace;
  readonly #pace: TokenBucket;
  readonly #quota: VcpuQuota;

  constructor({ quota, launchBurst, launchRate, schedulers }: ProviderContext) {
    this.#schedulers = schedulers;
    this.#pace = new TokenBucket(launchBurst, second / launchRate);
    this.#quota = quota;
  }

  /** A seat of the provider, `late` later than the pace allows; refused, and nothing taken, beyond the quota. */
  seat(provider: CapacityProvider, now: number, order: SeatOrder, late: number): Seat | SeatRefusal {
    const { task, service, isRun } = order;
    if (!this.#quota.take(task.vcpu)) return overQuota;
    const scheduled = isRun ? 0 : this.#schedulers.admit(now, service);
    return { provider, order, delay: Math.max(scheduled, this.#pace.admit(now)) + late };
  }

  /** The seat of a task that is there whatever the quota says. */
  hold(provider: CapacityProvider, order: SeatOrder): Seat {
    this.#quota.hold(order.task.vcpu);
    return { provider, order, delay: 0 };
  }

  leave({ order }: Seat): void {
    this.#quota.give(order.task.vcpu);
  }

  book(
    ledger: UsageLedger,
    { order }: Seat,
    paid: { readonly purchase: Purchase; readonly spotDiscount: number },
    pullStartedAt: number,
    stoppedAt: number,
  ): void {
    const { vcpu, memoryMib, extraStorageGb, architecture, flow } = order.task;
    const task = { ...paid, architecture, vcpu, memoryGb: memoryMib / 1_024, extraStorageGb, flow };
    meterTask(ledger, order.service, task, pullStartedAt, stoppedAt);
  }
}
