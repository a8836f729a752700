import { join } from "node:path";
import type { Command } from "commander";
import { sweepCsv, sweepJson, sweepReporters } from "../../../reports/sweep/index.js";
import { alternativeOf } from "../../experiments/alternative.js";
import { packageVersion } from "../../experiments/package-assets.js";
import { type SweepPoint, type SweepResult, sweep as sweepPoints } from "../../experiments/sweep.js";
import { Threads } from "../../experiments/threads.js";
import { type Axis, combinations } from "../../outcome/swept.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { refuse, WrongCall } from "../failures.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { examples, type RunOptions, repeated, settingsOf, withRunOptions } from "../options.js";
import { writeAtomically } from "../results/atomic-files.js";
import { openSamples } from "../results/sample-file.js";
import { interruptible, print, progress } from "../terminal.js";

interface Options extends RunOptions {
  readonly vary: readonly string[];
}

/** More would be a slip of the pen. */
const combinationsMax = 20_000;

/** Simulates every combination of some values. */
export const sweep = (command: Command): Command =>
  withRunOptions(command, sweepReporters)
    .description(
      "Simulates every combination of the values that are varied, with the same random numbers, and says what each costs, its p99,\n" +
        "whether its objectives hold, and which combinations nothing beats in both. Never exits 3.",
    )
    .argument("<scenario.yaml>")
    .addOption(repeated("--vary <path=v1,v2,...>", "values of a setting, or variant=a,b; may be given again"))
    .addHelpText(
      "after",
      examples(
        "sim sweep fleet.yaml --vary 'services.web.bounds.max=10,20,40' --vary 'services.web.task.cpu=1 vCPU,2 vCPU'",
        "sim sweep fleet.yaml --vary variant=spot,arm64 --replications 20 --format csv > sweep.csv",
        "sim sweep fleet.yaml --vary seed=1,2,3 --out runs/sweep      # resumed where it was stopped",
      ),
    )
    .action(async (path: string, options: Options) => {
      const axes = options.vary.map(axisOf);
      refuse(axes.length === 0 ? ["expected --vary with values, such as --vary 'services.web.bounds.max=10,20'"] : []);
      const { replications, points } = openPoints(path, axes, options);
      const store = options.out === undefined ? null : openSamples(options.out, ours);
      const threads = new Threads(options.workers);
      const shown = progress("replications", options.quiet ?? false);
      const onProgress = (done: number, total: number) => shown.update(done, total);
      const order = { axes, points, replications, version: packageVersion(), store, runner: threads };
      const result = await interruptible((signal) => sweepPoints({ ...order, onProgress, signal })).finally(
        async () => {
          shown.stop();
          store?.close();
          await threads.close();
        },
      );
      process.exitCode = finish(result, options);
    });

const ours = ["samples.ndjson", "sweep.json", "sweep.csv"];

/** A result that is not whole is not written, so that a file never stands for more than it holds. */
function finish({ outcome, missing, error }: SweepResult, { format, out }: Options): ExitCode {
  if (missing > 0) {
    const why = error?.message ?? "stopped";
    const kept = out === undefined ? "" : `; ${out} keeps what is done: the same call goes on from there`;
    process.stderr.write(`${missing} replications are missing: ${why}${kept}\n`);
    return exitCodes.aborted;
  }
  print(outcome, format, sweepReporters); // first: a full disk does not lose what was computed
  if (out === undefined) return exitCodes.good;
  writeAtomically(join(out, "sweep.csv"), sweepCsv(outcome));
  writeAtomically(join(out, "sweep.json"), sweepJson(outcome));
  return exitCodes.good;
}

function openPoints(path: string, axes: readonly Axis[], options: Options) {
  const all = combinations(axes);
  const tooMany = `${all.length} combinations: expected at most ${combinationsMax}`;
  refuse(all.length > combinationsMax ? [tooMany] : []);
  const problems = new Set<string>();
  const points: SweepPoint[] = [];
  for (const values of all) {
    try {
      const read = openScenario(path, openingOf(axes, values, options));
      points.push({ values, alternative: alternativeOf(values.join(" · "), read) });
    } catch (error) {
      if (!(error instanceof WrongCall)) throw error;
      for (const line of error.lines) problems.add(line);
    }
  }
  refuse([...problems]);
  if (!options.quiet) printWarnings(points[0].alternative.read.warnings);
  const { replications } = points[0].alternative.read.scenario;
  return { replications, points };
}

function openingOf(axes: readonly Axis[], values: readonly string[], options: Options) {
  const settings = axes.flatMap(({ path }, at) => (path === "variant" ? [] : [`${path}=${values[at]}`]));
  const at = axes.findIndex(({ path }) => path === "variant");
  const variant = at < 0 ? options.variant : values[at];
  return { set: [...settingsOf(options), ...settings], ...(variant !== undefined && { variant }) };
}

/** Reads `path=v1,v2`; a comma inside brackets, braces or quotes belongs to its value. */
function axisOf(text: string): Axis {
  const at = text.indexOf("=");
  const path = text.slice(0, Math.max(0, at)).trim();
  const values = splitValues(text.slice(at + 1));
  const isGood = path !== "" && values.length > 0 && values.every((value) => value !== "");
  if (!isGood)
    throw new WrongCall([`--vary '${text}': expected a path and its values, such as services.web.bounds.max=10,20`]);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw new WrongCall([`--vary '${text}': ${twice} stands there twice`]);
  return { path, values };
}

function splitValues(text: string): readonly string[] {
  const values: string[] = [""];
  let depth = 0;
  let quote = "";
  for (const character of text) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ("[{".includes(character)) depth++;
    else if ("]}".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      values.push("");
      continue;
    }
    values[values.length - 1] += character;
  }
  return values.map((value) => value.trim());
}
