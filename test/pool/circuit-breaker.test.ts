import { expect, test } from "vitest";
import { CircuitBreaker, circuitBreakerShape, failureThreshold } from "../../sim/pool/circuit-breaker.js";

// AWS's own examples: half of the desired count, at least 3 and at most 200.
test.each([
  [1, 3],
  [2, 3],
  [20, 10],
  [25, 13],
  [400, 200],
  [800, 200],
])("a deployment of %i tasks fails with %i failed ones", (desired, failures) => {
  expect(failureThreshold(desired, { minimumFailures: 3 })).toBe(failures);
  expect(failureThreshold(desired, { minimumFailures: 10 })).toBe(Math.max(10, failures));
});

/** Numbers of the failures, from 1, at which a breaker opens; `+` is a task that becomes healthy, `-` one that fails. */
function opensAt(story: string, keys: object): readonly number[] {
  const breaker = new CircuitBreaker(circuitBreakerShape.parse({ enable: true, ...keys }));
  const opens: number[] = [];
  for (const [index, what] of [...story].entries()) {
    if (what === "+") breaker.taskHealthy();
    else if (breaker.taskFailed(4)) opens.push(index);
  }
  return opens;
}

test("a healthy task begins the count anew, unless resetOnHealthyTask is off; a breaker that is not enabled never opens", () => {
  expect(opensAt("--+---", {})).toEqual([5]);
  expect(opensAt("--+---", { resetOnHealthyTask: false })).toEqual([3]);
  expect(opensAt("------", { enable: false })).toEqual([]);
});
