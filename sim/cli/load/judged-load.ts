import { auditLoad } from "../../../harness/audit/audit.js";
import type { LoadOrder, LoadResult } from "../../../harness/generator/order.js";
import { drivenDemands } from "../../../harness/plan/driven.js";
import type { FleetSeries } from "../../../harness/record/fleet-series.js";
import { loadFacts } from "../../../harness/record/load-facts.js";
import { measuredOutcome } from "../../../harness/record/measured-outcome.js";
import { packageVersion } from "../../experiments/package-assets.js";
import { exitCode, type Run } from "../../outcome/index.js";
import type { Outcome } from "../../outcome/outcome.js";
import type { ReadScenario } from "../../scenario/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";

/** A load that was driven, and what is known of the fleet that it was driven at. */
export interface DrivenLoad {
  readonly read: ReadScenario;
  readonly result: LoadResult;
  readonly order: Pick<LoadOrder, "targets" | "share">;
  /** What the tasks were, where a reader has to know. */
  readonly label?: string | null;
  /** Null where nobody watched. */
  readonly fleet?: FleetSeries | null;
}

/** Audits a load and judges what it measured. */
export function judgeLoad({ read, result, order, label = null, fleet = null }: DrivenLoad): {
  readonly outcome: Outcome;
  readonly run: Run;
} {
  const { measured: snapshot, aborted, elapsed, begunMs } = result;
  const facts = loadFacts(read.scenario, drivenDemands(read.scenario, read.data.tables));
  const audit = auditLoad(snapshot, facts, { elapsed });
  const { targets, share } = order;
  return measuredOutcome({
    read,
    snapshot,
    audit,
    version: packageVersion(),
    targets,
    share,
    label,
    aborted,
    elapsed,
    begunMs,
    fleet,
  });
}

/** Exit code of a measured run: a load other than the one asked for says nothing about objectives. */
export function measuredExitCode(outcome: Outcome, { strict = false }: { readonly strict?: boolean } = {}): ExitCode {
  if (outcome.aborted !== null) return exitCodes.aborted;
  return outcome.measured?.audit.valid === false ? exitCodes.invalidMeasurement : exitCode(outcome, { strict });
}
