import type { ExperimentPlan } from "../../experiments/plan.js";
import type { RunOptions } from "../options.js";
import type { OpenExperiment } from "./conduct.js";

type Open = (plan: ExperimentPlan, options: Pick<RunOptions, "format" | "strict">) => OpenExperiment<unknown>;

/** The experiments that other processes can make of their plan, by command. */
export const experiments: Readonly<Record<string, () => Promise<Open>>> = {
  canary: async () => (await import("../commands/canary.js")).canaryOf,
  compare: async () => (await import("../commands/compare.js")).comparisonOf,
  optimize: async () => (await import("../commands/optimize.js")).optimizationOf,
  sensitivity: async () => (await import("../commands/sensitivity.js")).sensitivityIn,
  sweep: async () => (await import("../commands/sweep.js")).sweepOf,
};
