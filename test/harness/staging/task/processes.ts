import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { StoreOrder, StoreReport } from "../../../../harness/staging/store/store.js";
import type { TaskCommand, TaskOrder, TaskReport } from "../../../../harness/staging/task/task-order.js";
import { taskOrder } from "./orders.js";

/** The module of a process of the fleet in the built package, which `npm run build` makes. */
export function moduleOf(name: "task" | "balancer" | "store"): URL {
  return new URL(`../../../../dist/harness/staging/${name}/main.js`, import.meta.url);
}

/** A started process: how to send it messages, what it reports, and how it ended. */
export interface Started<Command, Report extends { readonly kind: string }> {
  readonly child: ChildProcess;
  tell(command: Command): void;
  /** Resolves to the next report of that kind. */
  next<Kind extends Report["kind"]>(kind: Kind): Promise<Extract<Report, { readonly kind: Kind }>>;
  /** Resolves to the exit code; null for a signal. */
  readonly exit: Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Ends every process that a test has started. */
export async function endAll(): Promise<void> {
  const left = [...running].filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const gone = Promise.all(left.map((child) => once(child, "exit")));
  for (const child of left) child.kill("SIGKILL");
  await gone;
  running.clear();
}

export function start<Command extends object, Report extends { readonly kind: string }>(
  module: URL,
  order: Command,
): Started<Command, Report> {
  const child = fork(module, { serialization: "advanced", execArgv: [] });
  running.add(child);
  child.send(order);
  return {
    child,
    tell: (command) => child.send(command),
    next: (kind) =>
      new Promise((resolve) => {
        const listener = (report: Report) => {
          if (report.kind !== kind) return;
          child.off("message", listener);
          resolve(report as Extract<Report, { readonly kind: typeof kind }>);
        };
        child.on("message", listener);
      }),
    exit: once(child, "exit").then(([code]) => code),
  };
}

/** Starts a store and resolves to its URL once it has its tables. */
export async function startStore(): Promise<string> {
  const store = start<StoreOrder, StoreReport>(moduleOf("store"), { kind: "order", port: 0 });
  const { port } = await store.next("listening");
  return `http://127.0.0.1:${port}`;
}

/** Starts a task in a separate process. */
export async function startTask(changes: Partial<TaskOrder> = {}) {
  const task = start<TaskCommand, TaskReport>(moduleOf("task"), taskOrder(changes));
  const { port } = await task.next("listening");
  return { ...task, url: `http://127.0.0.1:${port}` };
}
