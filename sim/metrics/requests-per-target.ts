/** What targets are asked for in a period, and who is there to take it. */
export interface TargetLoad {
  readonly requests: number;
  /** Targets that get requests. */
  readonly targets: number;
  readonly desired: number;
}

/** RequestCountPerTarget: missing (NaN) without any target, but at zero capacity demand must show to end it. */
export function requestsPerTarget({ requests, targets, desired }: TargetLoad): number {
  if (targets > 0) return requests / targets;
  return desired === 0 ? requests : Number.NaN;
}
