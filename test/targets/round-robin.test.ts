import { expect, test } from "vitest";
import { RoundRobin } from "../../sim/targets/round-robin.js";

const takes = (balancer: RoundRobin, count: number) => Array.from({ length: count }, () => balancer.take(0));

function rotation(...tasks: readonly number[]): RoundRobin {
  const balancer = new RoundRobin(0);
  for (const task of tasks) balancer.add(task, 0);
  return balancer;
}

test("each target has its turn in the order in which they came", () => {
  expect(takes(rotation(3, 1, 2), 7)).toEqual([3, 1, 2, 3, 1, 2, 3]);
});

test("when a target leaves, whoever had the next turn keeps it", () => {
  const balancer = rotation(1, 2, 3, 4);
  expect(takes(balancer, 2)).toEqual([1, 2]);
  balancer.remove(1);
  expect(takes(balancer, 1)).toEqual([3]);
  balancer.remove(4);
  expect(takes(balancer, 3)).toEqual([2, 3, 2]);
});

test("a new target has its turn behind the others of this round", () => {
  const balancer = rotation(1, 2);
  expect(takes(balancer, 1)).toEqual([1]);
  balancer.add(3, 0);
  expect(takes(balancer, 5)).toEqual([2, 3, 1, 2, 3]);
});
