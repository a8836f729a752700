import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { svgOf } from "../../../reports/charts/svg.js";
import { chartsOf, pageOf, pageOfAll } from "../../../reports/html/index.js";
import { pageScript } from "../../experiments/package-assets.js";
import { examples } from "../options.js";
import { writeAtomically } from "../results/atomic-files.js";
import { readResult } from "../results/read-result.js";

interface Options {
  readonly format: "html" | "svg";
  readonly out?: string;
}

/** Draws results that stand in folders. */
export const report = (command: Command): Command =>
  command
    .description(
      "Draws a result that --out wrote as one page that needs no network; of several, one page with all of them. With --format svg " +
        "each chart is a file, drawn without a browser.",
    )
    .argument("<result...>", "folders of sim run, load, compare or sweep, or their JSON files")
    .addOption(new Option("--format <format>", "what to write").choices(["html", "svg"]).default("html"))
    .option(
      "--out <path>",
      "the page, or the folder of the SVG files (default: report.html, or charts/, beside the result)",
    )
    .addHelpText(
      "after",
      examples(
        "sim report runs/tonight",
        "sim report runs/a runs/b --out both.html",
        "sim report runs/tonight --format svg --out charts",
      ),
    )
    .action((paths: readonly string[], { format, out }: Options) => {
      const results = paths.map(readResult);
      const [first] = results;
      if (format === "svg") {
        const folder = out ?? join(first.folder, "charts");
        mkdirSync(folder, { recursive: true });
        for (const [name, chart] of results.flatMap(({ result, events }) => chartsOf(result, events)).entries()) {
          const file = join(folder, `${String(name + 1).padStart(2, "0")}-${slug(chart.title)}.svg`);
          writeAtomically(file, svgOf(chart));
          process.stdout.write(`${file}\n`);
        }
        return;
      }
      const file = out ?? join(first.folder, "report.html");
      const page =
        results.length === 1 ? pageOf(first.result, first.events, pageScript()) : pageOfAll(results, pageScript());
      writeAtomically(file, page);
      process.stdout.write(`${file}\n`);
    });

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60);
}
