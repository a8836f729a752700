import { defineMetric, type ExpectedLoad, ofServingTasks, share } from "./kind.js";

/** Memory used over reserved. */
export const memory = defineMetric({
  name: "memory",
  aws: ["ECSServiceAverageMemoryUtilization"],
  highResolution: "ECSServiceAverageMemoryUtilizationHighResolution",
  asks: [],
  unit: share,
  publishedAs: "standard",
  read: (service) => ofServingTasks(service, service.memoryOf),
  expected,
  capacityFor: (load, value) => {
    let enough = 1;
    while (expected(load, enough) > value) {
      enough *= 2;
      if (enough > tasksMost) return null; // a process alone takes more
    }
    let tooFew = 0;
    for (let halvings = 0; halvings < 50; halvings++) {
      const middle = (tooFew + enough) / 2;
      if (expected(load, middle) > value) tooFew = middle;
      else enough = middle;
    }
    return enough;
  },
});

/** More than any service may have. */
const tasksMost = 2 ** 20;

function expected({ memoryMib, task }: ExpectedLoad, tasks: number): number {
  return memoryMib(tasks) / task.memoryMib;
}
