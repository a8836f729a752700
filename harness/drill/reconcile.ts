import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Reconciliation } from "../../sim/outcome/verification/index.js";
import { requestServices, type Scenario } from "../../sim/scenario/index.js";
import type { Tables } from "../../workload/tables.js";
import { EnvironmentProblem } from "../environment-problem.js";
import { LoadPlan } from "../plan/load-plan.js";
import { writeId } from "../protocol.js";
import { deadLetterIds, writeIds } from "../staging/store/store.js";

/** What became of the writes that one service acknowledged. */
export interface ReconciledService {
  /** All acknowledged writes, those of the warm-up included. */
  readonly all: Reconciliation;
  readonly reported: Reconciliation;
  readonly unanswered: number;
}

interface ReconciliationOrder {
  readonly scenario: Scenario;
  readonly tables: Tables;
  /** Path of the file with the ids of the requests that were answered as expected. */
  readonly acknowledged: string;
  /** Reads what the store holds now. */
  readonly stored: () => Promise<StoredWrites>;
}

const againMs = 500;
const patienceMs = 2_000;

/**
 * Looks up every acknowledged write, by service of the scenario. Writes that running tasks still buffer get the time of
 * two flushes to appear.
 */
export async function reconcileAll(order: ReconciliationOrder): Promise<ReadonlyMap<string, ReconciledService>> {
  const { scenario, acknowledged, stored } = order;
  const promised = promisedBy(await readIds(acknowledged), order);
  const flushEvery = Math.max(
    ...Object.values(requestServices(scenario)).map(({ writeBuffer }) => writeBuffer.flushEvery),
  );
  const until = performance.now() + patienceMs + (2 * flushEvery) / 1_000;
  for (;;) {
    const reconciled = lookUp(promised, await stored());
    const isComplete = [...reconciled.values()].every(({ all }) => all.lost === 0);
    if (isComplete || performance.now() > until) return reconciled;
    await sleep(againMs);
  }
}

function lookUp(promised: ReadonlyMap<string, Promised>, stored: StoredWrites): ReadonlyMap<string, ReconciledService> {
  const services = Array.from(promised, ([name, { writes, unanswered }]) => {
    const reported = writes.filter(({ isReported }) => isReported);
    return [name, { all: reconcile(writes, stored), reported: reconcile(reported, stored), unanswered }] as const;
  });
  return new Map(services);
}

/** A write that a service acknowledged by answering the request it belongs to. */
interface PromisedWrite {
  readonly id: string;
  /** Whether its request was due in the reported time, rather than in the warm-up. */
  readonly isReported: boolean;
}

/** What the answers of one service promised to store. */
interface Promised {
  readonly writes: PromisedWrite[];
  /** Planned requests and messages without the expected answer, except those of the warm-up. */
  unanswered: number;
}

/** Reads the ids in a file, one a line. */
export async function readIds(path: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const id of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (id !== "") ids.add(id);
  }
  return ids;
}

/**
 * Finds the promised writes by service. The plan is generated again, since a request's id does not say what it writes.
 */
export function promisedBy(
  answered: ReadonlySet<string>,
  { scenario, tables }: { readonly scenario: Scenario; readonly tables: Tables },
): ReadonlyMap<string, Promised> {
  const plan = new LoadPlan({ scenario, tables, share: { index: 1, of: 1 } });
  const promised = new Map(Object.keys(scenario.services).map((name): [string, Promised] => [name, nothing()]));
  for (let planned = plan.next(); planned !== null; planned = plan.next()) {
    if (planned.kind === "session") continue;
    const { id, service, dueAt } = planned;
    const own = promised.get(service)!;
    const isReported = dueAt >= 0;
    if (!answered.has(id)) own.unanswered += isReported ? 1 : 0;
    else
      for (let index = 0; index < planned.class.writes; index++)
        own.writes.push({ id: writeId(id, index), isReported });
  }
  return promised;
}

function nothing(): Promised {
  return { writes: [], unanswered: 0 };
}

/** What a store holds, by id. */
interface StoredWrites {
  /** Number of times that each id was found among the writes. */
  readonly writes: ReadonlyMap<string, number>;
  readonly deadLetters: ReadonlySet<string>;
}

const lostIdsMax = 100;

/** Looks up every promised write by its id: it is kept, dead-lettered or lost. */
export function reconcile(promised: readonly Pick<PromisedWrite, "id">[], stored: StoredWrites): Reconciliation {
  let kept = 0;
  let deadLettered = 0;
  let duplicates = 0;
  const lost: string[] = [];
  for (const { id } of promised) {
    const times = stored.writes.get(id) ?? 0;
    const isDead = stored.deadLetters.has(id);
    if (times > 0) kept++;
    else if (isDead) deadLettered++;
    else lost.push(id);
    if (times + Number(isDead) > 1) duplicates++;
  }
  const lostIds = lost.slice(0, lostIdsMax);
  return { acknowledged: promised.length, kept, deadLettered, lost: lost.length, duplicates, lostIds };
}

const commandMs = 300_000;
const idsMax = 20_000_000;

/** Reads what the store of a local fleet holds. */
export async function storedLocally(storeUrl: string): Promise<StoredWrites> {
  const [writes, deadLetters] = await Promise.all([writeIds(storeUrl), deadLetterIds(storeUrl)]);
  return { writes: new Map(Array.from(writes, (id) => [id, 1])), deadLetters };
}

/**
 * Reads the ids in a real store, as a command prints them, one a line. The shell runs the command; its standard error
 * goes to the user.
 */
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
