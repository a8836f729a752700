import { defineMetric, type ExpectedLoad, inAll } from "./kind.js";

/** Messages that can be received from the queue of a service, as SQS publishes them at the end of each minute. */
export const visibleMessages = defineMetric({
  name: "visible-messages",
  aws: ["ApproximateNumberOfMessagesVisible"],
  asks: ["messages"],
  unit: inAll,
  publishedAs: "standard",
  read: ({ messages }) => ({ mean: () => messages.visible(), single: null }),
  expected: () => 0,
  capacityFor: slotsFor,
});

/** Messages that can be received, for each running task: the metric of AWS's own advice, which its user publishes. */
export const backlogPerTask = defineMetric({
  name: "backlog-per-task",
  aws: ["backlog-per-instance"], // as AWS's advice calls it, where instances are scaled by it
  asks: ["messages"],
  unit: inAll,
  publishedAs: "custom",
  read: ({ messages, tasks, desired }) => ({
    mean: () => shared(messages.visible(), tasks().length, desired()),
    single: null,
  }),
  expected: () => 0,
  capacityFor: slotsFor,
});

/**
 * Number of tasks that offer a slot for each message in work: with more tasks no backlog remains, with fewer it grows.
 */
function slotsFor({ inWork, task }: ExpectedLoad): number {
  return inWork / task.slots;
}

/** Missing (NaN) without any task, but at zero capacity messages must show to end it. */
function shared(visible: number, running: number, desired: number): number {
  if (running > 0) return visible / running;
  return desired === 0 ? visible : Number.NaN;
}
