import type { CapacityProvider, ProviderContext, Seat, SeatOrder, SeatRefusal, Tenant } from "./provider.js";

/** What the providers of EC2 instances share: a task runs on an instance of its service, and the instance is billed. */
export class OnInstances implements CapacityProvider {
  readonly notice: number;
  readonly #roomOf: ProviderContext["roomOf"];

  constructor({ roomOf }: ProviderContext, notice: number) {
    this.#roomOf = roomOf;
    this.notice = notice;
  }

  seat(_now: number, order: SeatOrder): Seat | SeatRefusal {
    return this.#roomOf(order.service).seat(this, order);
  }

  hold(_now: number, order: SeatOrder): Seat | null {
    return this.#roomOf(order.service).hold(this, order);
  }

  /** Never: an interruption takes the instance, which its tenant hears of. */
  takenBackAfter(): number {
    return Number.POSITIVE_INFINITY;
  }

  noticeIn(): null {
    return null;
  }

  watch(seat: Seat, tenant: Tenant): void {
    this.#roomOf(seat.order.service).watch(seat, tenant);
  }

  leave(seat: Seat): void {
    this.#roomOf(seat.order.service).leave(seat);
  }

  /** Instances are billed, not the tasks on them. */
  book(): void {}
}
