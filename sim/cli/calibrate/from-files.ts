import { existsSync, statSync } from "node:fs";
import type { Subject } from "../../../harness/calibrate/calibration.js";
import { logObservation } from "../../../harness/calibrate/from/log-observation.js";
import { readLog } from "../../../harness/calibrate/from/read-log.js";
import { runObservation } from "../../../harness/calibrate/from/run-observation.js";
import type { Entry, Observation } from "../../../harness/calibrate/observation.js";
import type { ReadScenario } from "../../scenario/index.js";
import { WrongCall } from "../failures.js";
import { readMeasuredDirectory } from "../measured-directory.js";
import type { CalibrateOptions } from "./options.js";
import { vcpusOf } from "./subject.js";

/** What files of measurements say of a sort of request; every line that cannot be read is thrown as a wrong call. */
export function observeFiles(
  read: ReadScenario,
  subject: Subject,
  options: CalibrateOptions & { readonly from: readonly string[] },
): Observation {
  const { from } = options;
  const missing = from.filter((path) => !existsSync(path));
  if (missing.length > 0) throw new WrongCall(missing.map((path) => `${path}: no such file`));
  if (!from.some((path) => statSync(path).isDirectory())) return observeLogs(read, subject, options);
  if (from.length > 1)
    throw new WrongCall(["--from: expected one run directory, or files; merge runs by sim load --merge"]);
  return observeRun(from[0], read, subject);
}

function observeRun(folder: string, { scenario }: ReadScenario, { service }: Subject): Observation {
  const { outcome } = readMeasuredDirectory(folder);
  const vcpus = scenario.services[service].task.cpu;
  const observation = runObservation({ source: folder, outcome, service, vcpus });
  if (observation === null) throw new WrongCall([`${folder}: expected answered requests to ${service}`]);
  return observation;
}

function observeLogs(
  { scenario }: ReadScenario,
  subject: Subject,
  { from, column: name, unit, rate, cpuPercent, vcpu }: CalibrateOptions & { readonly from: readonly string[] },
): Observation {
  const column = name === undefined ? null : { column: name, unit };
  const readings = from.map((path) => readLog(path, column));
  const problems = readings.flatMap((reading) => (reading.ok ? [] : reading.problems));
  if (problems.length > 0) throw new WrongCall(problems);
  const entries = readings.flatMap((reading) => (reading.ok ? reading.entries : []));
  requireAnswers(entries, from);
  const vcpus = vcpu ?? vcpusOf(scenario, subject).reserved;
  const cpu = cpuPercent === undefined ? null : { share: cpuPercent / 100, vcpus };
  const observation = logObservation({ source: from.join(", "), entries, cpu, rate: rate ?? null });
  if (observation === null) throw new WrongCall(["--rate: needed beside --cpu-percent, since the file tells no times"]);
  return observation;
}

function requireAnswers(entries: readonly Entry[], from: readonly string[]): void {
  if (entries.some(({ isAnswered }) => isAnswered)) return;
  throw new WrongCall([`${from.join(", ")}: expected answered requests, got ${entries.length} failed ones`]);
}
