import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Verification } from "../../sim/outcome/verification/index.js";

const root = fileURLToPath(new URL(import.meta.url.includes("/dist/") ? "../../../" : "../../", import.meta.url));
const sim = `${root}dist/bin/sim.js`;
const scenario = `${root}scenarios/accuracy-local.yaml`;
const invalidMeasurement = 4;

/** The quantiles of latency by which accuracy is judged, and their largest permitted errors. */
export const bands = { p50: 0.15, p95: 0.2, p99: 0.25 } as const;
export type Quantile = keyof typeof bands;
export const quantiles = Object.keys(bands) as Quantile[];

/** The loads as variants of the scenario, named after the share of the fleet's vCPUs in use. */
export const loads = ["30-percent", "60-percent", "80-percent"] as const;
export type Load = (typeof loads)[number];

/** One quantile of one run in milliseconds, and the errors of two predictions of it. */
export interface Trial {
  readonly paired: number;
  readonly measured: number;
  readonly error: number;
  /** Error of a prediction that ignores queues, the sum of the steps. */
  readonly queueBlindError: number;
}

/** Length in seconds of the calibration run, of which only the median is used. */
const calibrationS = 8;

/** Runs one load on a local fleet; null when the machine could not generate it, so that nothing was measured. */
export function trial(load: Load, seed: number, latencyMs: number): Readonly<Record<Quantile, Trial>> | null {
  const row = compared(load, seed, [`services.web.balancer.latency=${Math.round(latencyMs * 1000) / 1000}ms`]);
  return row === null ? null : { p50: row("p50"), p95: row("p95"), p99: row("p99") };
}

function compared(load: Load, seed: number, settings: readonly string[]): ((quantile: Quantile) => Trial) | null {
  const call = ["verify", scenario, "--variant", load, "--seed", `${seed}`, "--quiet", "--format", "json"];
  const set = settings.flatMap((setting) => ["--set", setting]);
  // Only the paired replication is used.
  const arguments_ = [sim, ...call, ...set, "--replications", "2"];
  const child = spawnSync(process.execPath, arguments_, { encoding: "utf8", maxBuffer: 2 ** 28 });
  if (child.status === invalidMeasurement) return null;
  if (child.status !== 0 && child.status !== 3)
    throw new Error(`sim verify ended with ${child.status}: ${child.stderr}`);
  const { measures, stepsAlone } = (JSON.parse(child.stdout) as Verification).services.web;
  return (quantile) => {
    const row = measures.find(({ name }) => name === quantile)!;
    const blind = stepsAlone.find(({ name }) => name === quantile)!;
    return {
      paired: row.paired!,
      measured: row.measured,
      error: row.errorOfPaired!,
      queueBlindError: blind.error!,
    };
  };
}

/**
 * Calibrates: measures what network and balancer of this machine add to an answer, in milliseconds, with a run at the
 * lowest load.
 */
export function calibrate(seed: number): number {
  for (let attempt = 0; attempt < 3; attempt++) {
    const found = compared("30-percent", seed + attempt, [`clock.duration=${calibrationS}s`])?.("p50");
    if (found) return Math.max(0, found.measured - found.paired);
  }
  throw new Error("this machine is too busy to calibrate on: the generator was the limit three times");
}

/** Whether a quantile was predicted within its band. */
export function isWithin(quantile: Quantile, error: number): boolean {
  return Math.abs(error) <= bands[quantile];
}
