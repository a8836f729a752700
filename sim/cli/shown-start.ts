import type { StartProgress } from "../../harness/staging/supervisor-order.js";
import { progress } from "./progress.js";

/** Starts a local fleet while a person looks on. */
export async function startShown<Fleet>(
  start: (watch: (progress: StartProgress) => void) => Promise<Fleet>,
  quiet = false,
): Promise<Fleet> {
  const shown = progress("tasks healthy", quiet, () => ""); // they come almost together: no speed to go by
  try {
    return await start(({ healthy, desired }) => shown.update(healthy, desired));
  } finally {
    shown.stop();
  }
}
