/**
 * Chooses the target of each request among those in rotation, as one balancer node sees them, or several.
 * `take` counts the request as outstanding until `release`, also when the target has left the rotation meanwhile.
 */
export interface LoadBalancer {
  /** Targets in rotation. */
  readonly size: number;
  add(task: number, now: number): void;
  remove(task: number): void;
  /** The target of the next request, or -1 when the rotation is empty. */
  take(now: number): number;
  /** Which node took the last request: 0 where there is one. */
  readonly node: number;
  /** The request that `node` took has ended. */
  release(task: number, node?: number): void;
}

/** Rows of the task table: 5,000 tasks a service (the ECS quota), doubled for a deployment. */
export const TASKS_MAX = 10_240;

/** Rows that a table of tasks begins with; it doubles when they are full. */
export const ROWS_MIN = 64;

/** A column of twice as many rows. */
export function doubled<Column extends Uint8Array | Int32Array | Float64Array>(column: Column): Column {
  const larger = new (column.constructor as new (length: number) => Column)(2 * column.length);
  larger.set(column);
  return larger;
}
