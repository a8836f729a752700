/** CPU used and reserved since some moment, both in one unit. */
export interface CpuUse {
  readonly used: number;
  readonly reserved: number;
}

/** Used over reserved between two readings; NaN where nothing was reserved. */
export function utilization(now: CpuUse, before: CpuUse): number {
  return (now.used - before.used) / (now.reserved - before.reserved);
}
