import { describe, expect, test } from "vitest";
import { billOf, endsOf, onlyService, replications, scenario, simulate } from "../support/simulate.js";

/** Eight tasks of a vCPU on instances of eight, for an hour. */
const yaml = (keys: string, more = "") => `
region: us-east-1
clock: { duration: 1h, warmup: 0s }
demand: [ { name: load, to: web, curve: 20/s, request: { steps: [ { cpu: 100ms } ], timeout: 5s } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, architecture: arm64 }
    drain: { deregistrationDelay: 30s }
    abruptFailuresPerMonth: 0 %
${keys}
infrastructure: { loadBalancer: false }
${more}
`;

const fixed = "    desired: 8\n    bounds: { min: 8, max: 8 }\n    scaling: []\n";
const group = "{ types: [c6g.2xlarge], zones: 1, reserve: { memory: 0 MiB } }";
const onDemand = `${fixed}    capacity: { EC2: { weight: 1 } }\n    instances: { EC2: ${group} }`;

describe("a request service on EC2", () => {
  test("pays for one instance what the price list says, whatever tasks it has, and tells what it used of it", () => {
    const read = scenario(yaml(onDemand, "account: { zones: 1 }"));
    const replication = simulate(read);
    const { lines, totalUsd, notes } = billOf(read, replication);
    expect(lines.map(({ item, quantity, usd }) => [item, quantity, usd])).toEqual([["EC2 c6g.2xlarge", 1, 0.272]]);
    expect(totalUsd).toBe(0.272);
    expect(notes.join()).toMatch(/EBS volumes, gp3 are not billed: the price book has none in us-east-1/);
    const { instances, requests } = onlyService(replication);
    expect(instances).toMatchObject({ vcpuHours: 8, vcpuHoursTaken: 8, memoryGbHours: 16, memoryGbHoursTaken: 16 });
    expect(endsOf({ requests })).toBe(requests.arrived);
    expect(requests.completed).toBe(requests.arrived);
  });

  test("pays for its volume where the prices of the scenario have one, and for the cluster of EKS", () => {
    const row =
      "region,service,component,unit,usd,source,as_of\nus-east-1,EBS,gp3 storage,GB-month,0.08,mine,2026-01\n";
    const more = "account: { zones: 1 }\nprices: { file: ebs.csv }\n";
    const text = yaml(onDemand.replace("zones: 1", "zones: 1, volume: 60 GB"), more).replace(
      "{ loadBalancer: false }",
      "{ loadBalancer: false, eksClusters: 1 }",
    );
    const read = scenario(text, { "ebs.csv": row });
    const lines = billOf(read, simulate(read)).lines.map(({ item, usd }) => [item, usd] as const);
    expect(new Map(lines).get("EBS volumes, gp3")).toBeCloseTo((60 * 0.08) / 730, 9);
    expect(new Map(lines).get("EKS clusters")).toBeCloseTo(0.1, 9);
  });

  test("loses all tasks of an instance with it, and gets as many again on others", () => {
    const spot = onDemand.replaceAll("EC2:", "EC2_SPOT:");
    const incident =
      "incidents: [ { kind: spot-crunch, market: default, at: 10m, lasts: 1m, takes: 100 %, within: 0s } ]";
    const replication = simulate(scenario(yaml(spot, `account: { zones: 1 }\n${incident}`)));
    const service = onlyService(replication);
    expect(service.tasks.lost).toEqual({ spot: 8 });
    expect(service.spot.interruptions).toBe(8);
    expect(service.instances.interruptions).toBe(1);
    expect(service.spot.interruptionsExpected).toBeCloseTo(8, 2);
    expect(endsOf(service)).toBe(service.requests.arrived);
    expect(service.minutes.running.at(-1)).toBe(8);
    const kinds = replication.events.map(({ at, kind }) => `${at / 1e6}: ${kind}`);
    expect(kinds.filter((kind) => kind.includes("instance"))).toEqual([
      "600: instance-crunch",
      "600: instance-interrupted",
    ]);
  });

  test("does not pay for an instance that was taken back in its first hour, unless the scenario says that it does", () => {
    const spot = onDemand.replaceAll("EC2:", "EC2_SPOT:");
    const incident =
      "incidents: [ { kind: spot-crunch, market: default, at: 10m, lasts: 1h, takes: 100 %, within: 0s } ]";
    const more = `account: { zones: 1 }\n${incident}`;
    const read = scenario(yaml(spot, more));
    expect(billOf(read, simulate(read)).lines).toEqual([]);
    const charged = scenario(yaml(spot.replace("zones: 1", "zones: 1, freeFirstHour: false"), more));
    const [line] = billOf(charged, simulate(charged)).lines;
    expect(line.item).toBe("EC2 Spot c6g.2xlarge (66 % off)");
    expect(line.quantity * 3_600).toBeCloseTo(720, 6); // until two minutes after the notice
    expect(line.unitPriceUsd).toBeCloseTo(0.272 * 0.34, 12);
  });

  test("fills the instances of a group that scales itself, and follows it up and down by the clock", () => {
    const leads = `    bounds: { min: 0, max: 100 }\n    capacity: { EC2: { weight: 1 } }\n    instances:\n      EC2:\n        types: [c6g.2xlarge]\n        reserve: { memory: 0 MiB }\n        bounds: { min: 1, max: 10 }\n        desired: 2\n        launch: { start: 20s, boot: 20s, agent: 15s }\n        scaling:\n          - { kind: scheduled, cron: '10 0 * * *', bounds: { min: 4 } }\n          - { kind: scheduled, cron: '30 0 * * *', bounds: { min: 1, max: 1 } }\n`;
    const replication = simulate(scenario(yaml(leads)));
    const { minutes, tasks, instances } = onlyService(replication);
    const at = (minute: number) => [minutes.instances[minute - 1], minutes.desired[minute - 1]];
    expect([at(5), at(10), at(13), at(31)]).toEqual([
      [2, 16],
      [2, 16],
      [4, 32],
      [1, 8],
    ]);
    expect(tasks.lost).toEqual({ "instance-drain": 24 });
    expect(Object.values(instances.hours).reduce((a, b) => a + b)).toBeCloseTo(
      2 * 0.5 + (2 * (20 - 1 / 3)) / 60 + 0.5,
      1,
    );
  });
});

