import { defineService } from "../kind.js";
import { launcherAssumptions } from "./assumptions.js";
import { taskConfigs, usualProfile } from "./flows.js";
import { launcherAspects, RunLauncher } from "./launcher.js";
import { launcherRules } from "./rules.js";
import { launcherShape } from "./shape.js";

/** The most tasks of a service: runs are as many as come. */
const tasksMost = 5_000;

/** A Fargate task for each unit of work, and nobody who waits for an answer. */
export const launcher = defineService({
  kind: "run-launcher",
  about:
    "Launches a Fargate task of its own for each run by RunTask, and finds out by a reconciler which runs have died.",
  shape: launcherShape,
  isDrivable: false,
  aspects: launcherAspects,
  rules: launcherRules,
  assumptions: launcherAssumptions,
  fleet: (config) => {
    const profiles = taskConfigs(config);
    const task = profiles[usualProfile(config)] ?? Object.values(profiles)[0];
    return { task, profiles, capacity: config.capacity, bounds: { min: 0, max: tasksMost }, scaling: [] };
  },
  create: (config, context) => new RunLauncher(config, context),
});
