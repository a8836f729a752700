import { defineMetric, eachTask, ofServingTasks } from "./kind.js";

/** Requests that wait in the queue of a task, which its user publishes. How long queues are at a load has no closed form. */
export const queuePerTask = defineMetric({
  name: "queue-per-task",
  aws: [],
  asks: ["requests"],
  unit: eachTask,
  publishedAs: "custom",
  read: (service) => ofServingTasks(service, (task) => ({ used: service.requests.queuedOf(task), reserved: 1 })),
  expected: ({ queued }, tasks) => queued(tasks),
  capacityFor: () => null,
});
