import { defineMetric, eachTask, ofServingTasks } from "./kind.js";

/** Connections that a task holds, which its user publishes. */
export const connectionsPerTask = defineMetric({
  name: "connections-per-task",
  asks: ["connections"],
  aws: [],
  unit: eachTask,
  publishedAs: "custom",
  read: (service) =>
    ofServingTasks(service, (task) => ({ used: service.connections.connectionsOf(task), reserved: 1 })),
  expected: ({ connections }, tasks) => connections / tasks,
  capacityFor: ({ connections }, value) => connections / value,
});
