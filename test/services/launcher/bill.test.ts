import { describe, expect, test } from "vitest";
import { price } from "../../../sim/experiments/price.js";
import { costOutcome } from "../../../sim/outcome/cost-outcome.js";
import { parseReference } from "../../../sim/outcome/reading.js";
import { simulate } from "../../support/simulate.js";
import { launched, launcherScenario } from "./launcher.js";

const perHour = 0.25 * 0.04048 + 0.5 * 0.004445;

describe("the bill of runs by hand", () => {
  /** Runs of 60 s, each billed for 75 s from the begin of its pull on. */
  const options = {
    demand: "classes: [ { name: sound, steps: [ { wait: 60s } ] } ]",
    arrivals: [0, 10, 20, 30],
  };

  test("is what tasks cost over the runs that came, and over those that succeeded", () => {
    // 18 s pull begins, 33 s at work, 93 s done: 75 s. A stop at 45 s ends one of them at 60 s: 60 s are billed at least.
    const beside = "incidents: [ { kind: stop-tasks, at: 45s, service: dagy, count: 1 } ]";
    const read = launcherScenario({ ...options, arrivals: [0, 200, 300, 400], beside });
    const [run] = price(read, [simulate(read)]);
    const usd = ((60 + 3 * 75) / 3_600) * perHour;
    expect(run.bill.totalUsd).toBeCloseTo(usd, 12);
    const of = (metric: string) => parseReference(`cost.${metric}`).reading.value(run);
    expect(of("perRun")).toBeCloseTo(usd / 4, 12);
    expect(of("perSucceededRun")).toBeCloseTo(usd / 3, 12);
  });

  test("tells flows apart: each pays for its own runs", () => {
    const demand = "classes: [ { name: small, steps: [ { wait: 60s } ] }, { name: large, steps: [ { wait: 60s } ] } ]";
    const read = launcherScenario({ demand, arrivals: Array.from({ length: 40 }, (_, at) => at) });
    const [run] = price(read, [simulate(read)]);
    const { flows } = costOutcome([{ probability: 1, runs: [run] }]).runs!;
    const hour = { "dagy/small": perHour, "dagy/large": 2 * 0.04048 + 4 * 0.004445 } as const;
    for (const [flow, usd] of Object.entries(hour)) {
      expect(flows[flow].perRunUsd).toBeCloseTo((75 / 3_600) * usd, 10);
      expect(flows[flow].usd).toBeCloseTo(flows[flow].runs * (75 / 3_600) * usd, 10);
    }
    expect(flows["dagy/small"].runs + flows["dagy/large"].runs).toBe(40);
    expect(run.bill.lines.map(({ item }) => item)).toContain("Fargate vCPU x86_64 (large)");
  });

  test("has what a run pulls and installs pass the NAT gateways, unless a gateway endpoint for S3 exists", () => {
    const gigabytes = (infrastructure: string) => {
      const { lines } = launched({ ...options, keys: "dependencies: { size: 0.5 GB }", infrastructure }).bill;
      return lines.find(({ item }) => item === "NAT gateway data")?.quantity;
    };
    const nat = "loadBalancer: false, natGateways: 1, imagePullsThroughNat: true";
    expect(gigabytes(nat)).toBeCloseTo(4 * (0.5 + 0.5), 9);
    expect(gigabytes(`${nat}, vpcEndpoints: { gateway: true }`)).toBeUndefined();
  });

  test("has interface endpoints by the hour and zone, and the data that takes them instead of NAT", () => {
    // Four endpoints in three zones for 10 minutes at $0.01 an hour; 4 runs of 256 MB, three quarters of it by endpoint.
    const infrastructure =
      "loadBalancer: false, natGateways: 1, perRequest: { natData: 256 MB }, vpcEndpoints: { interface: 4, carry: 75 % }";
    const { lines } = launched({ ...options, infrastructure }).bill;
    const line = (item: string) => lines.find((each) => each.item === item);
    expect(line("VPC endpoint hours")?.usd).toBeCloseTo((4 * 3 * 0.01) / 6, 12);
    expect(line("VPC endpoint data")).toMatchObject({ quantity: expect.closeTo(0.75, 9), unitPriceUsd: 0.01 });
    expect(line("NAT gateway data")?.quantity).toBeCloseTo(0.25, 9);
  });
});
