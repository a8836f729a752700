import { describe, expect, test } from "vitest";
import { z } from "zod";
import { incidents, incidentsShape, ofKind } from "../../sim/incidents/index.js";

/** One good spelling of every kind. */
const written: readonly Readonly<Record<string, unknown>>[] = [
  { kind: "traffic-spike", at: "2026-03-18T20:00", lasts: "15m", factor: 3, ramp: "1m" },
  { kind: "slow-downstream", at: "02:00", lasts: "15m", factor: 4 },
  { kind: "zone-outage", at: "-10m", lasts: "20m", zone: 2 },
  { kind: "spot-crunch", cron: "0 9 * * MON", market: "general", takes: "60 %" },
  { kind: "deployment", cron: "0 3 * * *", service: "web" },
  { kind: "strategy-switch", cron: "0 23 * * *", service: "web", capacity: { FARGATE_SPOT: { weight: 1 } } },
  { kind: "kill-switch", at: "15m", to: "safe" },
  { kind: "stop-tasks", at: "30s", service: "web", share: "10 %" },
];

describe("incidents", () => {
  test("every kind has a spelling here and one sentence about it", () => {
    expect(written.map(({ kind }) => kind)).toEqual(incidents.map(({ kind }) => kind));
    for (const { about } of incidents) expect(about).toMatch(/^[A-Z].*\.$/);
  });

  test.each(written)("a $kind reads back to what it was", (incident) => {
    const decoded = incidentsShape.parse([incident]);
    expect(incidentsShape.parse(z.encode(incidentsShape, decoded))).toEqual(decoded);
  });

  test.each(written.filter(({ kind }) => ["deployment", "strategy-switch", "kill-switch"].includes(String(kind))))(
    "a $kind that waits for a breach reads back to what it was",
    ({ at: _at, cron: _cron, ...keys }) => {
      const waiting = { ...keys, onBreach: "web errorRate <= 1 % for 5m", rearmAfter: "1h" };
      const decoded = incidentsShape.parse([waiting]);
      expect(z.encode(incidentsShape, decoded)).toMatchObject([{ onBreach: waiting.onBreach }]);
      expect(incidentsShape.parse(z.encode(incidentsShape, decoded))).toEqual(decoded);
    },
  );

  test("are chosen by kind", () => {
    const decoded = incidentsShape.parse(written);
    expect(ofKind(decoded, "zone-outage").map(({ zone }) => zone)).toEqual([2]);
  });
});

describe("refused is", () => {
  test.each([
    ["a deployment at no moment", { kind: "deployment", service: "web" }],
    [
      "a strategy switch without a moment",
      { kind: "strategy-switch", service: "web", capacity: { FARGATE: { weight: 1 } } },
    ],
    ["a cron expression of four fields", { kind: "deployment", cron: "0 3 * *", service: "web" }],
    ["a spike by factor and by rate", { kind: "traffic-spike", at: "2h", lasts: "5m", factor: 2, rate: "5/s" }],
    ["an outage that lasts no time", { kind: "zone-outage", at: "2h", lasts: "0s" }],
    ["a zone 0", { kind: "zone-outage", at: "2h", lasts: "5m", zone: 0 }],
    ["a crunch of no market", { kind: "spot-crunch", at: "2h" }],
    ["a kill switch back to nothing", { kind: "kill-switch", at: "2h" }],
    ["a key that the kind does not have", { kind: "kill-switch", at: "2h", to: "safe", service: "web" }],
    ["a stop of no tasks", { kind: "stop-tasks", at: "30s", service: "web" }],
    ["a stop by share and by count", { kind: "stop-tasks", at: "30s", service: "web", share: "10 %", count: 1 }],
    ["a kind that there is not", { kind: "earthquake", at: "2h" }],
  ])("%s", (_what, incident) => {
    expect(incidentsShape.safeParse([incident]).success).toBe(false);
  });
});

test.each(written.map(({ kind }) => kind))("refused is a %s at no moment", (kind) => {
  const { at: _at, cron: _cron, ...keys } = written.find((each) => each.kind === kind)!;
  expect(incidentsShape.safeParse([keys]).success).toBe(false);
});

test("a zone written as AWS writes it gets its number as the remedy", () => {
  const [refusal] = incidentsShape.safeDecode([{ kind: "zone-outage", at: "2h", lasts: "5m", zone: "us-east-1b" }])
    .error!.issues;
  expect(refusal).toMatchObject({ message: "the number of a zone, from 1 to 6", params: { hint: "2 for zone b" } });
});
