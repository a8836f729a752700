import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { EnvironmentProblem } from "../environment-problem.js";
import type { MeasuredSnapshot } from "../record/snapshot.js";
import { TargetUnreachable } from "./driver.js";
import type { Failure, FromProcess, Part, ToProcess } from "./order.js";

const patienceMs = 500;

/** A generator process, as its parent sees it. */
export class GeneratorChild {
  /** Resolves when its drivers can send at once. */
  readonly opened: Promise<void>;
  /** Resolves when its whole part of the load has ended. */
  readonly done: Promise<void>;
  readonly #process: ChildProcess;
  readonly #opened = new Settlement();
  readonly #done = new Settlement();
  readonly #exited: Promise<unknown>;
  #measured: MeasuredSnapshot | null = null;

  constructor(entry: URL, part: Part) {
    // The process shares our standard error for a last message. Measurements come by IPC, which keeps typed arrays
    // intact.
    this.#process = fork(fileURLToPath(entry), {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#exited = once(this.#process, "exit");
    this.#process.on("message", (message: FromProcess) => this.#take(message));
    this.#process.on("error", (error) => this.#fail(error));
    this.#process.on("exit", (code, signal) => this.#fail(died(part, signal ?? `exit code ${code}`)));
    this.opened = this.#opened.promise;
    this.done = this.#done.promise;
    this.tell({ kind: "open", part });
  }

  /** The latest measurement it sent; null before the first. */
  get measured(): MeasuredSnapshot | null {
    return this.#measured;
  }

  /** Sends a message; a message that cannot be sent counts as a failure of the process. */
  tell(message: ToProcess): void {
    try {
      if (this.#process.connected) this.#process.send(message);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  /** Disconnects from the process, kills it if it does not exit, and resolves when it is gone. */
  async dismiss(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), patienceMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #take(message: FromProcess): void {
    if (message.kind === "opened") this.#opened.resolve();
    else if (message.kind === "failed") this.#fail(revived(message.failure));
    else {
      this.#measured = message.measured;
      if (message.isLast) this.#done.resolve();
    }
  }

  #fail(error: Error): void {
    this.#opened.reject(error);
    this.#done.reject(error);
  }
}

/** A promise that is settled from outside. */
class Settlement {
  resolve: () => void = () => {};
  reject: (error: Error) => void = () => {};
  readonly promise: Promise<void>;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever awaits the promise still sees a failure; this only prevents an unhandled rejection when nobody does.
    this.promise.catch(() => {});
  }
}

function died({ index, of }: Part, how: string): EnvironmentProblem {
  return new EnvironmentProblem(
    `generator process ${index + 1} of ${of} died (${how}); check this machine's memory and open-file limits`,
  );
}

function revived({ kind, message }: Failure): Error {
  if (kind === "unreachable") return new TargetUnreachable(message);
  return kind === "environment" ? new EnvironmentProblem(message) : new Error(message);
}
