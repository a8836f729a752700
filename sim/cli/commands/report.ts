import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { svgOf } from "../../../reports/charts/svg.js";
import { chartsOf, pageOf, pageOfAll } from "../../../reports/html/index.js";
import { pageScript } from "../../experiments/package-assets.js";
import { exitCodes } from "../exit-codes.js";
import { WrongCall } from "../failures.js";
import { examples } from "../options.js";
import { writeAtomically } from "../results/atomic-files.js";
import { type ExportFormat, exportFiles } from "../results/export-files.js";
import { readResults, type StoredResult } from "../results/read-result.js";
import { exported, runsOf } from "../telemetry/exports.js";
import { delivered, type OtlpOption, withOtlpOption } from "../telemetry/push.js";

interface Options extends OtlpOption {
  readonly format?: "html" | "svg" | ExportFormat;
  readonly out?: string;
}

const formats = ["html", "svg", ...Object.keys(exportFiles)];

/** Draws results that stand in folders, or writes them for other programs. */
export const report = (command: Command): Command =>
  withOtlpOption(command)
    .description(
      "Draws a result that --out wrote as one page that needs no network; of several, one page with all of them. With --format svg " +
        "each chart is a file, drawn without a browser; junit is for CI, and prometheus, openmetrics and otlp are its metrics.",
    )
    .argument("<result...>", "folders of sim run, load, verify, experiments and nights, or their JSON files")
    .addOption(
      new Option("--format <format>", "what to write (default: html, or nothing with --otlp)").choices(formats),
    )
    .option(
      "--out <path>",
      "the file, or the folder of the SVG files (default: report.html, charts/, junit.xml or metrics.*, beside the result)",
    )
    .addHelpText(
      "after",
      examples(
        "sim report runs/tonight",
        "sim report runs/a runs/b --out both.html",
        "sim report runs/tonight --format svg --out charts",
        "sim report verification --format junit --out junit.xml",
        "sim report verification --otlp http://127.0.0.1:4318",
      ),
    )
    .action(
      async (paths: readonly string[], { otlp, out, format = otlp === undefined ? "html" : undefined }: Options) => {
        const results = paths.flatMap(readResults);
        const runs = results.flatMap(({ result }) => runsOf(result));
        if (otlp !== undefined && runs.length === 0)
          throw new WrongCall(["--otlp: expected the results of runs; others have no metrics"]);
        drawn(paths, () => {
          if (format === "svg") writeCharts(results, out);
          else if (format === "html") writePage(results, out);
          else if (format !== undefined) writeExports(results, format, out);
        });
        process.exitCode = await delivered(exitCodes.good, runs, { ...(otlp && { otlp }) });
      },
    );

function writeCharts(results: readonly StoredResult[], out: string | undefined): void {
  const folder = out ?? join(results[0].folder, "charts");
  mkdirSync(folder, { recursive: true });
  for (const [place, chart] of results.flatMap(({ result, events }) => chartsOf(result, events)).entries())
    write(join(folder, `${String(place + 1).padStart(2, "0")}-${slug(chart.title)}.svg`), svgOf(chart));
}

function writePage(results: readonly StoredResult[], out: string | undefined): void {
  const [{ result, events, folder }] = results;
  const page = results.length === 1 ? pageOf(result, events, pageScript()) : pageOfAll(results, pageScript());
  write(out ?? join(folder, "report.html"), page);
}

/** A file for each result; all are written, or none where one has no such format. */
function writeExports(results: readonly StoredResult[], format: ExportFormat, out: string | undefined): void {
  if (results.length > 1 && out !== undefined)
    throw new WrongCall([`--out: expected one result with --format ${format}; several are written beside each`]);
  const files = results.map(({ result, folder }) => {
    const text = exported(result, format);
    if (text === null) throw new WrongCall([`${folder}: a ${result.kind} has no ${format}`]);
    return { file: out ?? join(folder, exportFiles[format]), text };
  });
  for (const { file, text } of files) write(file, text);
}

function write(file: string, text: string): void {
  writeAtomically(file, text);
  process.stdout.write(`${file}\n`);
}

/** Draws what was read from files, which another version may have written or somebody may have changed. */
function drawn(paths: readonly string[], draw: () => void): void {
  try {
    draw();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new WrongCall([
      `${paths.join(", ")}: lacks something that every result of this version has (${error.message}); make the result again, ` +
        "and if that one cannot be drawn either, please report a bug",
    ]);
  }
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);
}
