import type { Observation } from "../../../harness/calibrate/observation.js";
import { type ProbeResult, probe } from "../../../harness/calibrate/probe.js";
import { probeScenario } from "../../../harness/calibrate/probe-scenario.js";
import { type Saturation, saturate } from "../../../harness/calibrate/saturation.js";
import type { Subject } from "../../../harness/calibrate/subject.js";
import { processCpu, targetObservation } from "../../../harness/calibrate/target-observation.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import type { LoadOrder } from "../../../harness/generator/order.js";
import { reach } from "../../../harness/http/reach.js";
import { WireRequests } from "../../../harness/http/wire-request.js";
import { LoadPlan } from "../../../harness/plan/load-plan.js";
import type { PlannedRequest } from "../../../harness/plan/planned.js";
import { hour } from "../../../scenarios/language/units/time.js";
import type { ReadScenario, Scenario } from "../../scenario/index.js";
import { WrongCall } from "../failures.js";
import { targetsOf } from "../load/harness-options.js";
import { loadOrder } from "../load/load-order.js";
import { interruptible, progress } from "../terminal.js";
import type { CalibrateOptions } from "./calibrate-options.js";
import { tasksOf } from "./subject.js";

/**
 * Load of the probe as a share of the target's capacity: some requests meet others and pauses, and most meet neither.
 */
const probeShare = 0.3;
const probeRateMin = 1;
/** The plan that a saturating loop takes its requests from never ends while it runs. */
const endless = hour;

const advice = "check the target's log, and that it speaks HTTP on this port";

interface Aimed {
  readonly read: ReadScenario;
  readonly subject: Subject;
  readonly options: CalibrateOptions;
  readonly order: LoadOrder;
  readonly signal: AbortSignal;
}

/** Measures a target: what it completes with ever more requests at once, then how long each takes at a part of that. Null when it was stopped. */
export async function observeTarget(
  read: ReadScenario,
  subject: Subject,
  options: CalibrateOptions,
): Promise<Observation | null> {
  const { scenario } = read;
  const { rate = probeRateMin, duration, connections, pid = null } = options;
  const probing = probeScenario(scenario, subject, { rate, duration });
  const guarded = { connections, yes: options.yes, share: { index: 1, of: 1 }, set: [], target: [] };
  const targets = targetsOf(options.target, probing);
  const order = await loadOrder({ read: { ...read, scenario: probing }, targets, options: guarded });
  return interruptible(async (signal) => {
    const aimed = { read, subject, options, order, signal };
    const saturation = options.saturation ? await saturateTarget(aimed) : null;
    if (saturation?.kind === "stopped") return null;
    if (saturation !== null) refuseUnsaturated(saturation, aimed);
    const probed = await probeTarget(aimed, saturation?.rate ?? 0);
    if (signal.aborted) return null;
    const tasks = tasksOf(scenario, subject, options.vcpu);
    const curve = saturation?.kind === "saturated" ? saturation.levels : null;
    return targetObservation({ ...probed, curve, pid, tasks });
  });
}

async function saturateTarget(aimed: Aimed): Promise<Saturation> {
  const { read, subject, options, order, signal } = aimed;
  const { staging } = read.scenario;
  const load = { rate: staging.ceilings.rate, duration: endless };
  const scenario = probeScenario(read.scenario, subject, load);
  const plan = new LoadPlan({ scenario, tables: read.data.tables, share: { index: 1, of: 1 } });
  const [{ name, http }] = scenario.demand;
  const target = new URL(order.targets[subject.service]);
  const templates = new Map([[name, http]]);
  const { tables } = read.data;
  const requests = new WireRequests({ tables, environment: order.environment, target, templates });
  await reach(new URL(target.href.replace(/^ws/, "http")));
  return saturate({
    target,
    next: () => requests.of(plan.next() as PlannedRequest),
    expected: http.expect.status,
    hold: options.hold,
    connectionsMax: order.connections,
    rateMax: staging.ceilings.rate,
    signal,
    measured: ({ connections, rate }) => say(aimed, `${connections} at once: ${rate.toFixed(1)}/s`),
  });
}

/**
 * Refuses a level that was not saturated: it shows no capacity, so CPU per request cannot be derived from it. Where the
 * process reports its CPU, the limit alone stays unknown.
 */
function refuseUnsaturated({ kind, rate, levels }: Saturation, aimed: Aimed): void {
  const { staging } = aimed.read.scenario;
  if (aimed.options.pid !== undefined && kind !== "failing" && kind !== "saturated" && rate > 0) {
    return say(aimed, `not saturated at ${rate.toPrecision(3)}/s: what limits the target stays unknown`);
  }
  const most = `${rate.toPrecision(3)}/s`;
  switch (kind) {
    case "ceiling":
      throw new WrongCall([
        `the target completes more than the ceiling of ${staging.ceilings.rate}/s: raise staging.ceilings.rate, or say --pid or --no-saturation`,
      ]);
    case "connections":
      if (rate === 0) throw new EnvironmentProblem(`the target answered nothing: ${advice}`);
      throw new WrongCall([
        `${levels.at(-1)!.connections} connections do not saturate the target (${most}): raise --connections, or say --pid or --no-saturation`,
      ]);
    case "failing":
      throw new EnvironmentProblem(
        `the target fails ${levels.at(-1)!.failed} requests with ${levels.at(-1)!.connections} at once: check its log, and http.expect`,
      );
    case "generator":
      throw new EnvironmentProblem(
        `this machine cannot saturate the target (${most}): say --pid, or --no-saturation and --from with CloudWatch's CPU`,
      );
  }
}

async function probeTarget(
  { read, subject, options, order, signal }: Aimed,
  capacity: number,
): Promise<{ readonly source: string; readonly probe: ProbeResult }> {
  const rate = options.rate ?? Math.max(probeRateMin, probeShare * capacity);
  const scenario = probeScenario(read.scenario, subject, { rate, duration: options.duration });
  const { pid } = options;
  const cpuUsed = pid === undefined ? undefined : () => processCpu(pid);
  const shown = showSeconds(scenario, options);
  const result = await probe({ scenario, tables: read.data.tables, order, signal, cpuUsed }).finally(shown);
  const answered = result.entries.filter(({ isAnswered }) => isAnswered).length;
  if (answered === 0 && !signal.aborted) {
    throw new EnvironmentProblem(
      `none of ${result.entries.length} requests was answered as expected: ${advice}, and http.expect`,
    );
  }
  const { origin } = new URL(order.targets[subject.service]);
  return { source: `probe of ${origin} at ${Number(rate.toPrecision(3))}/s`, probe: result };
}

/** Shows how the seconds of a probe go by; what it gives ends that. */
function showSeconds({ clock }: Scenario, { quiet }: CalibrateOptions): () => void {
  const shown = progress("seconds probed", quiet ?? false);
  const total = Math.ceil((clock.warmup + clock.duration) / 1e6);
  const from = performance.now();
  const timer = setInterval(() => shown.update(Math.min(total, (performance.now() - from) / 1_000), total), 1_000);
  return () => {
    clearInterval(timer);
    shown.stop();
  };
}

function say({ options }: Aimed, words: string): void {
  if (!options.quiet) process.stderr.write(`${words}\n`);
}
