import type { Command } from "commander";
import { sweepCsv, sweepJson, sweepReporters } from "../../../reports/sweep/index.js";
import { alternativeOf } from "../../experiments/alternative.js";
import { packageVersion } from "../../experiments/package-assets.js";
import { type SweepPoint, sweep as sweepPoints } from "../../experiments/sweep.js";
import { type Axis, combinations } from "../../outcome/swept.js";
import { exitCodes } from "../exit-codes.js";
import { conduct } from "../experiments/conduct.js";
import { refuse, WrongCall } from "../failures.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { examples, type RunOptions, repeated, settingsOf, withRunOptions } from "../options.js";
import { print } from "../terminal.js";

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
      const order = { axes, points, replications, version: packageVersion() };
      process.exitCode = await conduct(options, {
        files: ["sweep.csv", "sweep.json"],
        conduct: (laboratory, { onProgress, signal }) => sweepPoints({ ...order, laboratory, onProgress, signal }),
        conclude: ({ outcome }) => {
          print(outcome, options.format, sweepReporters);
          return { code: exitCodes.good, texts: { "sweep.csv": sweepCsv(outcome), "sweep.json": sweepJson(outcome) } };
        },
      });
    });

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
