import { StrategySwitches } from "../../../harness/ecs/strategy-switches.js";
import { EcsWatch } from "../../../harness/ecs/watch.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { hostOf, isLoopback } from "../../../harness/guard/host.js";
import type { FleetSeries } from "../../../harness/record/fleet-series.js";
import { runningFleets } from "../../../harness/staging/running-fleets.js";
import { type AttachedFleet, startLocalFleet } from "../../../harness/staging/start.js";
import { LocalFleetWatch } from "../../../harness/staging/watch.js";
import { packageVersion } from "../../experiments/package-assets.js";
import type { ReadScenario, Scenario } from "../../scenario/index.js";
import { startShown } from "../terminal.js";
import type { EcsFleets } from "./ecs-options.js";
import { type HarnessOptions, targetsOf } from "./harness-options.js";

/** What is known of a fleet when the load is over. */
export interface SeenFleet {
  /** What the tasks are, where a reader has to know. */
  readonly label: string | null;
  /** Remarks that a reader needs before judging it. */
  readonly notes: readonly string[];
  /** Observations of it since time zero; null where nobody watched. */
  seen(): FleetSeries | null;
}

/** The fleet that load is driven at. */
export interface StagedFleet extends SeenFleet {
  /** Base URL by service. */
  readonly targets: Readonly<Record<string, string>>;
  /** Addresses of control and storage of a local fleet; null for any other. */
  readonly local: Pick<AttachedFleet, "controlUrl" | "cluster" | "storeUrl"> | null;
  /** Whether its tasks are ours, which get the drawn work with each request. */
  readonly takesOurWork: boolean;
  /** Aborted, with an EnvironmentProblem, when the fleet is gone before it was told to. */
  readonly gone: AbortSignal;
  /** Called with the time zero of the load, in nanoseconds of `process.hrtime.bigint`. */
  begun(timeZeroNs: bigint): void;
  /** Tasks that run now, by service; null where nobody watches. */
  running(): Readonly<Record<string, number>> | null;
}

/** Targets of load, which may be ECS services; a local fleet where there are no targets. */
interface StagedFleetOptions extends Pick<HarnessOptions, "target" | "quiet"> {
  readonly ecs: EcsFleets | null;
  /** The scenario's strategy switches are carried out at the ECS services. */
  readonly applySwitches?: boolean;
}

/** Works with the targets that the call names, or with a local fleet that stands as long as the work takes, whatever its end. */
export async function withStagedFleet<T>(
  read: ReadScenario,
  options: StagedFleetOptions,
  work: (fleet: StagedFleet) => Promise<T>,
): Promise<T> {
  if (options.target.length > 0) return withNamedTargets(read, options, work);
  const { resolved, data } = read;
  const order = { resolved, files: data.texts, version: packageVersion(), ports: 0 };
  const attached = await startShown((watch) => startLocalFleet(order, watch), options.quiet);
  const fleet = new WatchedFleet(read.scenario, attached);
  try {
    return await work(fleet);
  } finally {
    fleet.seen();
    await attached.stop();
  }
}

/** Works with the targets that the call names; the ECS services behind them are watched where it names them, too. */
export async function withNamedTargets<T>(
  read: ReadScenario,
  { target, ecs, applySwitches = false }: StagedFleetOptions,
  work: (fleet: StagedFleet) => Promise<T>,
): Promise<T> {
  const targets = targetsOf(target, read.scenario);
  const takesOurWork = await areOurs(Object.values(targets));
  if (ecs === null) return work(unwatched(targets, takesOurWork));
  const fleet = new WatchedServices(targets, ecs, {
    scenario: read.scenario,
    applies: applySwitches,
    takesOurWork,
  });
  try {
    return await work(fleet);
  } finally {
    fleet.close();
  }
}

/** Whether targets are services of fleets that `sim staging up` started. */
async function areOurs(targets: readonly string[]): Promise<boolean> {
  const fleets = await runningFleets();
  const ports = fleets.flatMap((fleet) => fleet.ports);
  return targets.every((target) => {
    const host = URL.canParse(target) ? hostOf(new URL(target)) : null;
    return host !== null && isLoopback(host) && ports.includes(Number(host.port));
  });
}

