import type { ProviderName } from "./providers/index.js";

/** What a launch asks of AWS. */
export interface LaunchRequest {
  readonly service: string;
  readonly provider: ProviderName;
  readonly zone: number;
  /** Launches of this service that were asked for before, failed ones included: the key of its draws. */
  readonly attempt: number;
  readonly vcpu: number;
}

export type LaunchAnswer =
  | { readonly kind: "granted"; readonly delay: number }
  | { readonly kind: "refused"; readonly reason: string };

/** Whether AWS gives a task its capacity now: launch pace, vCPU quota, and what the Spot market has. */
export interface CapacityGate {
  launch(now: number, request: LaunchRequest): LaunchAnswer;
  /** Counts capacity that was there before the world began. */
  hold(provider: ProviderName, vcpu: number): void;
  release(provider: ProviderName, vcpu: number): void;
}
