import type { Subject } from "../../../harness/calibrate/calibration.js";
import type { Observation } from "../../../harness/calibrate/observation.js";
import { type ProbeResult, probe } from "../../../harness/calibrate/probe.js";
import { probeScenario } from "../../../harness/calibrate/probe-scenario.js";
import { processCpu } from "../../../harness/calibrate/process-cpu.js";
import { type Saturation, saturate } from "../../../harness/calibrate/saturation.js";
import { type CpuFinding, targetObservation } from "../../../harness/calibrate/target-observation.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import type { LoadOrder } from "../../../harness/generator/order.js";
import { reach } from "../../../harness/http/reach.js";
import { WireRequests } from "../../../harness/http/wire-request.js";
import { LoadPlan } from "../../../harness/plan/load-plan.js";
import type { PlannedRequest } from "../../../harness/plan/planned.js";
import { hour } from "../../../scenarios/language/units/time.js";
import type { ReadScenario, Scenario } from "../../scenario/index.js";
import { WrongCall } from "../failures.js";
import { targetsOf } from "../harness-options.js";
import { interruptible } from "../interruption.js";
import { loadOrder } from "../load-order.js";
import { progress } from "../progress.js";
import type { CalibrateOptions } from "./options.js";
import { vcpusOf } from "./subject.js";

/** Of the target's capacity: idle enough, and not for hours. */
const probeShare = 0.05;
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

/** Measures a target: how much it completes at most, then how long lone requests take. Null when it was stopped. */
export async function observeTarget(
  read: ReadScenario,
  subject: Subject,
  options: CalibrateOptions,
): Promise<Observation | null> {
  const { scenario } = read;
  const { rate = probeRateMin, duration, connections } = options;
  const probing = probeScenario(scenario, subject, { rate, duration });
  const guarded = { connections, yes: options.yes, share: { index: 1, of: 1 }, set: [], target: [] };
  const targets = targetsOf(options.target, probing);
  const order = await loadOrder({ read: { ...read, scenario: probing }, targets, options: guarded });
  return interruptible(async (signal) => {
    const finding = await findCpu({ read, subject, options, order, signal });
    if (finding === null) return null;
    const probed = await probeTarget({ read, subject, options, order, signal }, finding);
    if (signal.aborted) return null;
    const vcpus = vcpusOf(scenario, subject);
    const reserved = options.vcpu ?? vcpus.reserved;
    const usable = options.vcpu ?? vcpus.usable;
    return targetObservation({ ...probed, finding, vcpus: { reserved, usable } });
  });
}

async function findCpu(aimed: Aimed): Promise<CpuFinding | null> {
  const { pid, saturation } = aimed.options;
  if (pid !== undefined) return { kind: "process", pid };
  if (!saturation) return { kind: "none" };
  const found = await saturateTarget(aimed);
  if (found.kind === "stopped") return null;
  for (const { connections, rate } of found.levels) say(aimed, `${connections} at once: ${rate.toFixed(1)}/s`);
  refuseUnsaturated(found, aimed.read.scenario);
  return { kind: "saturation", rate: found.rate };
}

async function saturateTarget({ read, subject, options, order, signal }: Aimed): Promise<Saturation> {
  const { staging } = read.scenario;
  const load = { rate: staging.ceilings.rate, duration: endless };
  const scenario = probeScenario(read.scenario, subject, load);
  const plan = new LoadPlan({ scenario, tables: read.data.tables, share: { index: 1, of: 1 } });
  const [{ name, http }] = scenario.demand;
  const target = new URL(order.targets[subject.service]);
  const sources = { tables: read.data.tables, environment: order.environment };
  const requests = new WireRequests({ ...sources, target, templates: new Map([[name, http]]) });
  await reach(new URL(target.href.replace(/^ws/, "http")));
  return saturate({
    target,
    next: () => requests.of(plan.next() as PlannedRequest),
    expected: http.expect.status,
    hold: options.hold,
    connectionsMax: order.connections,
    rateMax: staging.ceilings.rate,
    signal,
  });
}

/** What is no capacity is no base for CPU per request. */
function refuseUnsaturated({ kind, rate, levels }: Saturation, { staging }: Scenario): void {
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
  finding: CpuFinding,
): Promise<{ readonly source: string; readonly probe: ProbeResult }> {
  const capacity = finding.kind === "saturation" ? finding.rate : 0;
  const rate = options.rate ?? Math.max(probeRateMin, probeShare * capacity);
  const scenario = probeScenario(read.scenario, subject, { rate, duration: options.duration });
  const cpuUsed = finding.kind === "process" ? () => processCpu(finding.pid) : undefined;
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
