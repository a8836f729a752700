import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { WrongCall } from "../failures.js";

/** The process that holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
}

const touchMs = 10_000;
/** A holder on another machine that has not touched its lock for so long is gone. */
const goneMs = 60_000;

/**
 * Keeps two processes from writing the same file: a second one is refused. The lock of a process that was killed is taken
 * over: at once on this machine, and after a minute where it was on another one that shares the folder.
 */
export class Lock {
  readonly #path: string;
  readonly #timer: NodeJS.Timeout;

  /** `what` the lock is for, for the words of the refusal. */
  constructor(path: string, what: string) {
    this.#path = path;
    const holder = held(path);
    if (holder !== null) {
      const { pid, host } = holder;
      const remedy = "wait for it, or name another directory";
      throw new WrongCall([`${what}: process ${pid} on ${host} writes there now; ${remedy}`]);
    }
    rmSync(path, { force: true });
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: "wx" });
    this.#timer = setInterval(() => this.#touch(), touchMs).unref();
  }

  release(): void {
    clearInterval(this.#timer);
    rmSync(this.#path, { force: true });
  }

  #touch(): void {
    const now = new Date();
    if (existsSync(this.#path)) utimesSync(this.#path, now, now);
  }
}

/** The living process that holds a lock; null where there is none. */
function held(path: string): Holder | null {
  if (!existsSync(path)) return null;
  const holder = holderIn(readFileSync(path, "utf8"));
  if (holder === null) return null;
  if (holder.host !== hostname()) return Date.now() - statSync(path).mtimeMs < goneMs ? holder : null;
  return holder.pid !== process.pid && isAlive(holder.pid) ? holder : null;
}

/** Nobody where a process was killed while it wrote the lock. */
function holderIn(text: string): Holder | null {
  const [, pid, host] = /^\{"pid":(\d+),"host":"([^"]*)"\}$/.exec(text) ?? [];
  return pid === undefined ? null : { pid: Number(pid), host };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it lives, and is another user's
  }
}
