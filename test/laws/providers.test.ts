import { describe, expect, test } from "vitest";
import { AccountCapacity, accountShape } from "../../sim/capacity/account.js";
import { defaultMarket } from "../../sim/capacity/market.js";
import { providers, type Seat } from "../../sim/capacity/providers/index.js";
import { SpotMarket } from "../../sim/capacity/spot-market.js";
import { Group, oneVcpu } from "../pool/instances/group.js";

const hour = 3_600_000_000;

/** An account with 16 vCPUs of each provider, and instances of 8 vCPU where a provider has some. */
function account(seed = 1) {
  const horizon = { from: 0, until: 1_000 * hour };
  const market = new SpotMarket({ name: "m", market: defaultMarket, seed, zones: 3, horizon, condition: "none" });
  const groups = new Map(
    providers
      .filter(({ hasInstances }) => hasInstances)
      .map(
        ({ name }) => [name, new Group({ provider: name, quota: 16, zones: 3, seed, until: 1_000 * hour })] as const,
      ),
  );
  const quota = Object.fromEntries(providers.map(({ name }) => [name, 16]));
  const shape = accountShape.parse({ vcpuQuota: quota });
  const capacity = new AccountCapacity(
    shape,
    () => market,
    (_, name) => groups.get(name)!.group,
  );
  return { capacity, groups };
}

describe.each(providers.map((provider) => [provider.name, provider] as const))("%s", (name, { purchase, about }) => {
  const order = (ordinal: number, zone = 0) => ({
    ...{ service: "web", ordinal, attempt: ordinal, zone, isRun: false },
    task: oneVcpu,
  });
  const fill = ({ capacity }: ReturnType<typeof account>) => {
    const answers = Array.from({ length: 40 }, (_, ordinal) => capacity.seat(name, 0, order(ordinal)));
    return answers.filter((answer): answer is Seat => "provider" in answer);
  };

  test("says what it is, and whether its capacity may be taken back", () => {
    const [seat] = fill(account());
    expect(about).toMatch(/\.$/);
    expect(seat.provider.notice === Number.POSITIVE_INFINITY).toBe(purchase === "on-demand");
    if (purchase === "on-demand") expect(seat.provider.takenBackAfter(seat)).toBe(Number.POSITIVE_INFINITY);
  });

  test("gives no more vCPUs than the account may run, each seat once and none in the past", () => {
    const seats = fill(account());
    expect(seats).toHaveLength(16);
    expect(new Set(seats).size).toBe(16);
    for (const seat of seats) expect(seat.delay).toBeGreaterThanOrEqual(0);
  });

  test("refuses in words, and gives again what a task leaves", () => {
    const { capacity, groups } = account();
    const seats = fill({ capacity, groups });
    const refused = capacity.seat(name, 0, order(99));
    expect("refused" in refused && refused.refused.length > 20).toBe(true);
    seats[3].provider.leave(seats[3]);
    expect("provider" in capacity.seat(name, 0, order(100))).toBe(true);
    expect("refused" in capacity.seat(name, 0, order(101))).toBe(true);
  });

  test("has a task that is there as the world begins without a wait", () => {
    const { capacity } = account();
    expect(capacity.hold(name, 0, order(0, 2))?.delay).toBe(0);
  });

  test("answers alike under one seed", () => {
    const delays = () => fill(account(5)).map((seat) => [seat.delay, seat.provider.takenBackAfter(seat)]);
    expect(delays()).toEqual(delays());
  });
});
