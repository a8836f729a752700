import { latencyFields } from "../../sim/facts/aspects/latency.js";
import { failureCauses } from "../../sim/facts/aspects/requests.js";
import { interval, plain, predicted, withInterval } from "../../sim/facts/estimates.js";
import { counted, milliseconds, nameWords, percent, quantity, seconds } from "../../sim/facts/numbers.js";
import type { MeasuredService } from "../../sim/outcome/measured.js";
import type { Outcome, ServiceOutcome } from "../../sim/outcome/outcome.js";
import { columns, hanging, indent } from "../layout.js";
import { charts } from "./charts.js";
import { type Fact, measuredFacts, measuredLatencies } from "./measured.js";
import { heading, type Paint } from "./paint.js";

/** How each service fared: its run drawn over the clock, its latencies, and what its fleet did. */
export function services(outcome: Outcome, paint: Paint): readonly string[] {
  return Object.entries(outcome.services).flatMap(([name, service], index) => {
    const measured = outcome.measured?.services[name];
    const table = measured === undefined ? latencies(service) : measuredLatencies(measured);
    return [
      ...(index === 0 ? [] : [""]),
      heading(name, paint),
      ...indent([...charts(service.series, outcome, paint), "", ...table, "", ...byDemand(service)]),
      ...facts(service, measured).flatMap(([topic, words]) => hanging(`  ${topic.padEnd(11)}`, words)),
    ];
  });
}

function latencies({ latencyMs }: ServiceOutcome): readonly string[] {
  const replicated = latencyMs.mean.low !== null;
  const rows = latencyFields.map((measure) => {
    const estimate = latencyMs[measure];
    const name = measure === "p999" ? "p99.9" : measure;
    return [
      "",
      name,
      plain(estimate, milliseconds),
      interval(estimate, milliseconds),
      predicted(estimate, milliseconds),
    ];
  });
  const title = ["latency  ", "", "", ...(replicated ? ["95 % interval", "one run"] : [])];
  return columns([title, ...rows], "llrrr");
}

/** The same of each demand, in a line. */
function byDemand({ demands = {} }: ServiceOutcome): readonly string[] {
  const rows = Object.entries(demands).map(([name, { latencyMs, requests }]) => [
    name,
    ...[latencyMs.p50, latencyMs.p99].map((estimate) => plain(estimate, milliseconds)),
    interval(latencyMs.p99, milliseconds),
    quantity(requests.arrived),
    percent(requests.arrived === 0 ? 0 : requests.failed / requests.arrived),
  ]);
  if (rows.length === 0) return [];
  const title = [
    "by demand",
    "p50",
    "p99",
    rows.some((row) => row[3] !== "") ? "95 % interval" : "",
    "arrived",
    "failed",
  ];
  return [...columns([title, ...rows], "lrrrrr"), ""];
}

function facts(service: ServiceOutcome, measured: MeasuredService | undefined): readonly Fact[] {
  if (measured === undefined) return [["requests", requests(service)], ...fleetFacts(service)];
  const isWatched = Number.isFinite(service.tasks.mean);
  return [["requests", requests(service)], ...measuredFacts(measured), ...(isWatched ? fleetFacts(service) : [])];
}

function fleetFacts(service: ServiceOutcome): readonly Fact[] {
  const { tasks, tasksLost, cpu, memory, taskHours, degradation } = service;
  return [
    [
      "tasks",
      `${quantity(tasks.min)} to ${quantity(tasks.max)}, mean ${quantity(tasks.mean)} · ${plain(taskHours, quantity)} task-hours`,
    ],
    ...(Object.keys(tasksLost).length > 0 ? [["tasks lost", lost(tasksLost)] as const] : []),
    ["cpu", `mean ${percent(cpu.mean)}, p95 of minutes ${percent(cpu.p95)}`],
    ["memory", `mean ${percent(memory.mean)}, max ${percent(memory.max)}`],
    ["scaling", scaling(service)],
    ...(tasks.spotShare > 0 ? [["spot", spot(service)] as const] : []),
    ...(degradation.activations.value
      ? [["degraded", `${plain(degradation.degradedMinutes, quantity)} min in ${activations(service)}`] as const]
      : []),
    ...(service.writes.accepted > 0 ? [["writes", writes(service)] as const] : []),
  ];
}

function lost(tasksLost: ServiceOutcome["tasksLost"]): string {
  return Object.entries(tasksLost)
    .map(([reason, tasks]) => `${quantity(tasks)} ${reason.replaceAll("-", " ")}`)
    .join(", ");
}

function requests({ requests }: ServiceOutcome): string {
  const share = (count: number) => percent(requests.arrived === 0 ? 0 : count / requests.arrived);
  const causes = failureCauses
    .filter((cause) => requests.failedBy[cause] > 0)
    .map((cause) => `${nameWords(cause)} ${quantity(requests.failedBy[cause])}`);
  const retried = requests.attempts === requests.arrived ? "" : ` (${counted(requests.attempts, "attempt")})`;
  return [
    `${quantity(requests.arrived)} arrived${retried}`,
    `${share(requests.completed)} completed`,
    ...(requests.degraded > 0 ? [`${share(requests.degraded)} degraded`] : []),
    `${share(requests.failed)} failed${causes.length === 0 ? "" : ` (${causes.join(", ")})`}`,
    ...(requests.unfinished > 0 ? [`${quantity(requests.unfinished)} unfinished`] : []),
  ].join(" · ");
}

function scaling({ scaling }: ServiceOutcome): string {
  const { scaleOuts, scaleIns, lagS, oscillationsPerDay, oscillationsPerDay30m } = scaling;
  const lag =
    lagS.mean.value === null
      ? []
      : [`capacity late by ${plain(lagS.mean, seconds)} on average, ${plain(lagS.max, seconds)} at most`];
  return [
    `${quantity(scaleOuts)} out, ${quantity(scaleIns)} in`,
    ...lag,
    `oscillations a day ${withInterval(oscillationsPerDay, quantity)} within 5 min, ${plain(oscillationsPerDay30m, quantity)} within 30`,
  ].join(" · ");
}

function spot({ tasks, spot }: ServiceOutcome): string {
  return [
    `${percent(tasks.spotShare)} of tasks`,
    `interruptions ${withInterval(spot.interruptions, quantity)}; the closed form expects ${quantity(spot.interruptionsExpected)}`,
    `requests cut ${withInterval(spot.interruptedRequests, quantity)}`,
    `error rate ${withInterval(spot.errorRate, percent)}`,
  ].join(" · ");
}

function activations({ degradation }: ServiceOutcome): string {
  return counted(degradation.activations.value ?? 0, "activation");
}

function writes({ writes }: ServiceOutcome): string {
  return [
    `${quantity(writes.accepted)} accepted`,
    `lost ${withInterval(writes.lost, quantity)}; the closed form expects at most ${quantity(writes.lostAtMost)}`,
    ...(writes.deadLettered > 0 ? [`${quantity(writes.deadLettered)} dead-lettered`] : []),
  ].join(" · ");
}
