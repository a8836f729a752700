import type { CapacityProvider, ProviderContext, Seat, SeatOrder, SeatRefusal, Tenant } from "./provider.js";

/** What the providers of EC2 instances have in common: a task's room is on an instance of its service, which is billed itself. */
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

  /** Not by itself: whoever watches the seat hears when its instance is taken. */
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
