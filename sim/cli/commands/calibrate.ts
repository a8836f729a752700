import type { Command } from "commander";
import { type Calibration, calibrate as calibrationOf } from "../../../harness/calibrate/calibration.js";
import type { ReadScenario } from "../../scenario/index.js";
import { type CalibrateOptions, withCalibrateOptions } from "../calibrate/calibrate-options.js";
import { calibrationText } from "../calibrate/calibration-text.js";
import { observeFiles } from "../calibrate/from-files.js";
import { overlayFiles, writeOverlay } from "../calibrate/overlay-files.js";
import { subjectOf } from "../calibrate/subject.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { WrongCall } from "../failures.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { examples } from "../options.js";

const cloudWatchHelp = `

CPU per request = (CPU used over reserved × vCPUs − what the scenario's sidecars use) ÷ requests per
second. A log tells the rate, and CloudWatch the CPU, for the same minutes; --vcpu is the tasks that
ran times the vCPUs of one, sidecars included:
  $ aws cloudwatch get-metric-statistics --namespace AWS/ECS --metric-name CPUUtilization \\
      --dimensions Name=ClusterName,Value=prod Name=ServiceName,Value=web --statistics Average \\
      --start-time 2026-03-02T12:00:00Z --end-time 2026-03-02T12:10:00Z --period 600 \\
      --query 'Datapoints[0].Average'`;

/** Finds service times and CPU per request from a measurement, and writes them as an overlay of the scenario. */
export const calibrate = (command: Command): Command =>
  withCalibrateOptions(command)
    .description(
      "Finds service-time distributions and CPU per request from a target or from measurements, says how well they fit, " +
        "and writes them as a scenario that extends this one.",
    )
    .argument("<scenario.yaml>")
    .addHelpText(
      "after",
      examples(
        "sim calibrate fleet.yaml --target http://127.0.0.1:8080 --out calibrated.yaml",
        "sim calibrate fleet.yaml --target http://127.0.0.1:8080 --pid 4711 --rate 30/s",
        "sim calibrate fleet.yaml --from access.log.gz --cpu-percent 41 --vcpu 8 --out calibrated.yaml",
        "sim calibrate fleet.yaml --from k6.csv --where group=::checkout --cpu-percent 30 --vcpu 1.5",
        "sim calibrate fleet.yaml --from times.csv --column seconds --unit 1s",
      ) + cloudWatchHelp,
    )
    .action(async (path: string, options: CalibrateOptions, own: Command) => {
      refuseIdle(options, (name) => own.getOptionValueSource(name) === "cli");
      process.exitCode = await run(path, options);
    });

async function run(path: string, options: CalibrateOptions): Promise<ExitCode> {
  refuseMixed(options);
  const { variant, set, seed, from, out } = options;
  const settings = seed === undefined ? set : [...set, `seed=${seed}`];
  const read = openScenario(path, { variant, set: settings, staging: from === undefined });
  if (!options.quiet) printWarnings(read.warnings);
  const files = out === undefined ? null : overlayFiles(path, out, options);
  const subject = subjectOf(read, options);
  // Loaded here only: autocannon would slow down the start of every command.
  const { observeTarget } = await import("../calibrate/from-target.js");
  const observation =
    from === undefined
      ? await observeTarget(read, subject, options)
      : observeFiles(read, subject, { ...options, from });
  if (observation === null) {
    process.stderr.write("stopped before the calibration was done\n");
    return exitCodes.aborted;
  }
  const today = new Date().toISOString().slice(0, 10);
  const calibration = calibrationOf(observation, subject, {
    at: observation.at ?? (from === undefined ? today : `read on ${today}, the file tells no time`),
    family: options.fit ?? null,
    sampleFile: files?.sample ?? "calibrated.csv",
  });
  if (calibration === null) throw new WrongCall([`--fit ${options.fit}: it does not apply to what was measured`]);
  print(calibration, read, options);
  if (files !== null) writeOverlay(calibration, files);
  if (files !== null && !options.quiet) printWritten(files.overlay);
  return exitCodes.good;
}

/** The overlay is read as any scenario is: a prediction outside what was calibrated is flagged here already. */
function printWritten(path: string): void {
  process.stderr.write(`written: ${path}\n`);
  printWarnings(openScenario(path, { set: [] }).warnings);
}

function refuseMixed({ target, from, pid, cpuPercent, column, where, run }: CalibrateOptions): void {
  const problems = [
    ...(target.length > 0 === (from !== undefined) ? ["expected either --target or --from"] : []),
    ...(from !== undefined && pid !== undefined ? ["--pid: expected with --target only"] : []),
    ...(target.length > 0 && cpuPercent !== undefined ? ["--cpu-percent: expected with --from only"] : []),
    ...(target.length > 0 && column !== undefined ? ["--column: expected with --from only"] : []),
    ...(target.length > 0 && where !== undefined ? ["--where: expected with --from only"] : []),
    ...(target.length > 0 && run !== undefined ? ["--run: expected with --from only"] : []),
  ];
  if (problems.length > 0) throw new WrongCall(problems);
}

/** Options that would do nothing beside --from: a file was measured already, with durations of a known unit. */
function refuseIdle({ from, column }: CalibrateOptions, isGiven: (name: string) => boolean): void {
  if (from === undefined) return;
  const probing = {
    duration: "--duration",
    hold: "--hold",
    saturation: "--no-saturation",
    connections: "--connections",
  };
  const idle = Object.entries(probing).flatMap(([name, flag]) =>
    isGiven(name) ? [`${flag}: expected with --target only`] : [],
  );
  const unit = isGiven("unit") && column === undefined ? ["--unit: expected with --column only"] : [];
  if (idle.length + unit.length > 0) throw new WrongCall([...idle, ...unit]);
}

function print(calibration: Calibration, { scenario }: ReadScenario, { format }: CalibrateOptions): void {
  const { sample, observation, ...plain } = calibration;
  const { durations, ...observed } = observation;
  const json = { schema: 1, scenario: scenario.name, ...plain, observation: { ...observed, used: durations.length } };
  process.stdout.write(format === "json" ? `${JSON.stringify(json, null, 2)}\n` : calibrationText(calibration));
}
