import {
  type ReconciledService,
  reconcileAll,
  storedByCommand,
  storedLocally,
} from "../../../harness/drill/reconcile.js";
import { Drill } from "../../../harness/drill/running-drill.js";
import type { ServiceStop } from "../../../harness/drill/service-stop.js";
import { EcsFleet } from "../../../harness/ecs/client.js";
import type { LoadOrder, LoadResult } from "../../../harness/generator/order.js";
import { drivenSeed } from "../../../harness/plan/driven.js";
import type { FleetSeries, MeasuredWrites } from "../../../harness/record/fleet-series.js";
import type { Prediction } from "../../experiments/predict.js";
import type { Run } from "../../outcome/index.js";
import {
  type DrillReport,
  predictedReplacement,
  type Reconciliation,
  type ServiceDrill,
} from "../../outcome/verification/index.js";
import { requestServices, type Scenario } from "../../scenario/index.js";
import type { EcsFleets } from "../load/ecs-options.js";
import { driveLive } from "../load/live-load.js";
import type { LivePage } from "../load/live-page.js";
import type { StagedFleet } from "../load/staged-fleet.js";
import { verified } from "../load/verified.js";
import type { VerificationRecord } from "../results/verification-directory.js";
import { interruptible } from "../terminal.js";
import type { OpenedDrill } from "./open-drill.js";

/** A drill whose prediction is made and whose fleet stands. */
export interface DrillRun {
  readonly opened: OpenedDrill;
  readonly fleet: StagedFleet;
  readonly page: LivePage | null;
  readonly prediction: Prediction;
  /** Simulations of the arrivals that are driven. */
  readonly sameArrivals: readonly Run[];
  /** The load, with a file for acknowledged writes. */
  readonly order: LoadOrder & { readonly acknowledged: string };
  readonly quiet: boolean;
  readonly scale: number | undefined;
  /** Given what there is where the fleet, a generator process or the drill itself is lost, before the loss is thrown. */
  readonly keep: (drilled: Drilled) => void;
}

/** A drill's report, and the record of the load that it was held under. */
export interface Drilled {
  readonly report: DrillReport;
  readonly record: VerificationRecord;
}

/** Results of a load with a drill. */
interface DrivenDrill {
  readonly result: LoadResult;
  readonly stops: ReadonlyMap<string, ServiceStop>;
  /** Why the fleet was not waited for; null where it was. */
  readonly aborted: string | null;
  /** Null where the store was gone before anybody could look. */
  readonly reconciled: ReadonlyMap<string, ReconciledService> | null;
}

const pollMs = { local: 100, real: 5_000 };
/** Waits longer than this are announced on the terminal. */
const silenceMs = 2_000;
const waiting = "the load is over; waiting until the stopped tasks are gone and replaced (Ctrl-C: report without)";
/** Time allowed for launches, after drains and stop timeouts, in microseconds. */
const launchPatience = 300_000_000;

/** Drives the load, stops the tasks, looks up every write, and puts it all beside the prediction of the same drill. */
export async function drilled(run: DrillRun): Promise<Drilled> {
  return reported(run, await drive(run));
}

function reported(run: DrillRun, driven: DrivenDrill): Drilled {
  const { opened, fleet, prediction, sameArrivals, order, scale } = run;
  const drills = Object.fromEntries(
    opened.services.map((service) => [service, serviceDrill(service, driven, run)] as const),
  );
  const notes = [...fleet.notes, ...drillNotes(drills, { isLocal: fleet.local !== null })];
  const seen = { label: fleet.label, notes, seen: () => seriesOf(fleet, driven) };
  const { result, aborted } = driven;
  const record = verified({ read: opened.planned, prediction, sameArrivals, order, result, fleet: seen, scale });
  const { verification } = record;
  return { report: { schema: 1, kind: "drill", aborted, drills, verification }, record };
}

async function drive(run: DrillRun): Promise<DrivenDrill> {
  const { opened, fleet, page, prediction, order, quiet } = run;
  const { planned, share, at } = opened;
  const fleets = opened.ecs ?? localFleets(opened.services, fleet);
  const { scenario } = planned;
  const drill = new Drill({
    ...{ fleets, at, part: { share } },
    seed: drivenSeed(scenario),
    pollMs: fleet.local === null ? pollMs.real : pollMs.local,
    patience: patience(scenario),
  });
  const begun = (timeZeroNs: bigint) => {
    fleet.begun(timeZeroNs);
    drill.begin(timeZeroNs);
  };
  const signal = AbortSignal.any([fleet.gone, drill.failed]);
  fleet.gone.addEventListener("abort", () => drill.close());
  const settled = async (result: LoadResult): Promise<DrivenDrill> => {
    if (result.aborted !== null) drill.close();
    const settled = await settledShown(drill, quiet);
    return { ...settled, result, reconciled: fleet.gone.aborted ? null : await reconciledOf(run) };
  };
  const keep = async (result: LoadResult) => run.keep(reported(run, await settled(result)));
  try {
    const shown = { read: planned, quiet, prediction: prediction.outcome, page, running: () => fleet.running(), keep };
    const driven = await settled(await driveLive({ ...order, begun, signal }, shown));
    if (signal.aborted) run.keep(reported(run, driven));
    signal.throwIfAborted();
    return driven;
  } finally {
    drill.close();
    for (const each of fleets.values()) each.close();
  }
}

