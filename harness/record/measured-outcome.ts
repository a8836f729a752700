import { minute } from "../../scenarios/language/units/time.js";
import { aggregate, clockOutcome, limitsOf, type Run, unbilled, unjudged } from "../../sim/outcome/index.js";
import type { LoadAudit } from "../../sim/outcome/measured.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import type { Replication } from "../../sim/outcome/replication.js";
import { combineDigests, demandSubject } from "../../sim/outcome/replication.js";
import { aspectsOf, lastingWarnings, type ReadScenario } from "../../sim/scenario/index.js";
import { Clock } from "../../workload/clock.js";
import { drivenSeed, drivenWarmup } from "../plan/driven.js";
import type { Share } from "../plan/share.js";
import type { FleetSeries } from "./fleet-series.js";
import { measuredApart } from "./load-facts.js";
import { measuredObjectives } from "./measured-objectives.js";
import { measuredService } from "./measured-service.js";
import { observedFacts } from "./observed-facts.js";
import type { MeasuredSnapshot, MinuteSnapshot, ServiceSnapshot } from "./snapshot.js";

/** A measured run and everything that is known of it. */
export interface MeasuredRun {
  readonly read: ReadScenario;
  readonly snapshot: MeasuredSnapshot;
  readonly audit: LoadAudit;
  /** Version of this program. */
  readonly version: string;
  /** Base URLs by service. */
  readonly targets: Readonly<Record<string, string>>;
  readonly share: Share;
  /** What the tasks were, when that matters to a reader; null otherwise. */
  readonly label: string | null;
  /** Why the load ended early; null when it did not. */
  readonly aborted: string | null;
  /** How much of the reported time was driven, in microseconds. */
  readonly elapsed: number;
  /**
   * Real time of clock.start in milliseconds since 1970; null when the load did not begin, or an older version measured
   * it.
   */
  readonly begunMs: number | null;
  /** Null when nobody watched the fleet. */
  readonly fleet: FleetSeries | null;
}

/** Turns a measurement into an outcome, judged by the same code as predictions, and into a run to compare with them. */
export function measuredOutcome(measured: MeasuredRun): { readonly outcome: Outcome; readonly run: Run } {
  const { read, snapshot, version } = measured;
  const { scenario, variant } = read;
  const services = Object.keys(scenario.services);
  const warnings = lastingWarnings(read);
  const replication = replicationOf(measured);
  const experiment = {
    kind: "measured" as const,
    scenario: scenario.name,
    about: scenario.about,
    variant,
    version,
    seed: scenario.seed,
    replicationsAsked: 1,
    clock: clockOutcome(new Clock(scenario.clock), drivenWarmup(scenario)),
    assumptions: [],
    ...(warnings.length > 0 && { warnings }),
    services: aspectsOf(scenario.services),
    strata: [],
    objectives: measuredObjectives(scenario),
    claims: [],
  };
  const { targets, share, label, elapsed, audit, begunMs } = measured;
  const aggregated = aggregate(experiment, [{ replication, bill: unbilled }]);
  const outcome: Outcome = {
    ...aggregated,
    objectives: audit.valid ? aggregated.objectives : unjudged(aggregated.objectives),
    measured: {
      targets,
      share,
      processes: snapshot.generator.processes,
      ...(begunMs !== null && { begunAt: new Date(begunMs).toISOString() }),
      elapsedS: elapsed / 1e6,
      label,
      services: Object.fromEntries(services.map((name) => [name, measuredService(snapshot.services[name])])),
      audit,
    },
  };
  return { outcome, run: { replication, bill: unbilled } };
}

/** Replication 0 of the scenario, as it went in the real world. */
function replicationOf(measured: MeasuredRun): Replication {
  const { read, snapshot, aborted, elapsed, fleet } = measured;
  const { scenario } = read;
  const seed = drivenSeed(scenario);
  const services = Object.keys(scenario.services).map((name) => {
    const service = driven(snapshot.services[name], elapsed);
    const limits = limitsOf(scenario.objectives, name);
    const demands = measuredApart(scenario, name).flatMap((each) => {
      const own = snapshot.apart[demandSubject(name, each.demand)];
      return own === undefined ? [] : [{ ...each, measured: own }]; // older versions did not measure demands separately
    });
    const { kind } = scenario.services[name];
    const beside = { kind, limits, fleet: fleet?.services[name] ?? null, demands };
    return [name, observedFacts(service, beside)] as const;
  });
  return {
    seed,
    index: 0,
    stratum: null,
    digest: digestOf(measured),
    aborted,
    services: Object.fromEntries(services),
    usage: { end: scenario.clock.duration, readings: [] },
    leftOut: { end: scenario.clock.duration, readings: [] },
    events: fleet?.events ?? [],
  };
}

/** No measurement can be repeated byte for byte, so the digest identifies the schedule that was driven, and how far. */
function digestOf({ read: { scenario, resolved }, share, aborted, elapsed }: MeasuredRun): string {
  const schedule = [resolved, String(drivenSeed(scenario)), `${share.index}/${share.of}`];
  return combineDigests(aborted === null ? schedule : [...schedule, `ended after ${elapsed}`]);
}

/** A service without the minutes that an aborted run did not reach. */
function driven(service: ServiceSnapshot, elapsed: number): ServiceSnapshot {
  const last = service.minutes.findLastIndex(isUsed);
  return { ...service, minutes: service.minutes.slice(0, Math.max(1, last + 1, Math.ceil(elapsed / minute))) };
}

function isUsed({ arrived, completed, degraded, failed }: MinuteSnapshot): boolean {
  return arrived + completed + degraded + failed > 0;
}
