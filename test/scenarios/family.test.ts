import { describe, expect, test } from "vitest";
import { exitCode } from "../../sim/outcome/index.js";
import { World } from "../../sim/world.js";
import { accounted } from "../services/launcher/launcher.js";
import { endsOf, type WholeFacts } from "../support/simulate.js";
import { type Configuration, configurations, predictOnce, runOnce, shipped } from "./shipped.js";

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

describe.each(configurations)("$name, variant $variant", (configuration) => {
  test("is named as its file, asks one question, and reads without a warning", () => {
    const { scenario, warnings } = shipped(configuration);
    expect(scenario.name).toBe(configuration.name);
    expect(scenario.about).toMatch(/\?$/);
    const asked = [...meant, ...(configuration.name.startsWith("sizing-") ? tooSmall : [])];
    expect(warnings.filter(({ code }) => !asked.includes(code))).toEqual([]);
  });

  test("explains every claim of the document that it answers", () => {
    expect(shipped(configuration).scenario.claims.every(({ why }) => why !== undefined && why.length > 20)).toBe(true);
  });

  test("loses count of nothing within ten minutes", () => {
    const { services, aborted } = runOnce(shipped(configuration, ["clock.duration=10m", "clock.warmup=2m"]));
    expect(aborted).toBeNull();
    for (const facts of Object.values(services) as Partial<WholeFacts>[]) {
      const { requests, runs, writes } = facts;
      if (requests) expect(endsOf({ requests })).toBe(requests.arrived);
      if (runs) expect(accounted(runs)).toBe(runs.arrived);
      if (writes) expect(writes.flushed + writes.deadLettered + writes.lost).toBe(writes.accepted);
    }
  });
});

/** So many requests are half a second of work; longer scenarios run whole in the nightly tests. */
const requestsMax = 400_000;

function isShort(configuration: Configuration): boolean {
  const { scenario, data } = shipped(configuration);
  return new World(scenario, { seed: 1, tables: data.tables, crunches: new Map() }).requestsExpected <= requestsMax;
}

test.each(configurations.filter(isShort))(
  "$name, variant $variant, runs to its end, and answers each of its claims",
  (configuration) => {
    const outcome = predictOnce(shipped(configuration, ["replications=1"]));
    expect(outcome.aborted).toBeNull();
    expect([0, 3]).toContain(exitCode(outcome, { strict: false }));
    expect(outcome.claims.filter(({ computed }) => computed.value === null)).toEqual([]);
  },
);
