import { describe, expect, test } from "vitest";
import { hour } from "../../../scenarios/language/units/time.js";
import { allocate } from "../../../sim/capacity/instances/allocation.js";
import { poolsOf, withKnown, zoneFactor } from "../../../sim/capacity/instances/pools.js";
import { spotAdvice } from "../../../sim/capacity/instances/spot-advisor.js";
import { hazardPerHour } from "../../../sim/capacity/risk.js";
import { instancesShape } from "../../../sim/services/fleet/instances-shape.js";
import { seconds } from "../fleet.js";
import { Group } from "./group.js";

const month = 730 * 3_600;

describe("interruptions that come alone", () => {
  test("are a Poisson process of the advisor's rate: over 300 instances and a month, within its interval", () => {
    const keys = { zoneSpread: 1, known: { "c6g.2xlarge": { interruptionsPerMonth: "25 %" } } };
    const group = new Group({ leads: true, until: seconds(month), keys });
    group.group.begin(300);
    group.group.setDesired(300);
    group.at(month).group.end();
    const hours = [...group.group.usage.hours.values()].reduce((sum, each) => sum + each, 0);
    const expected = hazardPerHour(0.25) * hours;
    expect(group.group.usage.expected).toBeCloseTo(expected, 6);
    expect(expected).toBeGreaterThan(80); // 300 × −ln 0.75 = 86.3 where each is replaced at once
    expect(Math.abs(group.group.interruptions - expected)).toBeLessThan(3.3 * Math.sqrt(expected));
  });

  test("take the same instances whatever else the group does", () => {
    const keys = { zoneSpread: 1, known: { "c6g.2xlarge": { interruptionsPerMonth: "99 %" } } };
    const notices = (tasks: number) => {
      const group = new Group({ leads: true, until: seconds(month), keys });
      group.group.begin(20);
      for (let task = 0; task < tasks; task++) group.seated();
      return group.at(200 * 3_600).events;
    };
    expect(notices(3).length).toBeGreaterThan(5);
    expect(notices(3)).toEqual(notices(100));
  });

  test("differ by zone up to the spread, and are those of the region on average", () => {
    expect(zoneFactor(1, 0.3)).toBe(1);
    expect(zoneFactor(7, 1) / zoneFactor(7, 0)).toBeCloseTo(7, 9);
    const steps = 10_000;
    const mean =
      Array.from({ length: steps }, (_, i) => zoneFactor(7, (i + 0.5) / steps)).reduce((a, b) => a + b) / steps;
    expect(mean).toBeCloseTo(1, 6);
  });
});

describe("a crunch of one pool", () => {
  const types = ["c6g.2xlarge", "m6g.2xlarge"];

  test("takes its share of that pool together, and nothing of the others", () => {
    const config = { lasts: 1 * hour, takes: 0.5, within: seconds(60), zones: "all" as const };
    const group = new Group({
      leads: true,
      zones: 2,
      keys: {
        types,
        allocation: "lowest-price",
        known: { "m6g.2xlarge": { onDemandUsdPerHour: "$9" }, "c6g.2xlarge": { onDemandUsdPerHour: "$1" } },
      },
      crunchOf: ({ type, zone }) => (type.name === "c6g.2xlarge" && zone === 1 ? [{ at: seconds(600), config }] : []),
    });
    group.group.begin(200);
    group.at(660);
    const gone = group.group.interruptions;
    // A hundred of the pool, each with probability ½: 99.9 % of such counts are within 34 to 66.
    expect(gone).toBeGreaterThanOrEqual(34);
    expect(gone).toBeLessThanOrEqual(66);
    const left = (zone: number) => group.group.inService.filter(({ pool }) => pool.zone === zone).length;
    expect([left(0), left(1)]).toEqual([100, 100 - gone]);
    // What replaces them comes from a pool that has something to give.
    group.group.setDesired(200);
    const fresh = group.at(900).group.inService.filter(({ ordinal }) => ordinal >= 200);
    expect(fresh.length).toBe(gone);
    expect(fresh.every(({ pool }) => pool.zone === 0 || pool.type.name === "m6g.2xlarge")).toBe(true);
  });
});

