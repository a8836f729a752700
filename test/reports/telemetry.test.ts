import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { telemetryReporters } from "../../reports/telemetry/index.js";
import { familyOf, prometheusName } from "../../reports/telemetry/names.js";
import { otlpRequests } from "../../reports/telemetry/otlp.js";
import { prometheusText } from "../../reports/telemetry/prometheus.js";
import { type Buckets, telemetryOf } from "../../reports/telemetry/telemetry.js";
import { serviceMetrics } from "../../sim/facts/service-metrics.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { emptyFolder } from "../cli/sim.js";
import { measuredSample } from "../harness/record/measured-sample.js";
import { noParsers, parsed } from "../support/parsers.js";
import { noPromtool, promtool } from "../support/promtool.js";
import { night, oneRun } from "./fixture.js";

const { outcome: measured } = measuredSample();
const beside = { ...night, scenario: measured.scenario }; // a prediction and its measured run
const hostile = `a "b" \\ & <c>\n\t\u001b[31m \u0000 🚀 \ud800 \uffff ü`;
const odd: Outcome = {
  ...night,
  ...{ scenario: hostile, variant: hostile },
  objectives: night.objectives.map((each) => ({ ...each, objective: hostile + each.objective })),
};

const print = (format: string, ...outcomes: readonly Outcome[]) =>
  telemetryReporters.find((each) => each.format === format)!.print(outcomes, { color: false });

const documents: readonly (readonly [of: string, outcomes: readonly Outcome[]])[] = [
  ["a prediction", [night]],
  ["one run", [oneRun()]],
  ["a measured run", [measured]],
  ["a prediction and what was measured", [beside, measured]],
  ["hostile texts", [odd]],
];

describe("names", () => {
  test.each([
    ["latencyMs.p999", "ms", "fleetcast_latency_seconds", { percentile: "99.9" }],
    ["instances.hours", "count", "fleetcast_instances_seconds", {}],
    ["invocations.billedGbSeconds", "count", "fleetcast_invocations_billed_byte_seconds", {}],
    ["latencyMs.mean", "ms", "fleetcast_latency_mean_seconds", {}],
    ["scaling.lagS.max", "s", "fleetcast_scaling_lag_max_seconds", {}],
    ["requests.failedBy.queueFull", "count", "fleetcast_requests_failed_by", { cause: "queueFull" }],
    ["tasksLost.spot", "count", "fleetcast_tasks_lost", { name: "spot" }],
    ["taskHours", "h", "fleetcast_task_seconds", {}],
    ["cost.perMonthUsd", "USD", "fleetcast_cost_per_month_usd", {}],
    [
      "cost.runs.flows.jobs/nightly.perRunUsd",
      "USD",
      "fleetcast_cost_runs_flows_per_run_usd",
      { flow: "jobs/nightly" },
    ],
    ["scaling.oscillationsPerDay", "1/day", "fleetcast_scaling_oscillations_per_day", {}],
    ["measured.statuses.503", "count", "fleetcast_measured_statuses", { status: "503" }],
    ["audit.send lag p99.9", "ms", "fleetcast_audit_seconds", { check: "send lag p99.9" }],
  ] as const)("%s in %s is %s", (field, unit, name, labels) => {
    const family = familyOf(field, unit);
    expect([prometheusName(family), family.labels]).toEqual([name, labels]);
  });

  test("every metric of every aspect has a name of its own, in base units, that both systems take", () => {
    const told = serviceMetrics.map(({ field, unit }) => ({ field, ...familyOf(field, unit) }));
    const places = told.map((family) => JSON.stringify([prometheusName(family), family.labels]));
    const twice = places.filter((place, at) => places.indexOf(place) !== at);
    expect(twice).toEqual([]);
    for (const family of told) {
      expect(family.name).toMatch(/^fleetcast(\.[a-z0-9_]+)+$/);
      expect(prometheusName(family)).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(prometheusName(family)).not.toMatch(/_(ms|milliseconds|hours|minutes|total)$/);
    }
  });
});

test("a number stands in base units with the ends of its interval and the range of one run", () => {
  const page = print("prometheus", night);
  const value = (name: string) => Number(new RegExp(`^${name}\\{[^}]*percentile="99"\\} (.*)$`, "m").exec(page)![1]);
  const { p99 } = night.services.orchestrator.latencyMs!;
  expect(value("fleetcast_latency_seconds")).toBeCloseTo(p99.value! / 1_000, 9);
  expect(value("fleetcast_latency_interval_low_seconds")).toBeCloseTo(p99.low! / 1_000, 9);
  expect(value("fleetcast_latency_one_run_high_seconds")).toBeCloseTo(p99.predictedRange![1] / 1_000, 9);
  const lines = page.split("\n").filter((line) => /^fleetcast_cost_line_usd/.test(line));
  const sum = lines.reduce((total, line) => total + Number(line.split(" ").at(-1)), 0);
  expect(sum).toBeCloseTo(
    night.cost.lines.reduce((total, { usd }) => total + usd, 0),
    6,
  );
});

