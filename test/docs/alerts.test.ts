import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { telemetryReporters } from "../../reports/telemetry/index.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { emptyFolder } from "../cli/sim.js";
import { measuredSample } from "../harness/record/measured-sample.js";
import { night } from "../reports/fixture.js";
import { noPromtool, promtool } from "../support/promtool.js";

const rules = fileURLToPath(new URL("../../docs/examples/fleetcast.rules.yaml", import.meta.url));

/** Outcomes as Prometheus would have scraped them for five minutes. */
function scraped(...outcomes: readonly Outcome[]) {
  const text = telemetryReporters.find(({ format }) => format === "prometheus")!.print(outcomes, { color: false });
  const lines = text.split("\n").filter((line) => /^[^#]/.test(line));
  return lines.map((line) => {
    const at = line.lastIndexOf(" ");
    return { series: line.slice(0, at), values: `${line.slice(at + 1)}x5` };
  });
}

/** Holds the alerts that rise, as promtool evaluates the rules, against those that should. */
function evaluated(outcomes: readonly Outcome[], alerts: Readonly<Record<string, readonly Record<string, string>[]>>) {
  const expected = Object.entries(alerts).flatMap(([alertname, all]) =>
    all.map((labels) => {
      const told = Object.entries({ alertname, alertstate: "firing", ...labels });
      return { labels: `ALERTS{${told.map(([name, value]) => `${name}="${value}"`).join(",")}}`, value: 1 };
    }),
  );
  const unit = join(emptyFolder(), "alerts.yaml");
  const tests = [
    {
      interval: "1m",
      input_series: scraped(...outcomes),
      promql_expr_test: [{ expr: "ALERTS", eval_time: "3m", exp_samples: expected }],
    },
  ];
  writeFileSync(unit, stringify({ rule_files: [rules], evaluation_interval: "1m", tests }));
  return promtool(["test", "rules", unit]);
}

describe.skipIf(noPromtool !== null)(`alerts of docs/metrics.md${noPromtool === null ? "" : `: ${noPromtool}`}`, () => {
  const { outcome: measured } = measuredSample();
  const { orchestrator } = night.services;
  /** A prediction whose single runs have a p99 from so many milliseconds on. */
  const predicted = (low: number, high: number): Outcome => {
    const p99 = { ...orchestrator.latencyMs!.p99, predictedRange: [low, high] as const };
    const web = { ...orchestrator, latencyMs: { ...orchestrator.latencyMs!, p99 } };
    return { ...night, scenario: measured.scenario, objectives: [], services: { web } };
  };
  const of = { scenario: "staging", kind: "measured" };
  const missed = { ...of, objective: "web p50 <= 10ms", severity: "target", verdict: "missed", priority: "page" };

  test("are rules that promtool takes", () => {
    expect(promtool(["check", "rules", rules])).toMatchObject({ code: 0 });
  });

  test("rise where a night missed an objective, was beyond its prediction, or had another load", () => {
    const valid = { ...measured, measured: { ...measured.measured!, audit: { valid: true, checks: [] } } };
    const invalid = { ...measured, measured: { ...measured.measured!, audit: { valid: false, checks: [] } } };
    const off = { scenario: "staging", service: "web", percentile: "99", priority: "ticket" }; // PromQL drops the kind that it ignores
    const usual = { StagingMissedAnObjective: [missed] };
    expect(evaluated([predicted(400, 700), valid], usual)).toMatchObject({ code: 0 });
    for (const [low, high] of [
      [100, 300],
      [2_000, 3_000],
    ])
      expect(evaluated([predicted(low, high), valid], { ...usual, PredictionIsOff: [off] })).toMatchObject({ code: 0 });
    const all = { ...usual, LoadWasNotTheOneAskedFor: [{ ...of, priority: "ticket" }] };
    expect(evaluated([predicted(400, 700), invalid], all)).toMatchObject({ code: 0 });
    expect(evaluated([predicted(400, 700), invalid], usual)).toMatchObject({ code: 1 });
  });
});
