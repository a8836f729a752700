import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Why there can be no Redis here; null where there can. */
export const redisMissing: string | null =
  spawnSync("redis-server", ["--version"]).error === undefined ? null : "redis-server is not installed";

/** A Redis of a test's own on a free port of loopback; what it holds outlives a stop, as on a machine that restarts. */
export class RedisServer {
  readonly port: number;
  readonly #args: readonly string[];
  readonly #folder = mkdtempSync(join(tmpdir(), "fleetcast-redis-"));
  #child: ChildProcess | null = null;

  private constructor(port: number, args: (port: number) => readonly string[]) {
    this.port = port;
    this.#args = args(port);
  }

  /** Starts one that is gone when the test is done. */
  static async start(args: (port: number) => readonly string[] = () => []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), args);
    onTestFinished(() => server.#remove());
    await server.go();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async go(): Promise<void> {
    const own = ["--port", `${this.port}`, "--bind", "127.0.0.1", "--dir", this.#folder, "--save", "3600 1000000"];
    this.#child = spawn("redis-server", [...own, ...this.#args], { stdio: ["ignore", "pipe", "ignore"] });
    for await (const line of this.#child.stdout!) if (`${line}`.includes("Ready to accept connections")) break;
  }

  /** Ends it; what it holds is written to its folder, but not by a kill. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    if (this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill(signal);
    await once(this.#child, "exit");
  }

  async #remove(): Promise<void> {
    await this.stop("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { readonly port: number };
  probe.close();
  await once(probe, "close");
  return port;
}
