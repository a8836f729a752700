import type { Outcome, ServiceOutcome } from "../../sim/outcome/outcome.js";
import { demandTable, lines, tables } from "../aspects.js";
import { columns, hanging, indent } from "../layout.js";
import { charts } from "./charts.js";
import { measuredFacts, measuredLatencies } from "./measured.js";
import { heading, type Paint } from "./paint.js";

/** How each service fared: its run drawn over the clock, its latencies, and what its fleet did. */
export function services(outcome: Outcome, paint: Paint): readonly string[] {
  return Object.entries(outcome.services).flatMap(([name, service], index) => {
    const measured = outcome.measured?.services[name];
    const shown =
      measured === undefined
        ? tables(service).flatMap(({ rows, sides }) => columns(rows, sides))
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
        ...byDemand(service),
      ]),
      ...facts.flatMap(([topic, words]) => hanging(`  ${topic.padEnd(11)}`, words)),
    ];
  });
}

/** The same of each demand, in a line. */
function byDemand(service: ServiceOutcome): readonly string[] {
  const table = demandTable(service);
  return table.length === 0 ? [] : [...columns(table, `l${"r".repeat(table[0].length - 1)}`), ""];
}
