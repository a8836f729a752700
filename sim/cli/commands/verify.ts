import type { Command } from "commander";
import type { LoadOrder, LoadResult } from "../../../harness/generator/order.js";
import { nightOf } from "../../outcome/history.js";
import { verificationExitCode } from "../../outcome/verification/index.js";
import type { ReadScenario } from "../../scenario/index.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { WrongCall } from "../failures.js";
import { type EcsOptions, fleetSettings, openEcs, withEcsOptions } from "../load/ecs-options.js";
import { type HarnessOptions, openForLoad, withHarnessOptions, withShareOption } from "../load/harness-options.js";
import { driveLive } from "../load/live-load.js";
import { type Staged, withLivePage } from "../load/live-page.js";
import { loadOrder } from "../load/load-order.js";
import { withStagedFleet } from "../load/staged-fleet.js";
import { type CheckedPrediction, verified } from "../load/verified.js";
import { printWarnings } from "../open-scenario.js";
import { examples, formatOption, sensitivityOption, wholeNumber, workersOption } from "../options.js";
import { drawsByDefault, isWhole, predictShown, sameArrivalsShown, withRangesExamined } from "../predict-shown.js";
import { keepNight, prepareHistory } from "../results/night-files.js";
import {
  prepareVerificationDirectory,
  type VerificationRecord,
  verificationPage,
  writeVerification,
} from "../results/verification-directory.js";
import { outcomesOf, recordReporters } from "../telemetry/exports.js";
import { delivered, type OtlpOption, withOtlpOption } from "../telemetry/push.js";
import { print } from "../terminal.js";

interface VerifyOptions extends HarnessOptions, EcsOptions, OtlpOption {
  readonly replications?: number;
  readonly draws: number;
  readonly workers: number;
  readonly format: string;
  readonly strict?: true;
  readonly apply?: true;
  readonly history?: string;
  readonly sensitivity?: true;
}

/** Fewest replications that show the range of a single run. */
const replicationsMin = 20;

/** Predicts, drives the same arrivals as real load, and says how far off the prediction was. */
export const verify = (command: Command): Command =>
  withOtlpOption(withEcsOptions(withShareOption(withHarnessOptions(command))))
    .description(
      "Predicts a scenario, drives the very same arrivals as real load, and compares. Without --target a fleet of local " +
        "processes is started for it and ended after it.",
    )
    .argument("<scenario.yaml>")
    .option(
      "--replications <n>",
      `runs that predict (default: the scenario's, at least ${replicationsMin})`,
      wholeNumber(1),
    )
    .option(
      "--draws <n>",
      "simulations of the driven arrivals, in each of which servers draw anew, that a --target is held against",
      wholeNumber(1),
      drawsByDefault,
    )
    .addOption(workersOption("threads that predict"))
    .addOption(formatOption(recordReporters))
    .option("--strict", "exit 3 also when an objective is undecided or not evaluated")
    .option("--history <dir>", "keep what was found as one more night of this folder, for sim history")
    .addOption(sensitivityOption())
    .option("--apply", "carry out the scenario's strategy switches at the ECS services")
    .addHelpText(
      "after",
      examples(
        "sim verify scenarios/staging-local.yaml",
        "sim verify fleet.yaml --window 20:00+10m --scale 10% --out runs/tonight",
        "sim verify fleet.yaml --target https://staging.example.com --yes --format markdown",
      ),
    )
    .action(async (path: string, options: VerifyOptions) => {
      const { scenario } = openForVerification(path, options);
      const { apply = false } = options;
      const ecs = openEcs(scenario, options, apply);
      const size = await fleetSettings(scenario, { ...options, ecs });
      const read = openForVerification(path, { ...options, set: [...options.set, ...size] });
      if (!options.quiet) printWarnings(read.warnings);
      if (options.out !== undefined) prepareVerificationDirectory(options.out, options);
      if (options.history !== undefined) prepareHistory(options.history);
      process.exitCode = await withLivePage(read.scenario, options.live, (page) =>
        withStagedFleet(read, { ...options, ecs, applySwitches: apply }, (fleet) =>
          check(read, { fleet, page }, options),
        ),
      );
    });

function openForVerification(path: string, options: VerifyOptions): ReadScenario {
  if (options.share.of > 1) throw new WrongCall(["--share: expected all of a schedule; drive parts of it by sim load"]);
  const read = openForLoad(path, options);
  const replications = options.replications ?? Math.max(replicationsMin, read.scenario.replications);
  if (replications === read.scenario.replications) return read;
  return openForLoad(path, { ...options, set: [...options.set, `replications=${replications}`] });
}

async function check(read: ReadScenario, { fleet, page }: Staged, options: VerifyOptions): Promise<ExitCode> {
  const order = await loadOrder({ read, targets: fleet.targets, options, cluster: options.cluster });
  const prediction = await predictShown(read, options);
  if (!isWhole(prediction, read)) return exitCodes.aborted;
  const simulations = fleet.takesOurWork ? 1 : options.draws;
  const sameArrivals = await sameArrivalsShown(read, prediction, { ...options, simulations });
  if (sameArrivals === null) return exitCodes.aborted;
  const checked = { read, fleet, page, prediction, sameArrivals, order, scale: options.scale };
  const record = await examined(
    checked,
    verified({ ...checked, result: await driveOrKeep(checked, options) }),
    options,
  );
  const code = await delivered(finish(record, options), outcomesOf(record), options);
  await page?.end(verificationPage(record));
  return code;
}

/** With what depends on parameters that no public source tells, where that is asked. */
async function examined(
  { read, prediction }: Pick<CheckedPrediction, "read" | "prediction">,
  record: VerificationRecord,
  options: VerifyOptions,
): Promise<VerificationRecord> {
  if (!options.sensitivity) return record;
  return { ...record, verification: await withRangesExamined(read, prediction, record.verification, options) };
}

/** Drives the load; what was measured until its fleet or a generator process was lost is told before the loss is. */
async function driveOrKeep(
  checked: Omit<CheckedPrediction, "result"> & Staged,
  options: VerifyOptions,
): Promise<LoadResult> {
  const { order, fleet, page, read, prediction } = checked;
  const told: LoadOrder = { ...order, begun: (timeZeroNs) => fleet.begun(timeZeroNs), signal: fleet.gone };
  const keep = (result: LoadResult) => finish(verified({ ...checked, result }), options);
  const shown = { read, quiet: options.quiet ?? false, prediction: prediction.outcome, page, keep };
  const result = await driveLive(told, { ...shown, running: () => fleet.running() });
  if (fleet.gone.aborted) keep(result);
  fleet.gone.throwIfAborted();
  return result;
}

function finish(record: VerificationRecord, { out, format, strict, history }: VerifyOptions): ExitCode {
  print(record, format, recordReporters, { strict }); // first, so that a full disk does not lose it
  if (out !== undefined) writeVerification(out, record);
  if (history !== undefined)
    keepNight(history, nightOf(record.verification, record.predicted.outcome, new Date().toISOString()));
  return verificationExitCode(record.verification, { strict: strict ?? false });
}
