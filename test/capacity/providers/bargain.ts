import { z } from "zod";
import { FargateRoom } from "../../../sim/capacity/providers/fargate-room.js";
import {
  type CapacityProvider,
  defineProvider,
  type ProviderContext,
  placementKeys,
  type Seat,
  type SeatOrder,
  type SeatRefusal,
} from "../../../sim/capacity/providers/provider.js";
import type { UsageLedger } from "../../../sim/cost/ledger.js";

/** A provider that AWS does not have: half the price, every task taken back after ten minutes, with ten seconds of notice. */
export const bargain = defineProvider({
  name: "BARGAIN",
  about: "Half the price for ten minutes.",
  hasInstances: false,
  purchase: "spot",
  entry: z.strictObject(placementKeys),
  create: (context) => new Bargain(context),
});

class Bargain implements CapacityProvider {
  readonly notice = 10e6;
  readonly #room: FargateRoom;

  constructor(context: ProviderContext) {
    this.#room = new FargateRoom(context);
  }

  seat(now: number, order: SeatOrder): Seat | SeatRefusal {
    return this.#room.seat(this, now, order, 0);
  }

  hold(_now: number, order: SeatOrder): Seat {
    return this.#room.hold(this, order);
  }

  takenBackAfter(): number {
    return 600e6;
  }

  noticeIn(): null {
    return null;
  }

  leave(seat: Seat): void {
    this.#room.leave(seat);
  }

  book(ledger: UsageLedger, seat: Seat, pullStartedAt: number, stoppedAt: number): void {
    this.#room.book(ledger, seat, { purchase: "spot", spotDiscount: 0.5 }, pullStartedAt, stoppedAt);
  }
}
