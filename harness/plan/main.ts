import { parentPort, workerData } from "node:worker_threads";
import { reviveScenario } from "../../sim/scenario/index.js";
import { Tables } from "../../workload/tables.js";
import { type PlanWalk, previewPlan } from "./plan-preview.js";

/** Runs on the thread that walks a plan. */
const { resolved, files, share, rowsMax } = workerData as PlanWalk;
const tables = new Tables((path) => files.get(path)!);
parentPort!.postMessage(previewPlan({ scenario: reviveScenario(resolved), tables, share }, rowsMax));
