import { defineMetric, type ProvisionedReadings, share } from "./kind.js";

/** Provisioned environments of a Lambda function in use over all that are ready: each has one invocation at a time. */
export const provisionedConcurrencyUtilization = defineMetric({
  name: "provisioned-concurrency-utilization",
  asks: ["provisioned"],
  aws: ["LambdaProvisionedConcurrencyUtilization"],
  unit: share,
  publishedAs: "standard",
  cooldown: "0s",
  read: ({ provisioned }) => ({ mean: meanOf(provisioned), single: null }),
  expected: ({ inWork }, environments) => inWork / environments,
  capacityFor: ({ inWork }, value) => inWork / value,
});

/** Missing (NaN) while none is ready. */
function meanOf({ used, held }: ProvisionedReadings): () => number {
  let before = { used: used(), held: held() };
  return () => {
    const now = { used: used(), held: held() };
    const mean = (now.used - before.used) / (now.held - before.held);
    before = now;
    return Math.min(1, mean); // after a reduction more may be in use than there are
  };
}
