import type { Outcome, ServiceOutcome } from "../../sim/outcome/outcome.js";
import { demandTable, lines, tables as tablesOf } from "../aspects.js";
import { hanging, indent, tables } from "../layout.js";
import { charts } from "./charts.js";
import { measuredFacts, measuredLatencies } from "./measured.js";
import { heading, type Paint } from "./paint.js";

/** Each service: its run drawn over the clock, its latencies, and its fleet. */
export function services(outcome: Outcome, paint: Paint): readonly string[] {
  return Object.entries(outcome.services).flatMap(([name, service], index) => {
    const measured = outcome.measured?.services[name];
    const shown =
      measured === undefined
        ? tablesOf(service).flatMap(({ rows, sides }) => tables(rows, sides, { width: paint.width - 2 }))
        : measuredLatencies(measured);
    const facts = [
      ...lines(service, "of requests"),
      ...(measured === undefined ? [] : measuredFacts(measured)),
      ...lines(service, "beside"),
    ];
    return [
      ...(index === 0 ? [] : [""]),
      heading(name, paint),
      ...indent([
        ...charts(service.series, outcome, paint),
        "",
        ...shown,
        ...(shown.length > 0 ? [""] : []),
        ...byDemand(service, paint),
      ]),
      ...facts.flatMap(([topic, words]) => hanging(`  ${topic.padEnd(11)}`, words, paint.width)),
    ];
  });
}

/** The same of each demand, in a line. */
function byDemand(service: ServiceOutcome, paint: Paint): readonly string[] {
  const table = demandTable(service);
  return table.length === 0
    ? []
    : [...tables(table, `l${"r".repeat(table[0].length - 1)}`, { width: paint.width - 2 }), ""];
}
