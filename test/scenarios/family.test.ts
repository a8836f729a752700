import { describe, expect, test } from "vitest";
import { exitCode } from "../../sim/outcome/index.js";
import type { ReadScenario } from "../../sim/scenario/index.js";
import { accounted } from "../services/launcher/launcher.js";
import { endsOf, type WholeFacts } from "../support/simulate.js";
import { configurations, predictOnce, requestsOf, shipped } from "./shipped.js";

/** The families that the documents ask for: file by file, without their extension. */
const families = {
  chatbot: [
    ...["chatbot", "baseline-oversized", "rightsized", "offpeak-30spot", "offpeak-50spot", "offpeak-70spot"],
    ...["peak-on-demand", "spike-scaling-lag", "oscillation", "spot-cascade", "kill-switch", "savings-ladder"],
    ...["canary-rightsizing", "canary-spot-ramp", "monitoring-table", "chaos-drill"],
    "graviton-sockets",
  ],
  sizing: [...["sizing-base", "sizing-standard", "sizing-peak", "sizing-stress"]],
  dagy: ["dagy-steady", "dagy-batch", "dagy-oom", "dagy-reconciler-backlog", "dagy-spot-retry"],
  agents: ["agents-baseline", "agents-circuit-breaker"],
  months: ["black-friday-month"],
} as const;

test.each(Object.entries(families))("the family %s is whole", (_, files) => {
  const there = new Set(configurations.map(({ name }) => name));
  expect(files.filter((file) => !there.has(file))).toEqual([]);
});

/**
 * What scenarios ask about: the document's own strategy is diluted (at five tasks, base 3 leaves one of them to Spot), and variants
 * put connections on Spot, beat as seldom as the balancer closes what is idle, or launch runs in an account that is new.
 */
const meant = ["diluted-spot", "connections-on-spot", "idle-connection", "run-quota"];
/** The document's own sizes are too small for its own formulas: that is what its load tests show. */
const tooSmall = ["task-memory", "overload"];

/** So many requests are a fifth of a second of work; what is longer runs for ten minutes here, and whole in the nightly tests. */
const requestsMax = 150_000;
const tenMinutes = ["clock.duration=10m", "clock.warmup=2m"];
/** A part of a day stands in a calendar for a part of each. */
const ofEachDay = ["clock.represents=10m per day"];

describe.each(configurations)("$name, variant $variant", (configuration) => {
  let known: ReadScenario | null = null;
  const asItStands = () => {
    known ??= shipped(configuration);
    return known;
  };

  test("is named as its file, asks one question, and reads without a warning", () => {
    const { scenario, warnings } = asItStands();
    expect(scenario.name).toBe(configuration.name);
    expect(scenario.about).toMatch(/\?$/);
    const asked = [...meant, ...(configuration.name.startsWith("sizing-") ? tooSmall : [])];
    expect(warnings.filter(({ code }) => !asked.includes(code))).toEqual([]);
  });

  test("explains every claim of the document that it answers", () => {
    expect(asItStands().scenario.claims.every(({ why }) => why !== undefined && why.length > 20)).toBe(true);
  });

  test("loses count of nothing; a short one runs to its end and answers each of its claims", () => {
    const isShort = requestsOf(asItStands()) <= requestsMax;
    const ofMonth = asItStands().days.length > 0 ? ofEachDay : [];
    const read = shipped(configuration, ["replications=1", ...(isShort ? [] : [...tenMinutes, ...ofMonth])]);
    const { outcome, replication } = predictOnce(read);
    expect(outcome.aborted).toBeNull();
    for (const facts of Object.values(replication.services) as Partial<WholeFacts>[]) {
      const { requests, runs, writes } = facts;
      // Counts of a month are days × shares of days: whole but for rounding.
      if (requests) expect(endsOf({ requests })).toBeCloseTo(requests.arrived, 3);
      if (runs) expect(accounted(runs)).toBeCloseTo(runs.arrived, 3);
      if (writes) expect(writes.flushed + writes.deadLettered + writes.lost).toBeCloseTo(writes.accepted, 3);
    }
    if (!isShort) return;
    expect([0, 3]).toContain(exitCode(outcome, { strict: false }));
    expect(outcome.claims.filter(({ computed }) => computed.value === null)).toEqual([]);
  });
});
