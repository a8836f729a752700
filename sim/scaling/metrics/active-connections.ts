import { defineMetric, inAll } from "./kind.js";

/** Connections that all tasks hold together, which their user publishes. More tasks do not change it. */
export const activeConnections = defineMetric({
  name: "active-connections",
  asks: ["connections"],
  aws: [],
  unit: inAll,
  publishedAs: "custom",
  read: ({ tasks, connections }) => {
    const mean = () => {
      const all = tasks();
      return all.length === 0 ? Number.NaN : all.reduce((sum, task) => sum + connections.connectionsOf(task), 0);
    };
    return { mean, single: null };
  },
  expected: ({ connections }) => connections,
  capacityFor: () => null,
});
