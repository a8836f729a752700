import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { EnvironmentProblem } from "../../environment-problem.js";
import type { Balancer } from "./balancer.js";
import type { BalancerMetrics, BalancerOrder } from "./balancer-order.js";
import { askAdmin, type ServerStat, serverStats } from "./haproxy-admin.js";
import { haproxyConfig, serversMax } from "./haproxy-config.js";

/** Runs HAProxy on the file that is named, for as long as the other end of standard input is open: it dies with us. */
const runHaproxy = `
  exec 3<&0
  haproxy -db -f "$1" 3<&- & haproxy=$!
  (read -r _ <&3; kill -9 $haproxy) & watch=$!
  wait $haproxy; code=$?
  kill $watch
  exit $code`;
const notFound = 127;
const advice = "haproxy is not on the PATH: install it, or set staging.local.balancer to built-in";

/** How long HAProxy may take to answer on its admin socket after its start. */
const startTakesAtMostMs = 5_000;

/** A target and the place in HAProxy's configuration that it holds. */
interface Placed {
  readonly task: string;
  readonly place: number;
  /** What the place had served before. */
  readonly servedBefore: number;
  isRegistered: boolean;
}

/**
 * HAProxy in front of the tasks. It has one answer for each status, so a request that dies with its task is `interrupted`
 * whatever stopped the task; who has nothing outstanding any more is seen once a second.
 */
export class Haproxy implements Balancer {
  readonly #order: BalancerOrder;
  readonly #directory = mkdtempSync(join(tmpdir(), "fleetcast-haproxy-"));
  readonly #socketPath = join(this.#directory, "admin");
  readonly #placed = new Map<string, Placed>();
  /** Requests that each place has served, as last seen. */
  readonly #served: number[] = new Array(serversMax).fill(0);
  #process: ChildProcess | null = null;
  #commands: Promise<unknown> = Promise.resolve();

  constructor(order: BalancerOrder) {
    this.#order = order;
  }

  async listen(wanted: number): Promise<number> {
    const port = wanted === 0 ? await freePort() : wanted;
    const file = join(this.#directory, "haproxy.cfg");
    writeFileSync(file, haproxyConfig(this.#order, port, this.#socketPath));
    this.#process = spawn("sh", ["-c", runHaproxy, "sh", file], { stdio: ["pipe", "ignore", "pipe"], detached: true });
    const ended = failure(this.#process);
    await Promise.race([ended, this.#answers()]);
    ended.catch((problem: EnvironmentProblem) => {
      throw problem;
    });
    return port;
  }

  register(task: string, port: number): void {
    const placed = this.#placed.get(task);
    if (placed !== undefined) return this.#takeBack(placed);
    const taken = new Set([...this.#placed.values()].map(({ place }) => place));
    const place = this.#served.findIndex((_, at) => !taken.has(at));
    if (place < 0) throw new EnvironmentProblem(`HAProxy has places for ${serversMax} tasks of a service`);
    this.#placed.set(task, { task, place, servedBefore: this.#served[place], isRegistered: true });
    this.#command(`set server ${nameOf(place)} addr 127.0.0.1 port ${port}`);
    this.#command(`set server ${nameOf(place)} state ready`);
  }

  /** It was deregistered, has something outstanding yet, and gets requests again. */
  #takeBack(placed: Placed): void {
    if (placed.isRegistered) return;
    placed.isRegistered = true;
    this.#command(`set server ${nameOf(placed.place)} state ready`);
  }

  deregister(task: string): void {
    const placed = this.#placed.get(task);
    if (!placed?.isRegistered) return;
    placed.isRegistered = false;
    this.#command(`set server ${nameOf(placed.place)} state maint`);
  }

  cut(task: string): void {
    const placed = this.#placed.get(task);
    if (placed !== undefined) this.#command(`shutdown sessions server ${nameOf(placed.place)}`);
  }

  stopping(): void {}

  async metrics(): Promise<BalancerMetrics> {
    const stats = serverStats(await this.#command("show stat"));
    const targets = [...this.#placed.values()].map((placed) => {
      const { sessions, outstanding } = stats.get(nameOf(placed.place)) as ServerStat;
      this.#served[placed.place] = sessions;
      if (!placed.isRegistered && outstanding === 0) this.#placed.delete(placed.task);
      const { task, isRegistered, servedBefore } = placed;
      return { task, isRegistered, requests: sessions - servedBefore, outstanding };
    });
    return { kind: "metrics", attempts: stats.get("front/FRONTEND")!.requests, targets };
  }

  close(): void {
    this.#process?.stdin?.destroy();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** Commands are sent one after the other: their order matters. */
  #command(command: string): Promise<string> {
    const answer = this.#commands.then(() => askAdmin(this.#socketPath, command));
    this.#commands = answer;
    return answer;
  }

  async #answers(): Promise<void> {
    const until = performance.now() + startTakesAtMostMs;
    for (;;) {
      try {
        await askAdmin(this.#socketPath, "show info");
        return;
      } catch (error) {
        if (performance.now() > until) throw error;
      }
      await pause(20);
    }
  }
}

function nameOf(place: number): string {
  return `tasks/task${place + 1}`;
}

/** Rejects when HAProxy cannot be started or ends. */
async function failure(process: ChildProcess): Promise<never> {
  let said = "";
  process.stderr!.on("data", (text) => {
    said = `${said}${text}`.slice(-2_000);
  });
  const [code] = await once(process, "exit");
  if (code === notFound) throw new EnvironmentProblem(advice);
  throw new EnvironmentProblem(`HAProxy ended: ${said.trim()}`);
}

/** A port that is free now: HAProxy cannot tell which one it was given. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
