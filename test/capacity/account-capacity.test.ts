import { describe, expect, test } from "vitest";
import { accountShape } from "../../sim/capacity/account.js";
import type { LaunchRequest } from "../../sim/capacity/account-capacity.js";
import { AccountCapacity } from "../../sim/capacity/account-capacity.js";
import { type CrunchConfig, defaultMarket } from "../../sim/capacity/market.js";
import { SpotMarket } from "../../sim/capacity/spot-market.js";
import { seconds } from "../pool/fleet.js";

const crunch: CrunchConfig = { lasts: seconds(600), takes: 0.6, within: seconds(180), zones: "all" };

function accountWith(account: object, config: Partial<CrunchConfig> = {}): AccountCapacity {
  const incidents = [{ at: seconds(60), config: { ...crunch, ...config } }];
  const horizon = { from: 0, until: seconds(3_600) };
  const named = { name: "general", market: defaultMarket };
  const market = new SpotMarket({ ...named, seed: 1, zones: 3, horizon, condition: "none", incidents });
  return new AccountCapacity(accountShape.parse(account), () => market);
}

const request: LaunchRequest = { service: "web", provider: "FARGATE", zone: 0, attempt: 0, vcpu: 1 };
const spot: LaunchRequest = { ...request, provider: "FARGATE_SPOT" };

describe("in a crunch", () => {
  test("there is no Spot capacity, before and after it there is", () => {
    const account = accountWith({});
    const kinds = [59, 60, 659, 660].map((at) => account.launch(seconds(at), spot).kind);
    expect(kinds).toEqual(["granted", "refused", "refused", "granted"]);
  });

  test("on-demand is plentiful unless the market says that it is not", () => {
    expect(accountWith({}).launch(seconds(60), request).kind).toBe("granted");
    const scarce = accountWith({}, { onDemand: { delay: seconds(45), failProbability: 0 } });
    expect(scarce.launch(seconds(60), request)).toEqual({ kind: "granted", delay: seconds(45) });
    const gone = accountWith({}, { onDemand: { delay: 0, failProbability: 1 } });
    expect(gone.launch(seconds(60), request).kind).toBe("refused");
  });
});

describe("the vCPU quota", () => {
  const quota = { vcpuQuota: { FARGATE: 6, FARGATE_SPOT: 2 } };

  test("is for each provider apart; what a stopped task had is free again", () => {
    const account = accountWith(quota);
    const granted = (request: LaunchRequest, count: number) =>
      Array.from({ length: count }, () => account.launch(0, request)).filter(({ kind }) => kind === "granted").length;
    expect([granted(request, 10), granted(spot, 10)]).toEqual([6, 2]);
    account.release("FARGATE", 1);
    expect([granted(request, 10), granted(spot, 10)]).toEqual([1, 0]);
  });

  test("counts what ran as the world began", () => {
    const account = accountWith(quota);
    account.hold("FARGATE", 5);
    expect([account.launch(0, request).kind, account.launch(0, request).kind]).toEqual(["granted", "refused"]);
  });
});

test("launches beyond the burst are granted and start later, at 20 a second", () => {
  const account = accountWith({ launchBurst: 3, serviceLaunchRate: "6000/min" });
  const delays = Array.from({ length: 6 }, () => {
    const answer = account.launch(0, request);
    return answer.kind === "granted" ? answer.delay / 1e6 : Number.NaN;
  });
  expect(delays).toEqual([0, 0.01, 0.02, 0.05, 0.1, 0.15]);
});
