import { z } from "zod";
import type { Subject } from "../../../harness/calibrate/subject.js";
import type { Tasks } from "../../../harness/calibrate/target-observation.js";
import { classesOf, type DemandConfig, hasSessions } from "../../../workload/demand-shape.js";
import { createRequestClass, requestShape } from "../../../workload/requests.js";
import {
  applicationVcpu,
  type ReadScenario,
  requestService,
  type Scenario,
  sidecarVcpu,
  taskSize,
} from "../../scenario/index.js";
import { createTaskDefinition } from "../../services/fleet/task-definitions.js";
import { WrongCall } from "../failures.js";

/** Which sort of request a call means. */
export interface SubjectChoice {
  readonly demand?: string;
  readonly class?: string;
}

/** The sort of request that is calibrated: the only one of the scenario, or the one that the call names. */
export function subjectOf({ scenario, data }: ReadScenario, choice: SubjectChoice): Subject {
  const demand = demandOf(scenario, choice.demand);
  const requestClass = classOf(demand, choice.class);
  const { task } = requestService(demand.to, scenario);
  const { cpuWorkFactor } = createTaskDefinition(demand.to, task);
  const config = classesOf(demand).find(({ name }) => requestClass === null || name === requestClass)!;
  return {
    demand: demand.name,
    requestClass,
    service: demand.to,
    written: writtenOf(demand),
    scenarioCpu: createRequestClass(config, config.weight, data.tables).meanCpu,
    stretch: cpuWorkFactor / Math.min(1, applicationVcpu(task)),
    isFirstComeFirstServed: task.discipline.kind === "event-loop",
    maxConcurrent: task.maxConcurrent,
    isWorkerPool: task.discipline.kind === "worker-pool",
  };
}

/** The keys of a demand's lone request, less its steps. */
function writtenOf({ request }: DemandConfig): Subject["written"] {
  if (request === undefined) return {};
  const { steps, ...others } = z.encode(requestShape, request);
  return others;
}

/** The tasks that the scenario starts the service with, or as many as the vCPUs that are said to be behind a target make. */
export function tasksOf(scenario: Scenario, subject: Subject, vcpu?: number): Tasks {
  const { task, desired, bounds } = requestService(subject.service, scenario);
  const size = taskSize(task).cpu;
  const count = Math.max(1, vcpu === undefined ? (desired ?? bounds.min) : Math.round(vcpu / size));
  const reserved = vcpu ?? count * size;
  const isInOrder = task.discipline.kind === "event-loop";
  return {
    count,
    reserved,
    sidecarVcpus: (reserved / size) * sidecarVcpu(task),
    threads: [...new Set([count, ...(isInOrder ? [] : [count * Math.max(1, Math.floor(applicationVcpu(task)))])])],
    speed: Math.min(1, applicationVcpu(task)),
    scenarioCpu: subject.scenarioCpu,
    isInOrder,
  };
}

function demandOf({ demand }: Scenario, name: string | undefined): DemandConfig {
  const requests = demand.filter((each) => !hasSessions(each));
  const names = requests.map((each) => each.name);
  const chosen = name === undefined ? requests : requests.filter((each) => each.name === name);
  if (chosen.length === 1) return chosen[0];
  if (names.length === 0) throw new WrongCall(["expected a demand of requests: sessions are not calibrated"]);
  throw new WrongCall([`--demand: expected one of the demands of requests ${names.join(", ")}`]);
}

function classOf({ name, classes }: DemandConfig, chosen: string | undefined): string | null {
  const names = classes?.map((each) => each.name) ?? [];
  if (chosen === undefined && names.length === 0) return null;
  if (chosen !== undefined && names.includes(chosen)) return chosen;
  if (names.length === 0)
    throw new WrongCall([`--class ${chosen}: expected none, since ${name} has one sort of request`]);
  throw new WrongCall([`--class: expected one of the classes of ${name}, ${names.join(", ")}`]);
}
