import { ec2 } from "./ec2.js";
import { ec2Spot } from "./ec2-spot.js";
import { fargate } from "./fargate.js";
import { fargateSpot } from "./fargate-spot.js";

export type {
  CapacityProvider,
  Host,
  PlacementShare,
  Seat,
  SeatedTask,
  SeatOrder,
  SeatRefusal,
  Tenant,
} from "./provider.js";

/** Every capacity provider; where two have an equal claim to a task, the earlier one gets it. Draws are keyed by the place in this list. */
export const providers = [fargate, fargateSpot, ec2, ec2Spot] as const;

export type ProviderName = (typeof providers)[number]["name"];