function unwatched(targets: StagedFleet["targets"], takesOurWork: boolean): StagedFleet {
  return {
    targets,
    label: null,
    local: null,
    takesOurWork,
    notes: ["the fleet behind the targets is taken to be the scenario's: nobody looked at its size"],
    gone: new AbortController().signal,
    begun: () => {},
    running: () => null,
    seen: () => null,
  };
}

/** A local fleet that is looked at while load runs. */
class WatchedFleet implements StagedFleet {
  readonly targets: StagedFleet["targets"];
  readonly label: string;
  readonly notes: readonly string[];
  readonly gone: AbortSignal;
  readonly local: StagedFleet["local"];
  readonly takesOurWork = true;
  readonly #fleet: AttachedFleet;
  readonly #duration: number;
  #watch: LocalFleetWatch | null = null;

  constructor({ clock, demand }: Scenario, fleet: AttachedFleet) {
    const driven = Object.entries(fleet.targets).filter(([name]) => demand.some(({ to }) => to === name));
    const ending = new AbortController();
    void fleet.ended.then((why) => why !== null && ending.abort(new EnvironmentProblem(why)));
    this.#fleet = fleet;
    this.local = fleet;
    this.#duration = clock.duration;
    this.targets = Object.fromEntries(driven);
    this.label = fleet.cpu.kind === "virtual" ? "virtual vCPUs: a control-plane check" : "CPU is burned for real";
    this.notes = [`the tasks are processes of this machine; ${fleet.cpu.why}`];
    this.gone = ending.signal;
  }

  begun(timeZeroNs: bigint): void {
    this.#fleet.begin(timeZeroNs);
    this.#watch = new LocalFleetWatch(this.#fleet, timeZeroNs, this.#duration);
  }

  running(): Readonly<Record<string, number>> | null {
    return this.#watch?.running ?? null;
  }

  seen(): FleetSeries | null {
    return this.#watch?.stop() ?? null;
  }
}

interface WatchedScenario {
  readonly scenario: Scenario;
  readonly applies: boolean;
  readonly takesOurWork: boolean;
}

/** Targets with ECS services behind them that are looked at while load runs, and switched where that is applied. */
class WatchedServices implements StagedFleet {
  readonly targets: StagedFleet["targets"];
  readonly label = null;
  readonly local = null;
  readonly takesOurWork: boolean;
  readonly gone: StagedFleet["gone"] = new AbortController().signal;
  readonly #fleets: EcsFleets;
  readonly #scenario: Scenario;
  readonly #applies: boolean;
  #watch: EcsWatch | null = null;
  #switches: StrategySwitches | null = null;

  /** `applies`: the scenario's strategy switches are carried out at the services. */
  constructor(
    targets: StagedFleet["targets"],
    fleets: EcsFleets,
    { scenario, applies, takesOurWork }: WatchedScenario,
  ) {
    this.targets = targets;
    this.takesOurWork = takesOurWork;
    this.#fleets = fleets;
    this.#scenario = scenario;
    this.#applies = applies;
  }

  get notes(): readonly string[] {
    const names = Array.from(this.#fleets.values(), ({ target }) => `${target.service} of cluster ${target.cluster}`);
    const problem = this.#watch?.problem ?? null;
    return [
      `the fleet is watched by the ECS API: ${names.join(", ")}`,
      ...(problem === null ? [] : [`the watch ended without an answer: ${problem}`]),
      ...(this.#switches?.problem ? [`a strategy switch failed: ${this.#switches.problem}`] : []),
    ];
  }

  begun(timeZeroNs: bigint): void {
    const fleets = this.#fleets;
    this.#watch = new EcsWatch({ fleets, timeZeroNs, duration: this.#scenario.clock.duration });
    if (this.#applies) this.#switches = new StrategySwitches({ scenario: this.#scenario, fleets, timeZeroNs });
  }

  running(): Readonly<Record<string, number>> | null {
    return this.#watch?.running ?? null;
  }

  seen(): FleetSeries | null {
    return this.#watch?.stop() ?? null;
  }

  close(): void {
    this.#watch?.stop();
    this.#switches?.close();
    for (const fleet of this.#fleets.values()) fleet.close();
  }
}
