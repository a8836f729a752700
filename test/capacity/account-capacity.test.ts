import { describe, expect, test } from "vitest";
import { AccountCapacity, accountShape } from "../../sim/capacity/account.js";
import { type CrunchConfig, defaultMarket } from "../../sim/capacity/market.js";
import type { ProviderName } from "../../sim/capacity/providers/index.js";
import { SpotMarket } from "../../sim/capacity/spot-market.js";
import { definition, seconds } from "../pool/fleet.js";

const crunch: CrunchConfig = { lasts: seconds(600), takes: 0.6, within: seconds(180), zones: "all" };

function accountWith(account: object, config: Partial<CrunchConfig> = {}): AccountCapacity {
  const incidents = [{ at: seconds(60), config: { ...crunch, ...config } }];
  const horizon = { from: 0, until: seconds(3_600) };
  const named = { name: "general", market: defaultMarket };
  const market = new SpotMarket({ ...named, seed: 1, zones: 3, horizon, condition: "none", incidents });
  return new AccountCapacity(accountShape.parse(account), () => market);
}

const task = { ...definition, vcpu: 1 };
const order = { service: "web", ordinal: 0, attempt: 0, zone: 0, task, isRun: false };
const ask = (account: AccountCapacity, provider: ProviderName, at = 0) => account.seat(provider, seconds(at), order);
const isRefused = (answer: object) => "refused" in answer;

describe("in a crunch", () => {
  test("there is no Spot capacity, before and after it there is", () => {
    const account = accountWith({});
    const refusals = [59, 60, 659, 660].map((at) => isRefused(ask(account, "FARGATE_SPOT", at)));
    expect(refusals).toEqual([false, true, true, false]);
  });

  test("on-demand is plentiful unless the market says that it is not", () => {
    expect(ask(accountWith({}), "FARGATE", 60)).toMatchObject({ delay: 0 });
    const scarce = accountWith({}, { onDemand: { delay: seconds(45), failProbability: 0 } });
    expect(ask(scarce, "FARGATE", 60)).toMatchObject({ delay: seconds(45) });
    const gone = accountWith({}, { onDemand: { delay: 0, failProbability: 1 } });
    expect(isRefused(ask(gone, "FARGATE", 60))).toBe(true);
  });

  test("a Spot task that it took before the world began has no room there, and takes none", () => {
    const account = accountWith({ vcpuQuota: { FARGATE_SPOT: 1 } }, { takes: 1, within: 0 });
    expect(account.hold("FARGATE_SPOT", seconds(61), order)).toBeNull();
    expect(account.hold("FARGATE", seconds(61), order)).not.toBeNull();
    expect(isRefused(ask(account, "FARGATE_SPOT", 660))).toBe(false);
  });
});

describe("the vCPU quota", () => {
  const quota = { vcpuQuota: { FARGATE: 6, FARGATE_SPOT: 2 } };

  test("is for each provider apart; what a stopped task had is free again", () => {
    const account = accountWith(quota);
    const seats = (provider: ProviderName) => {
      const answers = Array.from({ length: 10 }, () => ask(account, provider));
      return answers.filter((answer) => "provider" in answer);
    };
    const [onDemand, spot] = [seats("FARGATE"), seats("FARGATE_SPOT")];
    expect([onDemand.length, spot.length]).toEqual([6, 2]);
    onDemand[0].provider.leave(onDemand[0]);
    expect([seats("FARGATE").length, seats("FARGATE_SPOT").length]).toEqual([1, 0]);
  });

  test("counts what ran as the world began", () => {
    const account = accountWith(quota);
    for (let held = 0; held < 5; held++) account.hold("FARGATE", 0, order);
    expect([ask(account, "FARGATE"), ask(account, "FARGATE")].map(isRefused)).toEqual([false, true]);
  });
});

test("launches beyond the burst are granted and start later, at 20 a second", () => {
  const account = accountWith({ launchBurst: 3, serviceLaunchRate: "6000/min" });
  const delays = Array.from({ length: 6 }, () => {
    const answer = ask(account, "FARGATE");
    return "refused" in answer ? Number.NaN : answer.delay / 1e6;
  });
  expect(delays).toEqual([0, 0.01, 0.02, 0.05, 0.1, 0.15]);
});
