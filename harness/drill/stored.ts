import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { EnvironmentProblem } from "../environment-problem.js";
import { deadLetterIds, writeIds } from "../staging/store/client.js";
import type { StoredWrites } from "./reconcile.js";

const commandMs = 300_000;
const idsMax = 20_000_000;

/** What the store of a local fleet holds. */
export async function storedLocally(storeUrl: string): Promise<StoredWrites> {
  const [writes, deadLetters] = await Promise.all([writeIds(storeUrl), deadLetterIds(storeUrl)]);
  return { writes: new Map(Array.from(writes, (id) => [id, 1])), deadLetters };
}

/** What a command prints of a real store: an id a line. The shell runs it; its standard error is the user's to read. */
export async function storedByCommand(command: string, limitMs = commandMs): Promise<StoredWrites> {
  const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "inherit"], detached: true });
  const end = () => child.pid !== undefined && process.kill(-child.pid, "SIGKILL");
  const closed = once(child, "close");
  let failure: string | null = null;
  const fail = (why: string) => {
    failure ??= why;
    end();
  };
  const timer = setTimeout(() => fail(`took more than ${limitMs / 1_000} s`), limitMs);
  const writes = new Map<string, number>();
  for await (const line of createInterface({ input: child.stdout })) {
    const id = line.trim();
    if (id !== "") writes.set(id, (writes.get(id) ?? 0) + 1);
    if (writes.size > idsMax) fail(`printed more than ${idsMax} ids`);
  }
  const [code, signal] = await closed;
  clearTimeout(timer);
  failure ??= code === 0 ? null : `failed (${signal ?? `exit code ${code}`})`;
  if (failure !== null)
    throw new EnvironmentProblem(
      `staging.reconcile.command ${failure}; it prints the id of each write that the store holds, one a line`,
    );
  return { writes, deadLetters: new Set() };
}