test("a scenario with instances gives the same run again, and other seeds other launches", () => {
  const keys =
    "    bounds: { min: 1, max: 40 }\n    capacity: { EC2: { base: 1, weight: 1 }, EC2_SPOT: { weight: 1 } }\n    instances:\n      EC2: { types: [m6g.large] }\n      EC2_SPOT: { types: [m6g.large, c6g.xlarge], crunch: { every: 40m, lasts: 5m } }\n";
  const read = scenario(yaml(keys));
  const [first, second] = replications(read, 2);
  expect(simulate(read, 0).digest).toBe(first.digest);
  expect(first.digest).not.toBe(second.digest);
  for (const replication of [first, second]) {
    const service = onlyService(replication);
    expect(endsOf(service)).toBe(service.requests.arrived);
    expect(service.instances.vcpuHoursTaken).toBeLessThanOrEqual(service.instances.vcpuHours + 1e-9);
  }
});

test("rare crunches of pools make classes of nights, as those of markets do", async () => {
  const { stratification } = await import("../../sim/experiments/replicate.js");
  const keys = `${fixed}    capacity: { EC2_SPOT: { weight: 1 } }\n    instances: { EC2_SPOT: { types: [c6g.2xlarge, m6g.2xlarge], crunch: { every: 30d, lasts: 20m } } }`;
  const { scenario: read } = scenario(yaml(keys));
  const { strata, of } = stratification(read, 20);
  // Six pools, each exposed for an hour and the twenty minutes before it.
  expect(strata[0].probability).toBeCloseTo(Math.exp((-6 * (80 / 60)) / 720), 9);
  const crunches = [...of(1).crunches].filter(([, condition]) => condition === "some");
  expect(crunches).toHaveLength(1);
  expect(crunches[0][0]).toMatch(/^web\/(c6g|m6g)\.2xlarge\/[123]$/);
});
