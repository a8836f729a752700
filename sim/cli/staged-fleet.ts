import { EnvironmentProblem } from "../../harness/environment-problem.js";
import { type AttachedFleet, startLocalFleet } from "../../harness/staging/start.js";
import type { ReadScenario } from "../scenario/index.js";
import { type HarnessOptions, targetsOf } from "./harness-options.js";
import { packageVersion } from "./package-assets.js";

/** The fleet that load is driven at. */
export interface StagedFleet {
  /** Base URL by service. */
  readonly targets: Readonly<Record<string, string>>;
  /** What the tasks are, where it matters to a reader. */
  readonly label: string | null;
  /** Told the time zero of the load, in nanoseconds of `process.hrtime.bigint`. */
  readonly begun: (timeZeroNs: bigint) => void;
  /** Aborted when the fleet is gone before it was told to. */
  readonly gone: AbortSignal;
  /** What a reader must know of it before judging. */
  readonly notes: readonly string[];
}

/** Works with the targets that the call names, or with a local fleet that stands as long as the work takes, whatever its end. */
export async function withStagedFleet<T>(
  read: ReadScenario,
  options: Pick<HarnessOptions, "target">,
  work: (fleet: StagedFleet) => Promise<T>,
): Promise<T> {
  if (options.target.length > 0) return work(namedTargets(read, options));
  const { resolved, data } = read;
  const fleet = await startLocalFleet({ resolved, files: data.texts, version: packageVersion(), ports: 0 });
  const gone = new AbortController();
  void fleet.ended.then((why) => {
    if (why !== null) gone.abort(new EnvironmentProblem(why));
  });
  try {
    const result = await work(localFleet(read, fleet, gone.signal));
    gone.signal.throwIfAborted();
    return result;
  } finally {
    await fleet.stop();
  }
}

function namedTargets({ scenario }: ReadScenario, { target }: Pick<HarnessOptions, "target">): StagedFleet {
  return {
    targets: targetsOf(target, scenario),
    label: null,
    begun: () => {},
    gone: new AbortController().signal,
    notes: ["the fleet behind the targets is taken to be the scenario's: its size was not looked at"],
  };
}

function localFleet(
  { scenario }: ReadScenario,
  { targets, cpu, begin }: AttachedFleet,
  gone: AbortSignal,
): StagedFleet {
  const driven = Object.entries(targets).filter(([name]) => scenario.demand.some(({ to }) => to === name));
  return {
    targets: Object.fromEntries(driven),
    label: cpu.kind === "virtual" ? "virtual vCPUs: a control-plane check" : "CPU is burned for real",
    begun: begin,
    gone,
    notes: [`the tasks are processes of this machine; ${cpu.why}`],
  };
}
