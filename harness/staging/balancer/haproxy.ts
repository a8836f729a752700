import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "csv-parse/sync";
import { EnvironmentProblem } from "../../environment-problem.js";
import { headers } from "../../protocol.js";
import type { Balancer, BalancerMetrics, BalancerOrder } from "./balancer-process.js";

/** Runs HAProxy on the named file while the other end of standard input is open, so that it dies with this process. */
const runHaproxy = `
  exec 3<&0
  haproxy -db -f "$1" 3<&- & haproxy=$!
  (read -r _ <&3; kill -9 $haproxy) & watch=$!
  wait $haproxy; code=$?
  kill $watch
  exit $code`;
const notFound = 127;
const advice = "haproxy is not on the PATH: install it, or set staging.local.balancer to built-in";

/** Time that HAProxy may take after its start to answer on its admin socket. */
const startTakesAtMostMs = 5_000;

/** A target and the server slot of HAProxy's configuration that it occupies. */
interface Placed {
  readonly task: string;
  readonly place: number;
  /** Requests that the slot had served before this target. */
  readonly servedBefore: number;
  isRegistered: boolean;
}

/**
 * HAProxy in front of the tasks. It can return only one body per status, so a request that dies with its task is always
 * `interrupted`, whatever stopped the task. Targets with nothing outstanding are noticed once a second.
 */
export class Haproxy implements Balancer {
  readonly #order: BalancerOrder;
  readonly #directory = mkdtempSync(join(tmpdir(), "fleetcast-haproxy-"));
  readonly #socketPath = join(this.#directory, "admin");
  readonly #placed = new Map<string, Placed>();
  /** Requests that each slot has served, as last seen. */
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

  /** Sends requests again to a target that was deregistered but still has something outstanding. */
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

  /** Sends commands one after the other, since their order matters. */
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

/** Rejects when HAProxy ends or cannot be started. */
async function failure(process: ChildProcess): Promise<never> {
  let said = "";
  process.stderr!.on("data", (text) => {
    said = `${said}${text}`.slice(-2_000);
  });
  const [code] = await once(process, "exit");
  if (code === notFound) throw new EnvironmentProblem(advice);
  throw new EnvironmentProblem(`HAProxy ended: ${said.trim()}`);
}

/** Finds a port that is free now, since HAProxy cannot report which one it was given. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** HAProxy's counts for one server or frontend. */
interface ServerStat {
  /** Requests that it received since HAProxy's start. */
  readonly sessions: number;
  readonly outstanding: number;
  /** For a frontend: all requests that arrived. */
  readonly requests: number;
}

/** Sends one command to HAProxy's admin socket and returns the answer. */
function askAdmin(socketPath: string, command: string): Promise<string> {
  const socket = connect(socketPath);
  socket.end(`${command}\n`);
  return text(socket);
}

/** Parses the answer to `show stat`, by `backend/server`. */
function serverStats(csv: string): ReadonlyMap<string, ServerStat> {
  const rows: readonly Record<string, string>[] = parse(csv.replace(/^# /, ""), {
    columns: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  return new Map(
    rows.map((row) => [
      `${row.pxname}/${row.svname}`,
      { sessions: Number(row.stot), outstanding: Number(row.scur), requests: Number(row.req_tot) },
    ]),
  );
}

/** Server slots in one HAProxy; a slot is reused when its target is gone. */
const serversMax = 200;

/** HAProxy's own name for each algorithm. */
const algorithms: Readonly<Record<string, string>> = {
  "round-robin": "roundrobin",
  "least-outstanding": "leastconn",
  "weighted-random": "random",
};

/** A configuration of HAProxy 2.4 or later for one service. Its targets come and go through the admin socket. */
function haproxyConfig(order: BalancerOrder, port: number, socketPath: string): string {
  const ownAnswer = (status: number, cause: string) =>
    `  http-error status ${status} content-type text/plain string "${cause}\\n" hdr ${headers.cause} ${cause}`;
  const idle = `${Math.round(order.idleTimeout / 1_000)}ms`;
  const slowStart = order.slowStart > 0 ? ` slowstart ${Math.round(order.slowStart / 1_000)}ms` : "";
  return [
    "global",
    `  stats socket ${socketPath} mode 600 level admin`,
    "defaults",
    "  mode http",
    "  option http-keep-alive",
    "  http-reuse always",
    "  retries 0",
    "  timeout connect 5s",
    "  timeout client 1h",
    `  timeout server ${idle}`,
    `  timeout tunnel ${idle}`,
    ownAnswer(502, "interrupted"),
    ownAnswer(503, "noCapacity"),
    ownAnswer(504, "timeout"),
    "frontend front",
    `  bind 127.0.0.1:${port}`,
    "  default_backend tasks",
    "backend tasks",
    `  balance ${algorithms[order.algorithm]}`,
    `  server-template task ${serversMax} 127.0.0.1:1 disabled${slowStart}`,
    "",
  ].join("\n");
}
