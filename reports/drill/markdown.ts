import type { DrillReport } from "../../sim/outcome/verification/index.js";
import { table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { sameArrivalsWords } from "../verification/cells.js";
import { verificationMarkdown } from "../verification/markdown.js";
import { drillRows, reconciledWords, stoppedWords } from "./words.js";

/** `drill.md`: tables for the summary of a job. */
export function drillMarkdown(report: DrillReport): string {
  const { aborted, verification } = report;
  const ended = aborted === null ? [] : [`**Aborted:** ${aborted}`];
  const drills = Object.keys(report.drills).map((service) => drillBlock(service, report));
  return [...ended, ...drills, verificationMarkdown(verification)].join("\n\n");
}

export const markdown: Reporter<DrillReport> = {
  format: "markdown",
  print: drillMarkdown,
};

function drillBlock(service: string, report: DrillReport): string {
  const drill = report.drills[service];
  const { lost = 0, lostIds = [] } = drill.writes ?? {};
  const reconciled = reconciledWords(drill);
  return [
    `### Drill of ${service}: ${stoppedWords(drill)}`,
    ...(reconciled === null ? [] : [lost > 0 ? `**${reconciled}**` : reconciled]),
    ...(lost === 0 ? [] : [`Lost, among others: ${lostIds.map((id) => `\`${id}\``).join(", ")}`]),
    table(
      ["", "measured", "predicted", sameArrivalsWords(report.verification.sameArrivals)],
      drillRows(service, report),
    ),
  ].join("\n\n");
}
