import type { DrillReport } from "../../sim/outcome/verification/index.js";
import { hanging, indent, tables } from "../layout.js";
import type { Reporter } from "../reporter.js";
import { heading, type Paint, paints } from "../text/paint.js";
import { sameArrivalsWords } from "../verification/cells.js";
import { sections } from "../verification/text.js";
import { drillRows, reconciledWords, stoppedWords } from "./words.js";

const lostIdsShown = 5;

/** Tasks and writes after the drill first, then all measurements of the load beside their prediction. */
export const text: Reporter<DrillReport> = {
  format: "text",
  print(report, options) {
    const paint = paints(options);
    const [identity, ...rest] = sections.map((section) => section(report.verification, paint));
    const { aborted } = report;
    const drills = Object.keys(report.drills).map((service) => drillLines(service, report, paint));
    const ended = aborted === null ? [] : hanging("aborted: ", aborted, paint.width).map(paint.yellow);
    const blocks = [identity, ended, ...drills, ...rest]
      .map((lines) => lines.join("\n"))
      .filter((block) => block !== "");
    return `${blocks.join("\n\n")}\n`;
  },
};

function drillLines(service: string, report: DrillReport, paint: Paint): readonly string[] {
  const drill = report.drills[service];
  const { lost = 0, lostIds = [] } = drill.writes ?? {};
  const reconciled = reconciledWords(drill);
  const header = ["", "measured", "predicted", sameArrivalsWords(report.verification.sameArrivals)];
  const [first, ...rows] = tables([header, ...drillRows(service, report)], "lrrr", { width: paint.width - 2 });
  return [
    ...hanging(`${heading(`Drill of ${service}`, paint)}: `, stoppedWords(drill), paint.width),
    ...(reconciled === null ? [] : hanging("  ", reconciled, paint.width).map(lost > 0 ? paint.red : paint.green)),
    ...(lost === 0
      ? []
      : hanging(
          "  lost: ",
          `${lostIds.slice(0, lostIdsShown).join(", ")}${lost > lostIdsShown ? ", ..." : ""}`,
          paint.width,
        )),
    ...indent([paint.dim(first), ...rows]),
  ];
}
