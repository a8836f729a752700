import { fargate } from "./fargate.js";
import { fargateSpot } from "./fargate-spot.js";

export type {
  CapacityProvider,
  PlacementShare,
  Seat,
  SeatedTask,
  SeatOrder,
  SeatRefusal,
} from "./provider.js";

/** Every capacity provider; where two have an equal claim to a task, the earlier one gets it. Draws are keyed by the place in this list. */
export const providers = [fargate, fargateSpot] as const;

export type ProviderName = (typeof providers)[number]["name"];
