import { fork } from "node:child_process";
import { EnvironmentProblem } from "../environment-problem.js";
import type { BalancerCommand, BalancerOrder, BalancerReport } from "./balancer/balancer-process.js";
import type { TargetGroup } from "./scheduler/health.js";
import type { TaskListener } from "./scheduler/lifecycle.js";
import type { StoreOrder, StoreReport } from "./store/store.js";
import type { TaskCommand, TaskOrder, TaskReport } from "./task/task-order.js";

/** Suppresses the AWS SDK's warning about versions of Node, which every process would print. */
export const nodeOptions = ["--disable-warning=NodeVersionSupportWarning"];

/**
 * A process of the fleet. It ends by itself when its IPC channel closes, so it never outlives the process that started
 * it.
 */
interface FleetProcess<Command> {
  readonly pid: number;
  send(command: Command): void;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
}

/** Receives the messages of a process of the fleet, and its end. */
interface ProcessListener<Report> {
  report(report: Report): void;
  /** The process has ended; `code` is null if a signal ended it. */
  exited(code: number | null): void;
}

/** Starts a module as a process of the fleet; `order` is the first message it gets. */
function forkProcess<Command, Report>(
  module: URL,
  order: Command,
  listener: ProcessListener<Report>,
): FleetProcess<Command> {
  const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
  const child = fork(module, { serialization: "advanced", stdio: [...stdio], execArgv: nodeOptions });
  // A process that cannot be started, or cannot be sent a message, ends; its end is what is reported.
  child.on("error", () => {});
  const gone = new Promise<void>((resolve) => {
    child.once(child.pid === undefined ? "error" : "exit", (code: unknown) => {
      listener.exited(typeof code === "number" ? code : null);
      resolve();
    });
  });
  child.on("message", (report) => listener.report(report as Report));
  const send = (command: Command) => {
    if (child.connected) child.send(command as object, () => {});
  };
  send(order);
  return { pid: child.pid ?? 0, send, kill: (signal) => child.kill(signal), gone };
}

const modules = {
  task: new URL("./task/main.js", import.meta.url),
  balancer: new URL("./balancer/main.js", import.meta.url),
  store: new URL("./store/main.js", import.meta.url),
};

/** Every process that a fleet has started, so that all of them can be ended. */
export class FleetProcesses {
  readonly #running = new Set<FleetProcess<never>>();
  #isClosed = false;

  /** Called when a process ends that the fleet cannot do without. */
  onLoss: (what: string) => void = () => {};

  task(order: TaskOrder, listener: TaskListener): FleetProcess<TaskCommand> {
    return this.#fork<TaskCommand, TaskReport>(modules.task, order, {
      report: (report) => (report.kind === "listening" ? listener.listening(report.port) : listener.metrics(report)),
      exited: (code) => listener.exited(code),
    });
  }

  /** Starts a balancer, resolves when it listens, and returns it as the target group of its service. */
  async balancer(order: BalancerOrder): Promise<BalancerProcess> {
    let attempts = 0;
    const report = (report: BalancerReport) => {
      if (report.kind === "metrics") attempts = report.attempts;
    };
    const { part, port } = await this.#listen<BalancerCommand, BalancerReport>("balancer", order, report);
    return {
      port,
      attempts: () => attempts,
      register: (task, port) => part.send({ kind: "register", task, port }),
      deregister: (task) => part.send({ kind: "deregister", task }),
      cut: (task) => part.send({ kind: "cut", task }),
      stopping: (task, cause) => part.send({ kind: "stopping", task, cause }),
    };
  }

  /** Starts a store and resolves to its port once it has its tables. */
  async store(order: StoreOrder): Promise<number> {
    return (await this.#listen<StoreOrder, StoreReport>("store", order, () => {})).port;
  }

  /** Ends every process; resolves when the last one is gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const parts = [...this.#running];
    for (const part of parts) part.kill("SIGKILL");
    await Promise.all(parts.map(({ gone }) => gone));
  }

  /** Starts a process that reports when it listens, or why it cannot. */
  #listen<Command, Report extends { readonly kind: string }>(
    name: "balancer" | "store",
    order: Command,
    told: (report: Report) => void,
  ): Promise<{ readonly part: FleetProcess<Command>; readonly port: number }> {
    return new Promise((resolve, reject) => {
      const part = this.#fork<Command, Report | StoreReport>(modules[name], order, {
        report: (report) => {
          if (isListening(report)) resolve({ part, port: report.port });
          else if (isFailed(report)) reject(new EnvironmentProblem(report.message));
          else told(report as Report);
        },
        exited: (code) => {
          const how = code === null ? "killed" : `exit ${code}`;
          reject(new EnvironmentProblem(`the fleet's ${name} could not start (${how})`));
          if (!this.#isClosed) this.onLoss(`its ${name} has ended (${how})`);
        },
      });
    });
  }

  #fork<Command, Report>(
    module: URL,
    order: Command,
    listener: { report(report: Report): void; exited(code: number | null): void },
  ): FleetProcess<Command> {
    const part = forkProcess<Command, Report>(module, order, listener);
    this.#running.add(part);
    part.gone.then(() => this.#running.delete(part));
    return part;
  }
}

/** The balancer of a service, as a separate process. */
export interface BalancerProcess extends TargetGroup {
  readonly port: number;
  /** Number of requests and connections so far. */
  attempts(): number;
}

function isListening(report: { readonly kind: string }): report is Extract<StoreReport, { kind: "listening" }> {
  return report.kind === "listening";
}

function isFailed(report: { readonly kind: string }): report is Extract<StoreReport, { kind: "failed" }> {
  return report.kind === "failed";
}
