import type { CapacityProvider, Seat, SeatOrder, SeatRefusal, Tenant } from "../providers/provider.js";

/** The instances of one service as their tasks meet them: who finds room on one, and hears when it goes. */
export interface InstanceRoom {
  seat(provider: CapacityProvider, order: SeatOrder): Seat | SeatRefusal;
  /** The room of a task that is there as the world begins; null where its instance was taken back before. */
  hold(provider: CapacityProvider, order: SeatOrder): Seat | null;
  watch(seat: Seat, tenant: Tenant): void;
  leave(seat: Seat): void;
}