/** Waits until the fleet has settled or Ctrl-C ends the wait, announcing a long wait, and returns what was done. */
async function settledShown(drill: Drill, quiet: boolean): Promise<Pick<DrivenDrill, "stops" | "aborted">> {
  const told = setTimeout(() => quiet || process.stderr.write(`${waiting}\n`), silenceMs);
  try {
    return await interruptible(async (signal) => {
      signal.addEventListener("abort", () => drill.close());
      const stops = await drill.settled();
      return { stops, aborted: signal.aborted ? "stopped by the user before the fleet had settled" : null };
    });
  } finally {
    clearTimeout(told);
  }
}

function localFleets(services: readonly string[], { local }: StagedFleet): EcsFleets {
  const { controlUrl, cluster } = local!;
  const permission = { apply: true, refusals: [] };
  const fleets = services.map((service) => {
    const target = { cluster, service, endpointUrl: controlUrl };
    return [service, new EcsFleet(target, { permission })] as const;
  });
  return new Map(fleets);
}

function reconciledOf(run: DrillRun): Promise<ReadonlyMap<string, ReconciledService>> {
  const { scenario, data } = run.opened.planned;
  return reconcileAll({ scenario, tables: data.tables, acknowledged: run.order.acknowledged, stored: storeOf(run) });
}

function storeOf({ fleet, opened }: DrillRun) {
  const { reconcile } = opened.planned.scenario.staging;
  if (fleet.local?.storeUrl) return storedLocally.bind(null, fleet.local.storeUrl);
  if (fleet.local === null && reconcile) return storedByCommand.bind(null, reconcile.command);
  return async () => ({ writes: new Map<string, number>(), deadLetters: new Set<string>() });
}

function patience(scenario: Scenario): number {
  const drains = Object.values(requestServices(scenario)).map(
    ({ drain }) => drain.deregistrationDelay + drain.stopTimeout,
  );
  return Math.max(...drains) + launchPatience;
}

/** The observed fleet, and what became of the writes of the reported time. */
function seriesOf(fleet: StagedFleet, { reconciled }: DrivenDrill): FleetSeries | null {
  const seen = fleet.seen();
  if (seen === null) return null;
  const services = Object.entries(seen.services).map(([name, minutes]) => {
    const writes = reconciled?.get(name)?.reported;
    return [name, writes === undefined || writes.acknowledged === 0 ? minutes : { ...minutes, writes: counts(writes) }];
  });
  return { ...seen, services: Object.fromEntries(services) };
}

function counts({ acknowledged, kept, deadLettered, lost }: Reconciliation): MeasuredWrites {
  return { accepted: acknowledged, flushed: kept, deadLettered, lost };
}

function serviceDrill(
  service: string,
  { stops, reconciled }: DrivenDrill,
  { prediction: { runs, strata }, sameArrivals }: DrillRun,
): ServiceDrill {
  const stop = stops.get(service);
  const looked = reconciled?.get(service);
  return {
    running: stop?.running ?? 0,
    stopped: stop?.stopped ?? [],
    stoppedAtS: stop?.stoppedAtS ?? null,
    replacedAfterS: stop?.replacedAfterS ?? null,
    ...predictedReplacement(service, runs, strata, sameArrivals),
    writes: looked === undefined || looked.all.acknowledged === 0 ? null : looked.all,
    unanswered: looked?.unanswered ?? null,
  };
}

type Named = readonly [service: string, drill: ServiceDrill];

const stopTaskOrder =
  "tasks were stopped by StopTask, which takes them out of the load balancer before SIGTERM, and so was the prediction " +
  "made; a Spot interruption sends SIGTERM first";
const storeGone = "what became of the acknowledged writes is not known: their store went with the local fleet";

/** Remarks that a reader needs before judging a drill. */
export function drillNotes(
  drills: Readonly<Record<string, ServiceDrill>>,
  { isLocal }: { readonly isLocal: boolean },
): readonly string[] {
  const named = Object.entries(drills);
  return [
    stopTaskOrder,
    ...named.flatMap(unreplaced),
    ...(isLocal ? named.flatMap(lateStart) : []),
    ...(named.some(([, { unanswered }]) => unanswered === null) ? [storeGone] : []),
  ];
}

function unreplaced([service, { stoppedAtS, replacedAfterS }]: Named): readonly string[] {
  if (stoppedAtS === null || replacedAfterS !== null) return [];
  return [`the stopped tasks of ${service} were not seen to be replaced in time`];
}

/** The one part of a local start that is nobody's model but this machine's. */
function lateStart([service, { replacedAfterS, predictedReplacedAfterS }]: Named): readonly string[] {
  const [, latest] = predictedReplacedAfterS.predictedRange ?? [];
  if (replacedAfterS === null || latest === undefined || replacedAfterS <= latest) return [];
  return [
    `${service}: the prediction does not know how long this machine takes to start a task's process; a smaller ` +
      "staging.local.startFaster leaves more room for it",
  ];
}
