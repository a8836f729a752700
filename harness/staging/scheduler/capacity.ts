import { LaunchPace } from "../../../sim/capacity/launch-pace.js";
import type { ProviderName } from "../../../sim/capacity/providers/index.js";
import type { SpotMarket } from "../../../sim/capacity/spot-market.js";
import type { Scenario } from "../../../sim/scenario/index.js";

/** What a launch asks of the account. */
export interface LaunchRequest {
  readonly service: string;
  readonly provider: ProviderName;
  readonly zone: number;
  /** Launches of this service that were asked for before, refused ones included: the key of its draws. */
  readonly attempt: number;
}

export type LaunchAnswer =
  | { readonly kind: "granted"; readonly delay: number }
  | { readonly kind: "refused"; readonly reason: string };

/** Whether the account gives a task its capacity now: its launch pace, and what the Spot market has. */
export class AccountCapacity {
  readonly #pace: LaunchPace;

  constructor(account: Scenario["account"]) {
    this.#pace = new LaunchPace(account);
  }

  launch(now: number, market: SpotMarket, { service, provider, zone, attempt }: LaunchRequest): LaunchAnswer {
    const isSpot = provider === "FARGATE_SPOT";
    if (isSpot && market.launchFails(now, zone) !== null) return { kind: "refused", reason: unavailable };
    const fate = isSpot ? { delay: 0, fails: false } : market.onDemandFate(now, zone, service, attempt, 1);
    if (fate.fails) return { kind: "refused", reason: unavailable };
    return { kind: "granted", delay: this.#pace.admit(now, service, provider) + fate.delay };
  }
}

/** ECS's own words. */
const unavailable = "Capacity is unavailable at this time. Please try again later or in a different availability zone";
