import { expect, test } from "vitest";
import { Targets } from "../../../../harness/staging/balancer/targets.js";
import { RoundRobin } from "../../../../sim/targets/round-robin.js";

test("a deregistered target that still has something outstanding gets requests again when it is registered again", () => {
  const targets = new Targets(new RoundRobin(0));
  targets.register("a", 1);
  const exchange = targets.take(() => {})!;
  targets.deregister("a");
  expect(targets.take(() => {})).toBeNull();
  targets.register("a", 1);
  expect(targets.take(() => {})?.target).toBe(exchange.target);
  targets.release(exchange);
  expect(targets.metrics).toEqual([{ task: "a", isRegistered: true, requests: 2, outstanding: 1 }]);
});
