import { Worker } from "node:worker_threads";
import { second } from "../../scenarios/language/units/time.js";
import { formatWork } from "../protocol.js";
import { LoadPlan, type LoadPlanParts } from "./load-plan.js";
import type { Planned } from "./planned.js";
import type { Share } from "./share.js";
import { compileTemplate, type FillTemplate } from "./template.js";

/** One line of a plan that is shown but not sent. */
export interface PlanRow {
  /** Microseconds since clock.start. */
  readonly dueAt: number;
  readonly demand: string;
  readonly service: string;
  readonly id: string;
  /** Method of a request; CONNECT for a session, MESSAGE for a message. */
  readonly method: string;
  /** Path without the values of `${env:NAME}`. */
  readonly path: string;
  readonly work: string;
}

/** What a plan sends for one demand. */
interface DemandPlan {
  readonly demand: string;
  readonly service: string;
  /** Number sent before time zero, which is not counted. */
  readonly warmup: number;
  /** Number of counted requests, or messages of sessions. */
  readonly scheduled: number;
  /** Number of sessions that begin, warm-up included; 0 for a demand without sessions. */
  readonly sessions: number;
  /** Requests or messages in the busiest second. */
  readonly busiestSecond: number;
}

/** What a load would send: sums by demand, and the first rows of the plan. */
export interface PlanPreview {
  readonly demands: readonly DemandPlan[];
  /** The first rows of the plan. */
  readonly rows: readonly PlanRow[];
}

interface Tally {
  warmup: number;
  scheduled: number;
  sessions: number;
  busiestSecond: number;
  second: number;
  inSecond: number;
}

/** Walks a whole plan without a network and sums up what each demand sends. */
export function previewPlan(parts: LoadPlanParts, rowsMax: number): PlanPreview {
  const { demand: configs } = parts.scenario;
  const tallies = new Map(configs.map(({ name }) => [name, emptyTally()]));
  const paths = pathsOf(parts);
  const rows: PlanRow[] = [];
  const plan = new LoadPlan(parts);
  for (let planned = plan.next(); planned !== null; planned = plan.next()) {
    count(tallies.get(planned.demand)!, planned);
    if (rows.length < rowsMax) rows.push(rowOf(planned, paths.get(planned.demand)!));
  }
  const demands = configs.map(({ name, to }) => {
    const { warmup, scheduled, sessions, busiestSecond } = tallies.get(name)!;
    return { demand: name, service: to, warmup, scheduled, sessions, busiestSecond };
  });
  return { demands, rows };
}

function emptyTally(): Tally {
  return { warmup: 0, scheduled: 0, sessions: 0, busiestSecond: 0, second: Number.NEGATIVE_INFINITY, inSecond: 0 };
}

function count(tally: Tally, planned: Planned): void {
  if (planned.kind === "session") {
    tally.sessions++;
    return;
  }
  if (planned.dueAt < 0) tally.warmup++;
  else tally.scheduled++;
  const at = Math.floor(planned.dueAt / second);
  tally.inSecond = at === tally.second ? tally.inSecond + 1 : 1;
  tally.second = at;
  tally.busiestSecond = Math.max(tally.busiestSecond, tally.inSecond);
}

function pathsOf({ scenario, tables }: LoadPlanParts): ReadonlyMap<string, FillTemplate> {
  return new Map(scenario.demand.map(({ name, http }) => [name, compileTemplate(http, { tables, environment: null })]));
}

function rowOf(planned: Planned, fill: FillTemplate): PlanRow {
  const { dueAt, demand, service } = planned;
  const row = { dueAt, demand, service };
  if (planned.kind === "session")
    return { ...row, id: `session ${planned.session}`, method: "CONNECT", path: "", work: "" };
  const work = formatWork(planned.work);
  if (planned.kind === "message") return { ...row, id: planned.id, method: "MESSAGE", path: "", work };
  const { method, path } = fill(planned.id, planned.ordinal);
  return { ...row, id: planned.id, method, path, work };
}

/** A plan to be walked, as plain data. */
export interface PlanWalk {
  /** The whole scenario as YAML, and the data files it names, by the paths used in it. */
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  readonly share: Share;
  /** Number of rows to show. */
  readonly rowsMax: number;
}

/** Walks a plan on its own thread, so that however long it takes a signal ends this process at once. */
export function walkPlan(walk: PlanWalk): Promise<PlanPreview> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./main.js", import.meta.url), { workerData: walk });
    worker.once("message", resolve).once("error", reject);
  });
}