test("minutes are counters from the begin on where they add up, each at its end", () => {
  const { families, begunMs } = telemetryOf(night, "result and minutes");
  const { arrived, running } = night.services.orchestrator.series as Record<string, readonly number[]>;
  const counter = families.find(({ name }) => name === "fleetcast.series.arrived")!;
  expect([counter.kind, counter.points.length]).toEqual(["counter", arrived.length]);
  expect(counter.points.at(-1)!.value).toBe(arrived.reduce((a, b) => a + b, 0));
  expect(counter.points[0].atMs).toBe(begunMs + 60_000);
  const gauge = families.find(({ name }) => name === "fleetcast.series.running")!;
  expect(gauge.points.map(({ value }) => value)).toEqual(running);
  expect(begunMs).toBe(Date.parse(night.clock.start));
});

test("a measured run has its histograms, at the instants at which it was driven", () => {
  const { families, begunMs } = telemetryOf(measured, "result and minutes");
  expect(new Date(begunMs).toISOString()).toBe(measured.measured!.begunAt);
  for (const [service, { histograms, timesMs }] of Object.entries(measured.measured!.services)) {
    const { points } = families.find(({ name }) => name === "fleetcast.measured.latency")!;
    const { count, sum, bounds, counts } = points.find(({ labels }) => labels.service === service)!.value as Buckets;
    const all = histograms.latency.buckets.reduce((total, [, values]) => total + values, 0);
    expect([count, counts.reduce((a, b) => a + b, 0)]).toEqual([all, all]);
    if (count === 0) continue;
    expect(sum).toBeCloseTo(histograms.latency.sum / 1e6, 6);
    let [below, place] = [0, -1];
    while (below < 0.5 * count) below += counts[++place];
    const median = timesMs.latency.p50! / 1_000;
    expect(median).toBeGreaterThanOrEqual(place === 0 ? 0 : bounds[place - 1]);
    expect(median).toBeLessThanOrEqual(bounds[place] ?? Number.POSITIVE_INFINITY);
  }
});

test("a prediction beside a measured run has its times, so that both lie over each other", () => {
  const otlp = JSON.parse(print("otlp", beside, measured));
  const begins = otlp.resourceMetrics.map(
    ({ scopeMetrics: [{ metrics }] }: { scopeMetrics: { metrics: { gauge: { dataPoints: unknown[] } }[] }[] }) =>
      (metrics[0].gauge.dataPoints[0] as { startTimeUnixNano: string }).startTimeUnixNano,
  );
  expect(begins).toEqual([1, 1].map(() => String(BigInt(Date.parse(measured.measured!.begunAt!)) * 1_000_000n)));
});

test("requests of some points each have all points together, in order", () => {
  const telemetry = telemetryOf(night, "result and minutes");
  const told = [...otlpRequests([telemetry], 1_000)].map((text) => JSON.parse(text).resourceMetrics);
  expect(told.length).toBeGreaterThan(3);
  const points = told.map((resources) => countOf(resources));
  expect(Math.max(...points)).toBe(1_000);
  expect(points.reduce((a, b) => a + b, 0)).toBe(
    telemetry.families.reduce((sum, { points }) => sum + points.length, 0),
  );
});

interface Written {
  readonly dataPoints: readonly unknown[];
}

function countOf(resources: readonly { scopeMetrics: readonly { metrics: readonly Record<string, Written>[] }[] }[]) {
  const metrics = resources.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  return metrics.reduce((sum, { gauge, sum: counter, histogram }) => {
    const { dataPoints } = gauge ?? counter ?? histogram;
    return sum + dataPoints.length;
  }, 0);
}

test.each(["prometheus", "openmetrics", "otlp"])("%s is the same for the same outcome", (format) => {
  expect(print(format, structuredClone(night), measured)).toBe(print(format, night, measured));
});

