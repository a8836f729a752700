import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { programIn } from "./program.js";

const server = programIn("MOTO_SERVER");

/** Why there is no moto to ask, which answers as AWS does; null where there is. */
export const missingMoto = server.missing;

/** Starts moto's server, which is gone when the test is done, and says where it listens. */
export async function startMoto(): Promise<string> {
  const child = spawn(server.path, ["-H", "127.0.0.1", "-p", "0"], { stdio: ["ignore", "ignore", "pipe"] });
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
