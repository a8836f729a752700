import { defineMetric, eachMinute, type MeteredService } from "./kind.js";

/** Requests that each healthy target got in a minute. */
export const requestsPerTarget = defineMetric({
  name: "requests-per-target",
  aws: ["ALBRequestCountPerTarget"],
  unit: eachMinute,
  publishedAs: "standard",
  read: (service) => ({ mean: meanOf(service), single: null }),
  expected: ({ requestsPerSecond }, tasks) => (requestsPerSecond * 60) / tasks,
  capacityFor: ({ requestsPerSecond }, value) => (requestsPerSecond * 60) / value,
});

/** Missing (NaN) without any target, but at zero capacity demand must show to end it. */
function meanOf<Task>({ attempts, targets, desired }: MeteredService<Task>): () => number {
  let before = attempts();
  return () => {
    const requests = attempts() - before;
    before += requests;
    if (targets() > 0) return requests / targets();
    return desired() === 0 ? requests : Number.NaN;
  };
}
