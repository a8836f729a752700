import { describe, expect, test } from "vitest";
import { z } from "zod";
import { accountShape } from "../../sim/capacity/account.js";
import { capacityAssumptions } from "../../sim/capacity/assumptions.js";
import { defaultMarket, marketNamed, marketsShape } from "../../sim/capacity/market.js";
import { allOnDemand, strategyShape } from "../../sim/capacity/strategy.js";
import { fallbackShape } from "../../sim/pool/fallback.js";
import { launchRetryShape } from "../../sim/pool/retry.js";

const minutes = (count: number) => count * 60_000_000;

const written = [
  { shape: strategyShape, value: allOnDemand },
  {
    shape: strategyShape,
    value: { FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { weight: 70, market: "general" } },
  },
  { shape: accountShape, value: {} },
  { shape: accountShape, value: { vcpuQuota: { FARGATE_SPOT: 6 }, launchBurst: 25, launchRate: "5/s", zones: 2 } },
  { shape: marketsShape, value: { calm: { interruptionsPerMonth: "calm" }, other: { interruptionsPerMonth: "12 %" } } },
  {
    shape: marketsShape,
    value: { general: { discount: "60 %", crunch: { every: "30d", zones: 2, onDemand: { failProbability: 0.3 } } } },
  },
  { shape: launchRetryShape, value: {} },
  { shape: fallbackShape, value: { to: "FARGATE", after: "10m" } },
];

describe.each(written)("$value", ({ shape, value }) => {
  test("reads back from what it writes", () => {
    const decoded = z.decode(shape as z.ZodType, value);
    expect(z.decode(shape as z.ZodType, z.encode(shape as z.ZodType, decoded))).toEqual(decoded);
  });

  test("has a JSON Schema for editors", () => {
    expect(z.toJSONSchema(shape, { io: "input" })).toMatchObject({ type: "object" });
  });
});

test.each([
  [{ FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { base: 2, weight: 1 } }, "base for one provider only"],
  [{ FARGATE: { base: 1 } }, "a weight above 0 for at least one provider"],
  [{}, "a weight above 0 for at least one provider"],
  [{ FARGATE: { weight: 1, market: "general" } }, "market"],
  [{ FARGATE: { weight: 1_001 } }, "a whole number"],
])("the strategy %j is refused: %s", (strategy, message) => {
  expect(z.prettifyError(strategyShape.safeParse(strategy).error!)).toContain(message);
});

test("an account has AWS's defaults", () => {
  expect(z.decode(accountShape, {})).toEqual({
    vcpuQuota: { FARGATE: 4_000, FARGATE_SPOT: 4_000, EC2: 4_000, EC2_SPOT: 4_000 },
    launchBurst: 100,
    launchRate: 20,
    serviceLaunchRate: 500,
    lambdaConcurrency: 1_000,
    zones: 3,
  });
});

test("a market has 20 % interruptions a month, no crunch and, where no Spot price was seen, a discount of 60 %", () => {
  expect(defaultMarket).toEqual({ discount: 0.6, interruptionsPerMonth: 0.2 });
  expect(marketNamed({}, undefined)).toEqual({ name: "default", market: defaultMarket });
  expect(marketNamed({}, "general")).toBeUndefined();
});

test("a crunch that only says that it exists comes every 30 days for 20 minutes and takes 60 % within 3", () => {
  const { general } = z.decode(marketsShape, { general: { crunch: {} } });
  expect(general.crunch).toEqual({
    every: minutes(30 * 24 * 60),
    lasts: minutes(20),
    takes: 0.6,
    within: minutes(3),
    zones: "all",
  });
});

test.each(["calmly", "100 %", 1.2, -0.1, null])(
  "an interruption probability of %j is refused with the presets",
  (risk) => {
    const { error } = marketsShape.safeParse({ general: { interruptionsPerMonth: risk } });
    expect(error?.issues[0].message).toContain("calm (5 %), normal (20 %), bad (50 %)");
  },
);

test("what is assumed about capacity is named, market by market", () => {
  const { general, quiet } = z.decode(marketsShape, {
    general: { crunch: { onDemand: { delay: "5m", failProbability: 0.3 } } },
    quiet: {},
  });
  const markets = ["general", "quiet"].map((name) => marketNamed({ general, quiet }, name)!);
  const assumptions = capacityAssumptions(z.decode(accountShape, {}), markets);
  expect(assumptions).toContain(
    "Spot of market quiet costs 60 % less than on-demand; no Spot price of this region is known, and 50 to 70 % has been usual",
  );
  expect(assumptions).toContain(
    "market quiet loses tasks one at a time: a crunch comes only where an incident starts it",
  );
  expect(assumptions.join("\n")).toContain("no public Fargate Spot interruption rate exists; 20 % a month assumed");
  expect(assumptions.join("\n")).toContain("takes 60 % of the Spot tasks in all zones within 3m");
  expect(assumptions.join("\n")).toContain("on-demand launches are 5m slower and fail with probability 30 %");
  expect(assumptions.join("\n")).toContain("a new account starts with 6");
});
