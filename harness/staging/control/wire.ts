import type { Cluster, Service, Task } from "@aws-sdk/client-ecs";

/** A shape of the SDK as it crosses the wire in JSON 1.1: instants are seconds since 1970. */
type Wire<T> = T extends Date ? number : T extends object ? { readonly [K in keyof T]: Wire<T[K]> } : T;

export type WireCluster = Wire<Cluster>;
export type WireService = Wire<Service>;
export type WireTask = Wire<Task>;

/** Milliseconds since 1970 as the wire has them; undefined where there was none. */
export function seconds(epochMs: number): number;
export function seconds(epochMs: number | undefined): number | undefined;
export function seconds(epochMs: number | undefined): number | undefined {
  return epochMs === undefined ? undefined : epochMs / 1_000;
}
