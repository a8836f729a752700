import { defineMetric, eachMinute, type MeteredService, type Readings } from "./kind.js";

/** Requests that each healthy target got in a minute. */
export const requestsPerTarget = defineMetric({
  name: "requests-per-target",
  aws: ["ALBRequestCountPerTarget"],
  asks: ["requests"],
  unit: eachMinute,
  publishedAs: "standard",
  read: (service) => ({ mean: meanOf(service), single: null }),
  expected: ({ requestsPerSecond }, tasks) => (requestsPerSecond * 60) / tasks,
  capacityFor: ({ requestsPerSecond }, value) => (requestsPerSecond * 60) / value,
});

/** Missing (NaN) without any target, but at zero capacity demand must show to end it. */
function meanOf<Task>({ requests, desired }: MeteredService<Task> & Pick<Readings<Task>, "requests">): () => number {
  const { attempts, targets } = requests;
  let before = attempts();
  return () => {
    const came = attempts() - before;
    before += came;
    if (targets() > 0) return came / targets();
    return desired() === 0 ? came : Number.NaN;
  };
}
