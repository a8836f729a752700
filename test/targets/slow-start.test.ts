import { describe, expect, test } from "vitest";
import type { LoadBalancer } from "../../sim/targets/index.js";
import { RoundRobin } from "../../sim/targets/round-robin.js";
import { WeightedRandom } from "../../sim/targets/weighted-random.js";
import { Random } from "../../workload/random.js";

const ramp = 100_000;
const [old, fresh] = [1, 2];

/** Requests to the old and to the new target, one a microsecond. */
function counts(balancer: LoadBalancer, from: number, until: number): { old: number; fresh: number } {
  const taken = Array.from({ length: until - from }, (_, index) => balancer.take(from + index));
  return { old: taken.filter((task) => task === old).length, fresh: taken.filter((task) => task === fresh).length };
}

function withFresh(balancer: LoadBalancer): LoadBalancer {
  balancer.add(old, 0);
  balancer.add(fresh, 0);
  return balancer;
}

describe("round robin", () => {
  test("the share of a new target against an old one rises in a straight line from nothing to its full turn", () => {
    const balancer = withFresh(new RoundRobin(ramp));
    for (let tenth = 0; tenth < 10; tenth++) {
      const { old, fresh } = counts(balancer, (tenth * ramp) / 10, ((tenth + 1) * ramp) / 10);
      expect(fresh / old).toBeCloseTo((tenth + 0.5) / 10, 2); // the mean height of the ramp over this tenth
    }
  });

  test("after the ramp both have the same", () => {
    const balancer = withFresh(new RoundRobin(ramp));
    balancer.take(ramp);
    expect(counts(balancer, ramp, ramp + 1_000)).toEqual({ old: 500, fresh: 500 });
  });

  test("a target that comes to an empty rotation has its full turn at once", () => {
    const balancer = new RoundRobin(ramp);
    balancer.add(old, 0);
    expect(counts(balancer, 1, 11)).toEqual({ old: 10, fresh: 0 });
  });

  test("two that ramp up with nobody else left share what comes", () => {
    const balancer = withFresh(new RoundRobin(ramp));
    balancer.add(3, 0);
    balancer.remove(old);
    const taken = Array.from({ length: 1_000 }, (_, now) => balancer.take(now));
    expect(taken.filter((task) => task === fresh).length).toBeGreaterThan(400);
    expect(taken.filter((task) => task === 3).length).toBeGreaterThan(400);
  });
});

test("weighted random: the share of a new target rises in a straight line, as far as chance lets it be seen", () => {
  const balancer = withFresh(new WeightedRandom(ramp, Random.stream(1, "slow start")));
  for (let tenth = 0; tenth < 10; tenth++) {
    const { fresh } = counts(balancer, (tenth * ramp) / 10, ((tenth + 1) * ramp) / 10);
    // Against an old target of weight 1 a weight of h wins h / (1 + h) of the draws: the mean over the tenth, and the
    // 99.9 % range of a binomial with 10,000 draws.
    const [low, high] = [tenth / 10, (tenth + 1) / 10];
    const share = 1 - 10 * Math.log((1 + high) / (1 + low));
    const half = 3.29 * Math.sqrt((share * (1 - share)) / 10_000);
    expect(Math.abs(fresh / 10_000 - share)).toBeLessThan(half + 0.5 ** 8);
  }
});
