import { existsSync, statSync } from "node:fs";
import type { Entry } from "../../../harness/calibrate/entry.js";
import { type LogRun, logObservation, runsOf } from "../../../harness/calibrate/from/log-observation.js";
import { readLog } from "../../../harness/calibrate/from/read-log.js";
import { runObservation } from "../../../harness/calibrate/from/run-observation.js";
import type { Observation } from "../../../harness/calibrate/observation.js";
import type { Subject } from "../../../harness/calibrate/subject.js";
import { type ReadScenario, requestService, sidecarVcpu, taskSize } from "../../scenario/index.js";
import { WrongCall } from "../failures.js";
import { readMeasuredDirectory } from "../results/measured-directory.js";
import type { CalibrateOptions } from "./calibrate-options.js";
import { tasksOf } from "./subject.js";

/**
 * Reads measurements of one sort of request from files; lines that cannot be read are thrown together as a wrong call.
 */
export function observeFiles(
  read: ReadScenario,
  subject: Subject,
  options: CalibrateOptions & { readonly from: readonly string[] },
): Observation {
  const { from } = options;
  const missing = from.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new WrongCall(missing.map((path) => `${path}: no such file`));
  if (!from.some((path) => statSync(path).isDirectory())) return beyondSidecars(observeLogs(read, subject, options));
  if (from.length > 1)
    throw new WrongCall(["--from: expected one run directory, or files; merge runs by sim load --merge"]);
  return beyondSidecars(observeRun(from[0], read, subject));
}

/** Requests that would use less than nothing were measured beside other sidecars than the scenario's. */
function beyondSidecars(observation: Observation): Observation {
  const { cpu } = observation;
  if (cpu === null || cpu.micros > 0) return observation;
  throw new WrongCall([
    `the CPU that was measured leaves nothing for requests: ${cpu.basis}; check --vcpu, and cpu and cpuUse of task.containers`,
  ]);
}

function observeRun(folder: string, { scenario }: ReadScenario, { service }: Subject): Observation {
  const { outcome } = readMeasuredDirectory(folder);
  const { task } = requestService(service, scenario);
  const [vcpus, sidecarVcpus] = [taskSize(task).cpu, sidecarVcpu(task)];
  const observation = runObservation({ source: folder, outcome, service, vcpus, sidecarVcpus });
  if (observation === null) throw new WrongCall([`${folder}: expected answered requests to ${service}`]);
  return observation;
}

function observeLogs(
  { scenario }: ReadScenario,
  subject: Subject,
  options: CalibrateOptions & { readonly from: readonly string[] },
): Observation {
  const { from, column: name, unit, where = [], rate, cpuPercent, vcpu } = options;
  const column = name === undefined ? null : { column: name, unit };
  const readings = from.map((path) => readLog(path, { column, where: Object.fromEntries(where) }));
  const problems = readings.flatMap((reading) => (reading.ok ? [] : reading.problems));
  if (problems.length > 0) throw new WrongCall(problems);
  const leftOut = new Map<string, number>();
  for (const reading of readings) {
    for (const [reason, count] of reading.ok ? reading.leftOut : [])
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + count);
  }
  const all = readings.flatMap((reading) => (reading.ok ? reading.entries : []));
  const entries = chosenRun(all, leftOut, options);
  requireAnswers(entries, leftOut, from);
  const beside = entries.filter(({ isBeside }) => isBeside).length;
  if (beside > 0) leftOut.set("requests beside those chosen: load all the same", beside);
  const { reserved: vcpus, sidecarVcpus } = tasksOf(scenario, subject, vcpu);
  const cpu = cpuPercent === undefined ? null : { share: cpuPercent / 100, vcpus, sidecarVcpus };
  const observation = logObservation({ source: sourceOf(options), entries, leftOut, cpu, rate: rate ?? null });
  if (observation === null)
    throw new WrongCall([
      "--cpu-percent: needs a rate to be divided by, which the file does not tell: add --rate 20/s",
    ]);
  return observation;
}

function sourceOf({ from, where = [], run }: CalibrateOptions & { readonly from: readonly string[] }): string {
  return [from.join(", "), ...where.map((pair) => pair.join("=")), ...(run === undefined ? [] : [`run ${run}`])].join(
    " ",
  );
}

/** The requests of one run: a rate over the pause between two would be of neither. */
function chosenRun(
  entries: readonly Entry[],
  leftOut: Map<string, number>,
  { from, run }: CalibrateOptions & { readonly from: readonly string[] },
): readonly Entry[] {
  const runs = runsOf(entries);
  if (run === undefined && runs.length === 1) return entries;
  const told = runs.map(
    ({ from, to, entries }, index) =>
      `  ${index + 1}: ${instant(from)} to ${instant(to)}, ${rateWords(entries, to - from)}`,
  );
  if (run === undefined) {
    throw new WrongCall([
      [
        `${from!.join(", ")}: expected one run, got ${runs.length} with a pause between them: choose one with --run`,
        ...told,
      ].join("\n"),
    ]);
  }
  const chosen: LogRun | undefined = runs[run - 1];
  if (chosen === undefined) throw new WrongCall([[`--run ${run}: expected 1 to ${runs.length}`, ...told].join("\n")]);
  if (runs.length > 1) leftOut.set("requests of other runs", entries.length - chosen.entries.length);
  return chosen.entries;
}

function instant(micros: number): string {
  return Number.isNaN(micros) ? "?" : new Date(micros / 1_000).toISOString().slice(0, 19);
}

function rateWords({ length }: readonly Entry[], micros: number): string {
  return `${length} requests${micros > 0 ? `, ${(((length - 1) / micros) * 1e6).toPrecision(4)}/s` : ""}`;
}

function requireAnswers(
  entries: readonly Entry[],
  leftOut: ReadonlyMap<string, number>,
  from: readonly string[],
): void {
  if (entries.some(({ isAnswered, isBeside }) => isAnswered && !isBeside)) return;
  const others = [...leftOut].map(([reason, count]) => `; left out: ${count} ${reason}`).join("");
  throw new WrongCall([`${from.join(", ")}: expected answered requests, got ${entries.length} failed ones${others}`]);
}
