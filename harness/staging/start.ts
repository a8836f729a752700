import { fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentProblem } from "../environment-problem.js";
import type {
  LocalFleet,
  StandingFleet,
  StartProgress,
  SupervisorCommand,
  SupervisorOrder,
  SupervisorReport,
} from "./local-fleet.js";
import { nodeOptions } from "./processes.js";
import { runtimeFolder } from "./running-fleets.js";

/** A fleet to be started. */
export type LocalFleetOrder = Pick<SupervisorOrder, "resolved" | "files" | "version"> & {
  /** First of the ports; 0 takes free ones. */
  readonly ports: number;
};

/** Called repeatedly while a fleet starts, with the number of healthy tasks. */
type StartWatch = (progress: StartProgress) => void;

/** A local fleet that ends with the process that started it. */
export interface AttachedFleet extends LocalFleet {
  /** Process id of the fleet's supervisor. */
  readonly pid: number;
  /**
   * Sets time zero, in nanoseconds of `process.hrtime.bigint`: incidents, Spot crunches and autoscaling count from it.
   */
  begin(timeZeroNs: bigint): void;
  /** Resolves when the fleet is gone: to the reason if it ended by itself, to null if it was told to end. */
  readonly ended: Promise<string | null>;
}

/**
 * Starts a local fleet that ends with this process, and resolves when its tasks are healthy. Rejects with an
 * EnvironmentProblem. `sim staging status` and `down` find it only if `isKnown`.
 */
export async function startLocalFleet(
  order: LocalFleetOrder & { readonly isKnown?: boolean },
  watch: StartWatch = () => {},
): Promise<AttachedFleet> {
  const { ports: port, isKnown = false } = order;
  const told: SupervisorOrder = { ...order, kind: "order", port, isAttached: true, isKnown };
  const supervisor = new SupervisorProcess(told, "inherit", watch);
  const fleet = await supervisor.standing;
  return {
    ...fleet,
    pid: supervisor.pid,
    begin: (timeZeroNs) => supervisor.send({ kind: "begin", timeZeroNs }),
    ended: supervisor.ended,
    stop: () => supervisor.stop(),
  };
}

/** Starts a local fleet that runs until it is told to end, with time zero as soon as its tasks are healthy. */
export async function startDetachedFleet(
  order: LocalFleetOrder,
  watch: StartWatch,
): Promise<StandingFleet & Pick<AttachedFleet, "pid">> {
  const { ports: port } = order;
  const log = openSync(join(runtimeFolder(), "staging.log"), "a");
  try {
    const told: SupervisorOrder = { ...order, kind: "order", port, isAttached: false, isKnown: true };
    const supervisor = new SupervisorProcess(told, log, watch);
    const fleet = await supervisor.standing;
    supervisor.leave();
    return { ...fleet, pid: supervisor.pid };
  } finally {
    closeSync(log);
  }
}

/**
 * The supervisor, as its parent sees it. It has its own session, so that Ctrl-C in a terminal reaches only the parent.
 */
class SupervisorProcess {
  readonly standing: Promise<StandingFleet>;
  readonly ended: Promise<string | null>;
  readonly #child;
  #why = "the local fleet's supervisor was killed";

  constructor(order: SupervisorOrder, stderr: "inherit" | number, watch: StartWatch) {
    const stdio = ["ignore", "ignore", stderr, "ipc"] as const;
    const module = new URL("./main.js", import.meta.url);
    this.#child = fork(module, { serialization: "advanced", detached: true, execArgv: nodeOptions, stdio: [...stdio] });
    this.ended = new Promise((resolve) => this.#child.once("exit", (code) => resolve(code === 0 ? null : this.#why)));
    this.standing = new Promise((resolve, reject) => {
      this.#child.on("message", (report: SupervisorReport) => {
        if (report.kind === "starting") return watch(report);
        if (report.kind === "standing") return resolve(report.fleet);
        this.#why = report.message;
        reject(report.isOurs ? new Error(report.message) : new EnvironmentProblem(report.message));
      });
      this.ended.then((why) => reject(new EnvironmentProblem(why ?? "the local fleet was ended as it started")));
    });
    this.send(order);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  send(command: SupervisorCommand): void {
    if (this.#child.connected) this.#child.send(command, () => {});
  }

  async stop(): Promise<void> {
    this.send({ kind: "stop" });
    await this.ended;
  }

  /** Detaches from the supervisor, which runs on alone. */
  leave(): void {
    this.#child.disconnect();
    this.#child.unref();
  }
}
