import type { Demand } from "../../workload/demand.js";
import { createDemands } from "../../workload/demands.js";
import { replicationSeed } from "../../workload/random.js";
import { stepsMax } from "../../workload/requests.js";
import type { Run } from "../outcome/index.js";
import type { StepLatencies } from "../outcome/verification/index.js";
import { demandContext, type ReadScenario, requestService, requestServices, type Scenario } from "../scenario/index.js";
import { createTaskDefinition } from "../services/fleet/task-definitions.js";
import { Histogram } from "../statistics/histogram.js";
import type { Prediction, PredictionRequest } from "./predict.js";
import { price } from "./price.js";
import { replicate } from "./replicate.js";
import type { ReplicationJob } from "./trial.js";

/**
 * Simulates the arrivals of replication 0 several times: as they were, and with newly drawn service times. A real
 * server that gets these arrivals and draws its own service times is compared with their mean; a single simulation
 * would bring the noise of its own draws into the comparison. Fewer simulations where `signal` ended them.
 */
export async function sameArrivals(
  { read, workers, onProgress, signal }: PredictionRequest,
  prediction: Prediction,
  simulations: number,
): Promise<readonly Run[]> {
  const own = prediction.runs.find(({ replication }) => replication.index === 0)!;
  if (simulations === 1) return [own];
  const jobs = Array.from({ length: simulations - 1 }, (_, i): ReplicationJob => ({ index: 0, serverDraw: i + 1 }));
  const { replications } = read.scenario;
  const order = { resolved: read.resolved, files: read.data.texts, replications, jobs, workers, onProgress, signal };
  const others = await replicate(order);
  return [own, ...price(read, others).filter(({ replication }) => replication.aborted === null)];
}

/**
 * The prediction of a model without queues: for the requests of the first replication, the latency that their steps add
 * up to when nobody else is there. By service; beside a real prediction it shows what queueing adds.
 */
export function stepsAlone({ scenario, data }: ReadScenario): ReadonlyMap<string, StepLatencies> {
  const context = demandContext(scenario, replicationSeed(scenario.seed, 0), data.tables);
  const demands = createDemands(scenario.demand, context);
  const latencies = Object.keys(requestServices(scenario)).map((name) => {
    const histogram = new Histogram();
    for (const demand of demands.filter(({ to }) => to === name)) addUp(demand, cpuFactor(name, scenario), histogram);
    return [name, histogram] as const;
  });
  return new Map(latencies.filter(([, { count }]) => count > 0).map(([name, each]) => [name, quantiles(each)]));
}

function addUp(demand: Demand, cpuFactor: number, into: Histogram): void {
  const steps = new Int32Array(stepsMax);
  while (Number.isFinite(demand.nextAt)) {
    const isReported = demand.nextAt >= 0;
    const { steps: kinds } = demand.classes[demand.take(steps, 0)];
    const sum = kinds.reduce((total, { kind }, i) => total + steps[i] * (kind === "cpu" ? cpuFactor : 1), 0);
    if (isReported) into.record(Math.round(sum));
  }
}

/** Duration of a CPU step divided by its work: one thread uses at most one vCPU, and the architecture has a factor. */
function cpuFactor(service: string, scenario: Scenario): number {
  const { vcpu, cpuWorkFactor } = createTaskDefinition(service, requestService(service, scenario).task);
  return cpuWorkFactor / Math.min(1, vcpu);
}

function quantiles(latencies: Histogram): StepLatencies {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((p) => latencies.quantile(p) / 1_000);
  return { p50, p95, p99 };
}
