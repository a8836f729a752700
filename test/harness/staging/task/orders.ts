import type { TaskOrder } from "../../../../harness/staging/task/task-order.js";

/** A task of one vCPU without a store, with the given changes. */
export function taskOrder(changes: Partial<TaskOrder>): TaskOrder {
  return {
    kind: "order",
    task: "task-1",
    service: "web",
    cpu: { kind: "virtual", vcpu: 1, discipline: "processor-sharing", workFactor: 1 },
    pauses: [],
    slots: 100,
    queueLimit: 200,
    work: [{ kind: "cpu", duration: 1_000 }],
    sockets: { idleTimeout: 60_000_000, compression: false },
    onSigterm: "drain",
    writes: flushedAtTheEnd(null),
    ...changes,
  };
}

/** A write buffer that is flushed only at SIGTERM. */
export function flushedAtTheEnd(storeUrl: string | null): TaskOrder["writes"] {
  return { storeUrl, flushEvery: 600_000_000, flushTimeout: 20_000_000, deadLetter: true, acknowledge: "buffered" };
}
