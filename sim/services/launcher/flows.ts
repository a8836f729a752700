import type { Demand } from "../../../workload/demand.js";
import { createDistribution, type Distribution } from "../../../workload/distributions/index.js";
import type { RequestClass } from "../../../workload/requests.js";
import type { Tables } from "../../../workload/tables.js";
import type { TaskDefinition } from "../../pool/task-definition.js";
import { createTaskDefinition, type TaskConfig, taskShape } from "../fleet/task-definitions.js";
import type { LauncherConfig } from "./shape.js";

type FlowConfig = LauncherConfig["flows"][string];

/** Runs of one class of one demand: what they are and need. */
export interface Flow {
  /** Name on the bill. */
  readonly name: string;
  /** Key of its draws: "nightly/etl" is the class etl of the demand nightly. */
  readonly key: string;
  readonly class: RequestClass;
  /** Number of its profile. */
  readonly profile: number;
  readonly isCritical: boolean;
  /** MiB at the peak of a run; null where nobody says. */
  readonly memory: Distribution | null;
  /** MiB on the disk. */
  readonly disk: Distribution | null;
  readonly tasks: FlowConfig["tasks"];
}

/** The flow that a class of a demand belongs to: its own name, or that of the demand where its request is no class. */
export function flowName(demand: { readonly name: string }, request: { readonly name: string }): string {
  return request.name === "request" ? demand.name : request.name;
}

/** The launcher's settings of a flow; a flow without any that has the name of a profile runs in that profile. */
export function flowConfig(
  { flows, profiles }: Pick<LauncherConfig, "flows" | "profiles">,
  flow: string,
): FlowConfig | null {
  const own = Object.hasOwn(flows, flow) ? flows[flow] : null;
  if (own !== null || !Object.hasOwn(profiles, flow)) return own;
  return { profile: flow, critical: false, tasks: { retries: 0, retryDelay: 0, fails: 0 } };
}

/** The profile of a flow. */
export function profileOf(config: Pick<LauncherConfig, "flows" | "profiles" | "profile">, flow: string): string {
  return flowConfig(config, flow)?.profile ?? usualProfile(config);
}

/** The profile of a flow that names none. */
export function usualProfile({ profiles, profile }: Pick<LauncherConfig, "profiles" | "profile">): string {
  return profile ?? Object.keys(profiles)[0];
}

/** The flows of a demand, in the order of its classes. */
export function createFlows(config: LauncherConfig, demand: Demand, tables: Tables): readonly Flow[] {
  const names = Object.keys(config.profiles);
  return demand.classes.map((request) => {
    const flow = flowName(demand, request);
    const own = flowConfig(config, flow);
    const create = (of: FlowConfig["memory"]) => (of === undefined ? null : createDistribution(of, tables));
    return {
      name: flow,
      key: `${demand.name}/${request.name}`,
      class: request,
      profile: names.indexOf(profileOf(config, flow)),
      isCritical: own?.critical ?? false,
      memory: create(own?.memory) ?? (request.memoryMb > 0 ? always(request.memoryMb) : null),
      disk: create(own?.disk),
      tasks: own?.tasks ?? { retries: 0, retryDelay: 0, fails: 0 },
    };
  });
}

const usualTask = taskShape.decode({ cpu: 1, memory: "2 GB", maxConcurrent: 1, queue: 0, baseMemory: 0 });

/** The tasks of runs by profile, as other services write theirs; dependencies in the image make it larger. */
export function taskConfigs(
  config: Pick<LauncherConfig, "profiles" | "task" | "dependencies">,
): Readonly<Record<string, TaskConfig>> {
  const { profiles, task, dependencies } = config;
  const image = task.image + (dependencies.from === "image" ? dependencies.size : 0);
  const all = Object.entries(profiles).map(([name, profile]) => [name, { ...usualTask, ...task, image, ...profile }]);
  return Object.fromEntries(all);
}

/** The same ready for use, in the order of the profiles. */
export function taskDefinitions(config: LauncherConfig): readonly TaskDefinition[] {
  return Object.entries(taskConfigs(config)).map(([name, task]) => createTaskDefinition(name, task));
}

function always(mib: number): Distribution {
  return { mean: mib, variance: 0, fill: (into) => void into.fill(Math.round(mib)) };
}