/** Reads each document with the parser of its format: how many points it has, and whose they are. */
const script = `
import json, sys
from google.protobuf import json_format
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

def families_of(told):
    names, seen = [], set()
    for family in told:
        names.append(family.name)
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())), str(sample.timestamp))
            assert key not in seen, key
            seen.add(key)
            scenario = sample.labels["scenario"]
    assert len(set(names)) == len(names)
    return {"points": len(seen), "scenario": scenario}

def request_of(text):
    request = json_format.Parse(text, ExportMetricsServiceRequest())
    points = 0
    for resource in request.resource_metrics:
        for metric in resource.scope_metrics[0].metrics:
            kind = metric.WhichOneof("data")
            told = getattr(metric, kind).data_points
            points += len(told)
            for point in told:
                assert 0 < point.start_time_unix_nano <= point.time_unix_nano
                if kind == "histogram":
                    assert len(point.bucket_counts) == len(point.explicit_bounds) + 1
                    assert sum(point.bucket_counts) == point.count
    attributes = {each.key: each.value.string_value for each in resource.resource.attributes}
    return {"points": points, "scenario": attributes["fleetcast.scenario"]}

read = {"prometheus": lambda text: families_of(prometheus(text)), "openmetrics": lambda text: families_of(openmetrics(text)), "otlp": request_of}
def answer(format, text):
    try:
        return read[format](text)
    except Exception as error:
        return {"refused": repr(error)}
print(json.dumps([answer(each["format"], each["text"]) for each in json.load(sys.stdin)]))`;

const formats = ["prometheus", "openmetrics", "otlp"];

describe.skipIf(noParsers !== null)(`parsers of others${noParsers === null ? "" : `: ${noParsers}`}`, () => {
  const read = (texts: readonly { readonly format: string; readonly text: string }[]) =>
    parsed<readonly { points?: number; scenario?: string; refused?: string }[]>(script, JSON.stringify(texts));

  test("take every document, each point once", () => {
    const texts = documents.flatMap(([of, outcomes]) =>
      formats.map((format) => ({ of, format, scenario: outcomes[0].scenario, text: print(format, ...outcomes) })),
    );
    for (const [at, { refused, points, scenario }] of read(texts).entries()) {
      const { of, format } = texts[at];
      expect({ of, format, refused }).toEqual({ of, format });
      expect(points).toBeGreaterThan(50);
      const shown = `a "b" \\ & <c> \\u001b[31m \\u0000 🚀 \ufffd \ufffd ü`;
      expect(scenario).toBe(of === "hostile texts" ? shown : texts[at].scenario);
    }
  });

  test("refuse what is cut off, or has a point twice", () => {
    const cut = formats.map((format) => {
      const whole = print(format, night);
      return { format, text: whole.slice(0, whole.lastIndexOf("{") + 5) };
    });
    const [line] = /^fleetcast_run_info\{.*\n/m.exec(print("prometheus", night))!;
    const twice = { format: "prometheus", text: print("prometheus", night).replace(line, line + line) };
    for (const { refused } of read([...cut, twice])) expect(refused).toBeTypeOf("string");
  });
});

describe.skipIf(noPromtool !== null)(`promtool${noPromtool === null ? "" : `: ${noPromtool}`}`, () => {
  const check = (text: string) => promtool(["check", "metrics"], text);

  test.each(documents)("has nothing against the names and units of %s", (_, outcomes) => {
    expect(check(print("prometheus", ...outcomes))).toEqual({ code: 0, words: "" });
  });

  test("has nothing against those of any metric of any aspect, and has where there is something", () => {
    const points = [{ labels: {}, atMs: 0, value: 1 }];
    const families = serviceMetrics.map(({ field, unit }) => ({
      ...familyOf(field, unit),
      kind: "gauge" as const,
      points,
    }));
    const all = prometheusText([{ outcome: night, begunMs: 0, families }]);
    expect(check(all)).toEqual({ code: 0, words: "" });
    expect(check(all.replaceAll("fleetcast_latency_seconds", "fleetcast_latency_ms"))).toMatchObject({ code: 3 });
  });

  test("makes blocks of a store of a prediction and what was measured, with every sample of their minutes", () => {
    const folder = emptyFolder();
    const text = print("openmetrics", beside, measured);
    const samples = text.split("\n").filter((line) => /^[^#]/.test(line)).length;
    writeFileSync(join(folder, "night.om"), text);
    const made = promtool([
      "tsdb",
      "create-blocks-from",
      "openmetrics",
      join(folder, "night.om"),
      join(folder, "data"),
    ]);
    const blocks = made.words.split("\n").filter((line) => /^[0-9A-Z]{26} /.test(line));
    const told = blocks.map((line) => Number(line.split(/ {2,}/)[4]));
    expect([made.code, told.reduce((sum, each) => sum + each, 0)]).toEqual([0, samples]);
  });
});
