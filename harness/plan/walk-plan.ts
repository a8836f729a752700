import { Worker } from "node:worker_threads";
import type { PlanPreview } from "./plan-preview.js";
import type { Share } from "./share.js";

/** A plan that is to be walked, as plain data. */
export interface PlanWalk {
  /** The whole scenario as YAML, and the data files that it names, by the path it names them with. */
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  readonly share: Share;
  /** Rows that are shown. */
  readonly rowsMax: number;
}

/** Walks a plan on a thread of its own: however long that takes, a signal ends this process at once. */
export function walkPlan(walk: PlanWalk): Promise<PlanPreview> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./plan-walker.js", import.meta.url), { workerData: walk });
    worker.once("message", resolve).once("error", reject);
  });
}
