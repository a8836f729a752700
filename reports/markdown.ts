import type { Line } from "../sim/facts/aspect.js";
import { money, relative, withInterval } from "../sim/facts/estimates.js";
import { absent, counted, milliseconds } from "../sim/facts/numbers.js";
import type { Judged } from "../sim/outcome/exit-code.js";
import type { Measured } from "../sim/outcome/measured.js";
import type { Outcome, ServiceOutcome } from "../sim/outcome/outcome.js";
import { demandSubject } from "../sim/outcome/replication.js";
import { summaries, summaryRows } from "./aspects.js";
import { calendarTable } from "./calendar.js";
import { ladderOwners, ladderTable, ladderWords } from "./ladder.js";
import type { Reporter } from "./reporter.js";
import { replications, span } from "./text/identity.js";
import { type Audited, unjudgedWords } from "./text/objectives.js";
import { formatOf } from "./units.js";
import {
  auditValue,
  billUsd,
  billWords,
  bracketTopic,
  bracketWords,
  endsWords,
  leftOutWords,
  precisionWords,
  runCostWords,
} from "./words.js";

/** Tables that fit a comment on a pull request. */
export const markdown: Reporter = {
  format: "markdown",
  print(outcome) {
    const blocks = [title, headline, objectives, warnings, days, audit, ladder, claims, bill, assumptions]
      .map((block) => block(outcome))
      .filter(Boolean);
    return `${[...blocks, `<sub>digest \`${outcome.digest}\`</sub>`].join("\n\n")}\n`;
  },
};

function title(outcome: Outcome): string {
  const { scenario, variant, seed, version, about, aborted, measured } = outcome;
  const runs = measured === undefined ? replications(outcome) : measuredWords(measured);
  const name = variant === null ? scenario : `${scenario} (${variant})`;
  const paragraphs = [
    `### ${name}`,
    about,
    `seed ${seed} · ${runs} · fleetcast ${version}`,
    span(outcome),
    precisionWords(outcome),
    aborted && `**aborted**: ${aborted}`,
  ];
  return paragraphs.filter(Boolean).join("\n\n");
}

function measuredWords({ targets, label }: Measured): string {
  const at = Object.entries(targets).map(([service, url]) => `${service} at ${url}`);
  return [`measured: ${at.join(", ")}`, ...(label === null ? [] : [label])].join(" · ");
}

function headline(outcome: Outcome): string {
  const { services, cost, measured, calendar } = outcome;
  if (measured !== undefined) return measuredHeadline(services, measured);
  const rows = [
    ["cost per month", `${money(cost.perMonthUsd)}${cost.perMonthBasis === "" ? "" : ` (${cost.perMonthBasis})`}`],
    [calendar === undefined ? "cost per run" : `cost of ${calendar.days} days`, money(cost.totalUsd)],
    ["cost per thousand requests", money(cost.perThousandRequestsUsd)],
    ...Object.entries(services).flatMap(([name, service]) => [
      ...summaryRows(name, service, "of requests", "predicted"),
      ...demandRows(name, service),
      ...summaryRows(name, service, "beside", "predicted"),
    ]),
  ];
  const brackets = bracketWords(outcome);
  if (brackets !== "") rows.push([bracketTopic, brackets]);
  return table(["measure", "value (95 % interval)"], rows);
}

function measuredHeadline(services: Outcome["services"], measured: Measured): string {
  const rows = Object.entries(services).flatMap(([name, service]) => {
    const own = measured.services[name];
    const { service: fromSend, clientWait } = own.timesMs;
    const ofDriver: readonly Line[] = [
      [`${name} p50 · p99 from send`, `${latency(fromSend.p50)} · ${latency(fromSend.p99)}`],
      [`${name} p99 of client wait`, latency(clientWait.p99)],
    ];
    return [
      ...summaries(name, service, "of requests", "observed").flatMap(({ aspect, rows }) =>
        aspect === "latency" ? [...rows, ...ofDriver] : rows,
      ),
      ...demandRows(name, service),
      [`${name} ends`, endsWords(own)],
      ...summaryRows(name, service, "beside", "observed"),
    ];
  });
  return table(["measure", "measured"], rows);
}

