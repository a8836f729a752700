import { latencyFields } from "../../sim/facts/aspects/latency.js";
import { absent, milliseconds, seconds } from "../../sim/facts/numbers.js";
import { type LoadAudit, type MeasuredService, measuredTimes } from "../../sim/outcome/measured.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { columns, hanging, indent } from "../layout.js";
import { auditValue, counterWords, endsWords, statusWords } from "../words.js";
import { heading, type Paint } from "./paint.js";

/** A line below a service's latencies. */
export type Fact = readonly [topic: string, words: string];

/** Duration of the load, and the planned one where it ended early; both in seconds. */
export function drivenFor(elapsed: number, asked: number): string {
  return elapsed >= asked ? seconds(asked) : `${seconds(elapsed)} of ${seconds(asked)}`;
}

/** Target and drivers of a measured run, and what a reader must know about it. */
export function drivenAt({ measured }: Outcome, paint: Paint): readonly string[] {
  if (measured === undefined) return [];
  const { targets, share, processes, label } = measured;
  const part = share.of === 1 ? "" : `part ${share.index} of ${share.of} of the schedule, `;
  const at = Object.entries(targets).map(([service, url]) => `${service} at ${url}`);
  return [
    ...hanging(
      "",
      `${part}${processes === 1 ? "one process" : `${processes} processes`}: ${at.join(" · ")}`,
      paint.width,
    ),
    ...(label === null ? [] : hanging("", label, paint.width)),
  ];
}

/** Whether the numbers are the system's at all, in the headline. */
export function loadVerdict({ measured }: Outcome, paint: Paint): readonly string[] {
  if (measured === undefined) return [];
  const failed = measured.audit.checks.filter(({ passed }) => !passed);
  if (failed.length === 0) return ["  load  was sent as asked"];
  const found = failed.map((check) => `${check.name} ${auditValue(check)}, asked ${check.limit}`).join("; ");
  const words = `INVALID, the generator was measured and not the system: ${found}`;
  return hanging("  load  ", words, paint.width).map((line) => paint.red(line));
}

const timeNames = { latency: "from due", service: "from send", clientWait: "client wait" } as const;

/** Latency as users see it, and the two parts of it that the driver knows. */
export function measuredLatencies({ timesMs }: MeasuredService): readonly string[] {
  const rows = latencyFields.map((measure) => [
    "",
    measure === "p999" ? "p99.9" : measure,
    ...measuredTimes.map((time) => {
      const ms = timesMs[time][measure];
      return ms === null ? absent : milliseconds(ms);
    }),
  ]);
  return columns([["latency  ", "", ...measuredTimes.map((time) => timeNames[time])], ...rows], "llrrr");
}

/** How requests ended, as the driver saw it. */
export function measuredFacts(measured: MeasuredService): readonly Fact[] {
  const facts: readonly Fact[] = [
    ["ends", endsWords(measured)],
    ["statuses", statusWords(measured)],
    ["client", counterWords(measured)],
  ];
  return facts.filter(([, words]) => words !== "");
}

/** The audit of a measured run's load. */
export function loadAudit({ measured }: Outcome, paint: Paint): readonly string[] {
  return measured === undefined ? [] : auditPage(measured.audit, paint);
}

/** Every question of an audit with its answer. */
export function auditPage({ checks, valid }: LoadAudit, paint: Paint): readonly string[] {
  if (checks.length === 0) return [];
  const rows = checks.map((check) => [`${check.passed ? "✓" : "✗"} ${check.name}`, auditValue(check), check.limit]);
  const leads = columns(rows, "lrl");
  const width = Math.max(...leads.map((lead) => lead.length)) + 2;
  const lines = checks.flatMap(({ passed, detail }, index) => {
    const [first, ...rest] = hanging(leads[index].padEnd(width), detail, paint.width - 2);
    return [(passed ? paint.green : paint.red)(first.slice(0, 1)) + first.slice(1), ...rest];
  });
  return [heading(`Audit of the load: ${valid ? "valid" : "INVALID"}`, paint), ...indent(lines)];
}
