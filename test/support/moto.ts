import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import { onTestFinished } from "vitest";

const server = process.env.MOTO_SERVER ?? "";

/** Why there is no moto to ask, which answers as AWS does; null where there is. */
export const missingMoto =
  server === "" ? "MOTO_SERVER is not set" : existsSync(server) ? null : "MOTO_SERVER is no file";

/** Starts moto's server, which is gone when the test is done, and says where it listens. */
export async function startMoto(): Promise<string> {
  const child = spawn(server, ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return urlOf(child);
}

/** It chooses the port itself, so that no other program can have it. */
async function urlOf(child: ChildProcessByStdio<null, null, Readable>): Promise<string> {
  let told = "";
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    told += chunk;
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(told) ?? [];
    if (url === undefined) continue;
    child.stderr.resume();
    return url;
  }
  throw new Error(`moto_server ended before it listened: ${told}`);
}
