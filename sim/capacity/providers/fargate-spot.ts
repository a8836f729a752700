import { z } from "zod";
import { name } from "../../../scenarios/language/index.js";
import { minute } from "../../../scenarios/language/units/time.js";
import type { UsageLedger } from "../../cost/ledger.js";
import type { Crunch } from "../spot-market.js";
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

/** Spare Fargate capacity at a discount, taken back when AWS needs it. */
export const fargateSpot = defineProvider({
  name: "FARGATE_SPOT",
  about: "Spare Fargate capacity at its market's discount; AWS may take a task back, and never falls back to FARGATE.",
  hasInstances: false,
  purchase: "spot",
  entry: z.strictObject({
    ...placementKeys,
    market: name()
      .optional()
      .describe("The Spot market that says discount and interruptions; left out, the default one."),
  }),
  create: (context) => new FargateSpot(context),
});

class FargateSpot implements CapacityProvider {
  readonly notice = 2 * minute;
  readonly #room: FargateRoom;
  readonly #marketOf: ProviderContext["marketOf"];

  constructor(context: ProviderContext) {
    this.#room = new FargateRoom(context);
    this.#marketOf = context.marketOf;
  }

  seat(now: number, order: SeatOrder): Seat | SeatRefusal {
    const isInCrunch = this.#marketOf(order.service).launchFails(now, order.zone) !== null;
    return isInCrunch ? unavailable : this.#room.seat(this, now, order, 0);
  }

  hold(now: number, order: SeatOrder): Seat | null {
    const { service, ordinal, zone } = order;
    const wasTaken = this.#marketOf(service).wasTaken(now, service, ordinal, zone);
    return wasTaken ? null : this.#room.hold(this, order);
  }

  takenBackAfter({ order: { service, ordinal } }: Seat): number {
    return this.#marketOf(service).interruptionAfter(service, ordinal);
  }

  noticeIn(crunch: Crunch, { order: { service, ordinal, zone } }: Seat): number | null {
    return this.#marketOf(service).noticeIn(crunch, service, ordinal, zone);
  }

  leave(seat: Seat): void {
    this.#room.leave(seat);
  }

  book(ledger: UsageLedger, seat: Seat, pullStartedAt: number, stoppedAt: number): void {
    const spotDiscount = this.#marketOf(seat.order.service).discount;
    this.#room.book(ledger, seat, { purchase: "spot", spotDiscount }, pullStartedAt, stoppedAt);
  }
}
