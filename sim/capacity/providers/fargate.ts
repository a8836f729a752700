import { z } from "zod";
import type { UsageLedger } from "../../cost/ledger.js";
import { FargateRoom, unavailable } from "./fargate-room.js";
import {
  type CapacityProvider,
  defineProvider,
  type ProviderContext,
  placementKeys,
  type Seat,
  type SeatOrder,
  type SeatRefusal,
} from "./provider.js";

/** On-demand Fargate: never interrupted, and scarce only in crunches that are said to reach it. */
export const fargate = defineProvider({
  name: "FARGATE",
  about: "Fargate at the on-demand price; a running task is never taken back.",
  hasInstances: false,
  purchase: "on-demand",
  entry: z.strictObject(placementKeys),
  create: (context) => new Fargate(context),
});

class Fargate implements CapacityProvider {
  readonly notice = Number.POSITIVE_INFINITY;
  readonly #room: FargateRoom;
  readonly #marketOf: ProviderContext["marketOf"];

  constructor(context: ProviderContext) {
    this.#room = new FargateRoom(context);
    this.#marketOf = context.marketOf;
  }

  seat(now: number, order: SeatOrder): Seat | SeatRefusal {
    const { service, zone, attempt } = order;
    const { delay, fails } = this.#marketOf(service).onDemandFate(now, zone, service, attempt, 1);
    return fails ? unavailable : this.#room.seat(this, now, order, delay);
  }

  hold(_now: number, order: SeatOrder): Seat {
    return this.#room.hold(this, order);
  }

  takenBackAfter(): number {
    return Number.POSITIVE_INFINITY;
  }

  noticeIn(): null {
    return null;
  }

  leave(seat: Seat): void {
    this.#room.leave(seat);
  }

  book(ledger: UsageLedger, seat: Seat, pullStartedAt: number, stoppedAt: number): void {
    this.#room.book(ledger, seat, { purchase: "on-demand", spotDiscount: 0 }, pullStartedAt, stoppedAt);
  }
}