describe("an allocation strategy", () => {
  const pools = [
    { usdPerTask: 1, hazard: 9 },
    { usdPerTask: 3, hazard: 2 },
    { usdPerTask: 2, hazard: 3 },
    { usdPerTask: 4, hazard: 1 },
    { usdPerTask: 4, hazard: 8 },
  ];

  test.each([
    ["lowest-price", 0],
    ["capacity-optimized", 3],
    ["price-capacity-optimized", 2], // the half with the fewest interruptions is 3, 1 and 2; of these it costs least
  ] as const)("%s", (strategy, chosen) => {
    expect(allocate(strategy, pools)).toBe(chosen);
    expect(allocate(strategy, [pools[4]])).toBe(0);
  });

  test("of equals takes the earlier one, and of price-capacity-optimized the cheapest where all are alike", () => {
    const alike = pools.map((pool) => ({ ...pool, hazard: 5 }));
    expect(allocate("price-capacity-optimized", alike)).toBe(0);
    expect(allocate("capacity-optimized", alike)).toBe(0);
    expect(allocate("lowest-price", [pools[3], pools[4]])).toBe(0);
  });
});

describe("what the region says of a type", () => {
  const group = instancesShape.parse({ EC2_SPOT: { types: ["c6g.2xlarge", "m6g.2xlarge", "r6g.xlarge"] } }).EC2_SPOT!;

  test("is the advisor's bucket and saving, and the price of the book", () => {
    expect(spotAdvice("c6g.2xlarge", "us-east-1")).toEqual({ bucket: 0, saving: 0.66 });
    expect(spotAdvice("m6g.2xlarge", "ap-northeast-1")).toEqual({ bucket: 4, saving: 0.49 });
    expect(spotAdvice("m7g.large", "eu-south-1")).toBeNull();
    const { known } = withKnown(group, "us-east-1", true, () => 0.3);
    expect(known["c6g.2xlarge"]).toEqual({ onDemandUsdPerHour: 0.3, discount: 0.66, interruptionsPerMonth: 0.025 });
    expect(known["r6g.xlarge"]).toMatchObject({ discount: 0.65, interruptionsPerMonth: 0.25 });
    expect(withKnown(group, "us-east-1", false, () => 0.3).known["c6g.2xlarge"]).toEqual({ onDemandUsdPerHour: 0.3 });
  });

  test("gives way to what the scenario says", () => {
    const own = { ...group, known: { "c6g.2xlarge": { discount: 0.5 } } };
    const { known } = withKnown(own, "us-east-1", true, () => 0.3);
    expect(known["c6g.2xlarge"]).toEqual({ onDemandUsdPerHour: 0.3, discount: 0.5, interruptionsPerMonth: 0.025 });
  });

  test("makes the pools: each type in each zone, at its discount and its hazard", () => {
    const pools = poolsOf(
      withKnown(group, "us-east-1", true, () => 0.272),
      { seed: 1, accountZones: 3, isSpot: true },
    );
    expect(pools.length).toBe(9);
    expect(pools[0]).toMatchObject({ zone: 0, discount: 0.66 });
    expect(pools[0].usdPerHour).toBeCloseTo(0.272 * 0.34, 12);
    const hazards = pools.slice(0, 3).map(({ hazard }) => hazard);
    expect(Math.max(...hazards) / Math.min(...hazards)).toBeLessThan(7);
    expect(new Set(hazards).size).toBe(3);
    const onDemand = poolsOf(group, { seed: 1, accountZones: 3, isSpot: false });
    expect(onDemand.every(({ hazard, discount }) => hazard === 0 && discount === 0)).toBe(true);
  });
});