function demandRows(service: string, { demands = {} }: ServiceOutcome): readonly Line[] {
  return Object.entries(demands).flatMap(([demand, told]) =>
    summaryRows(demandSubject(service, demand), told, "of requests", "demand"),
  );
}

function latency(ms: number | null): string {
  return ms === null ? absent : milliseconds(ms);
}

/** Failed checks, and a count where all passed: a comment on a pull request has little room. */
function audit({ measured }: Outcome): string {
  if (measured === undefined) return "";
  const { checks } = measured.audit;
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length === 0) return `Audit of the load: valid, ${checks.length} checks passed.`;
  const rows = failed.map((check) => [check.name, auditValue(check), check.limit, check.detail]);
  const words = "Audit of the load: **INVALID**, the generator was measured and not the system.";
  return `${words}\n\n${table(["check", "found", "asked", "detail"], rows)}`;
}

/** Every objective with its verdict. */
export function objectives(judged: Judged & Audited): string {
  const marks = { met: "✅ met", missed: "❌ missed", undecided: "❔ undecided", "not evaluated": "not evaluated" };
  const rows = judged.objectives.map(({ objective, severity, verdict, detail }) => [
    `\`${objective}\``,
    severity === "alert" && verdict === "missed" ? "⚠️ alert" : marks[verdict],
    detail,
  ]);
  return [table(["objective", "verdict", "detail"], rows), unjudgedWords(judged)].filter(Boolean).join("\n\n");
}

function warnings({ warnings = [] }: Outcome): string {
  return warnings.map((words) => `> **Warning:** ${words}`).join("\n>\n");
}

/** The types of a month's days side by side. */
function days(outcome: Outcome): string {
  if (outcome.calendar === undefined) return "";
  const { header, rows } = calendarTable(outcome);
  return table(header, rows);
}

/** Saving of each technique, and whose part of the bill it comes from. */
function ladder({ ladder }: Outcome): string {
  if (ladder === undefined) return "";
  const { header, rows } = ladderTable(ladder, { shares: true });
  const owners = ladderOwners(ladder);
  return [table(header, rows), ladderWords(ladder).join(" "), table(owners.header, owners.rows)].join("\n\n");
}

function claims({ claims }: Outcome): string {
  const rows = claims.map(({ document, compute, computed, unit, why }) => [
    document,
    `${withInterval(computed, formatOf(compute, unit))} (\`${compute}\`)`,
    why ?? "",
  ]);
  return table(["the document says", "we compute", "why"], rows);
}

function bill({ cost, calendar }: Outcome): string {
  if (cost.lines.length === 0) return "";
  const usd = billUsd(cost);
  const rows = cost.lines.map((line) => {
    const { amount, unit, price, sure } = billWords(line);
    return [line.service, line.item, `${amount} ${unit}`, price, usd(line.usd), sure];
  });
  const total = ["total", "", "", "", usd(cost.totalUsd.value ?? 0), relative(cost.totalUsd)];
  const paid = calendar === undefined ? "USD per run" : `USD in ${calendar.days} days`;
  const lines = table(["service", "item", "quantity", "unit price", paid, "of both, 95 %"], [...rows, total]);
  return [lines, runCostWords(cost), leftOutWords(cost)].filter(Boolean).join("\n\n");
}

/** Folded: a comment on a pull request has little room. */
function assumptions({ assumptions }: Outcome): string {
  if (assumptions.length === 0) return "";
  const list = assumptions.map((words) => `- ${words}`).join("\n");
  return `<details><summary>${counted(assumptions.length, "assumption")}</summary>\n\n${list}\n\n</details>`;
}

/** Rows below their header; nothing without rows. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(header), `|${header.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");
}
