import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { drillReporters } from "../../../reports/drill/index.js";
import { ofPart, type Reporter } from "../../../reports/reporter.js";
import { telemetryReporters } from "../../../reports/telemetry/index.js";
import { drillExitCode } from "../../outcome/verification/index.js";
import type { Drilled } from "../drill/drilled.js";
import { type DrillCall, type OpenedDrill, openDrill } from "../drill/open-drill.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { withEcsOptions } from "../load/ecs-options.js";
import { wholeSchedule, withHarnessOptions } from "../load/harness-options.js";
import { type Staged, withLivePage } from "../load/live-page.js";
import { loadOrder } from "../load/load-order.js";
import { withStagedFleet } from "../load/staged-fleet.js";
import { printWarnings } from "../open-scenario.js";
import { examples, formatOption, wholeNumber, workersOption } from "../options.js";
import { drawsByDefault, isWhole, predictShown, sameArrivalsShown } from "../predict-shown.js";
import { makeFolder } from "../results/atomic-files.js";
import {
  acknowledgedFile,
  prepareDrillDirectory,
  verificationPage,
  writeDrill,
} from "../results/verification-directory.js";
import { outcomesOf } from "../telemetry/exports.js";
import { delivered, type OtlpOption, withOtlpOption } from "../telemetry/push.js";
import { print } from "../terminal.js";

interface Options extends Omit<DrillCall, "share" | "part">, OtlpOption {
  /** Share of the running tasks, as written. */
  readonly share: string;
  readonly replications?: number;
  readonly draws: number;
  readonly workers: number;
  readonly format: string;
  readonly strict?: true;
}

type Call = DrillCall & Pick<Options, "draws" | "workers" | "format" | "strict" | "otlp">;

/** Reporters of a drill: its own formats, and the metrics of the predicted and the measured run. */
const drilledReporters: readonly Reporter<Drilled>[] = [
  ...drillReporters.map((each) => ofPart(each, ({ report }: Drilled) => report)),
  ...telemetryReporters.map((each) => ofPart(each, ({ record }: Drilled) => outcomesOf(record))),
];

/** Stops tasks while load runs, and looks up every write that was acknowledged. */
export const drill = (command: Command): Command =>
  withOtlpOption(withEcsOptions(withHarnessOptions(command)))
    .description(
      "Predicts a drill, drives the same load, stops a part of the running tasks by the ECS API in the middle of it, and " +
        "says what became of each acknowledged write. Without --target a fleet of local processes is started for it.",
    )
    .argument("<scenario.yaml>")
    .option("--share <share>", "of the running tasks that are stopped, at least one", "10 %")
    .option("--at <moment>", "when they are stopped: since the start, or a time of day", "30s")
    .option("--apply", "stop tasks of a real cluster")
    .option("--replications <n>", "runs that predict (default: the scenario's)", wholeNumber(1))
    .option(
      "--draws <n>",
      "simulations of the driven arrivals, in each of which servers draw anew, that a --target is held against",
      wholeNumber(1),
      drawsByDefault,
    )
    .addOption(workersOption("threads that predict"))
    .addOption(formatOption(drilledReporters))
    .option("--strict", "exit 3 also when an objective is undecided or not evaluated")
    .addHelpText(
      "after",
      examples(
        "sim drill scenarios/staging-local.yaml --share 25%",
        "sim drill fleet.yaml --set services.web.drain.onSigterm=exit",
        "sim drill fleet.yaml --target https://example.com --cluster staging --service web --yes --apply",
      ),
    )
    .action(async (path: string, { share, ...options }: Options) => {
      const replications = options.replications === undefined ? [] : [`replications=${options.replications}`];
      const set = [...options.set, ...replications];
      const call: Call = { ...options, set, part: share, share: wholeSchedule };
      const opened = await openDrill(path, call);
      if (!call.quiet) printWarnings(opened.planned.warnings);
      if (call.out !== undefined) prepareDrillDirectory(call.out, call);
      const { base, ecs } = opened;
      process.exitCode = await withLivePage(base.scenario, call.live, (page) =>
        withStagedFleet(base, { ...call, ecs }, (fleet) => run(opened, { fleet, page }, call)),
      );
    });

async function run(opened: OpenedDrill, { fleet, page }: Staged, call: Call): Promise<ExitCode> {
  const { planned } = opened;
  const order = await loadOrder({ read: planned, targets: fleet.targets, options: call, cluster: call.cluster });
  const prediction = await predictShown(planned, call);
  if (!isWhole(prediction, planned)) return exitCodes.aborted;
  const simulations = fleet.takesOurWork ? 1 : call.draws;
  const sameArrivals = await sameArrivalsShown(planned, prediction, { ...call, simulations });
  if (sameArrivals === null) return exitCodes.aborted;
  return withAcknowledgedFile(call.out, async (acknowledged) => {
    const { scale, quiet = false } = call;
    const told = { ...order, acknowledged };
    const { drilled } = await import("../drill/drilled.js"); // only here: DynamoDB's SDK would add to the start of every command
    const keep = (done: Drilled) => finish(done, call);
    const done = await drilled({ opened, fleet, page, prediction, sameArrivals, order: told, quiet, scale, keep });
    const code = await delivered(finish(done, call), outcomesOf(done.record), call);
    await page?.end(verificationPage(done.record));
    return code;
  });
}

function finish(done: Drilled, { out, format, strict }: Call): ExitCode {
  const { report, record } = done;
  print(done, format, drilledReporters, { strict }); // first, so that a full disk does not lose it
  if (out !== undefined) writeDrill(out, report, record);
  return drillExitCode(report, { strict: strict ?? false });
}

/** The file of acknowledged ids is kept with the run, or gone with it. */
async function withAcknowledgedFile<T>(out: string | undefined, work: (path: string) => Promise<T>): Promise<T> {
  if (out !== undefined) {
    makeFolder(out);
    return work(acknowledgedFile(out));
  }
  const folder = mkdtempSync(join(tmpdir(), "fleetcast-drill-"));
  try {
    return await work(acknowledgedFile(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
