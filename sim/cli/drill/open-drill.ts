import { z } from "zod";
import { classesOf } from "../../../workload/demand-shape.js";
import { Clock, instantOf } from "../../../workload/index.js";
import { incidentsShape, ofKind } from "../../incidents/index.js";
import type { ReadScenario, Scenario } from "../../scenario/index.js";
import { refuse, WrongCall } from "../failures.js";
import { type EcsFleets, type EcsOptions, fleetSettings, openEcs } from "../load/ecs-options.js";
import { drivenServices, expectedService, type HarnessOptions, openForLoad } from "../load/harness-options.js";

/** Options of a drill beside its load. */
export interface DrillCall extends HarnessOptions, EcsOptions {
  /** The part of the running tasks that is stopped, and when, as written. */
  readonly part: string;
  readonly at: string;
  readonly apply?: true;
}

/** A drill that may begin. */
export interface OpenedDrill {
  /** The scenario with the drill on its timeline: what is predicted and driven. */
  readonly planned: ReadScenario;
  /** The scenario without it: what a local fleet stands for, since the drill itself stops the tasks. */
  readonly base: ReadScenario;
  /** Null where the fleet is local. */
  readonly ecs: EcsFleets | null;
  readonly services: readonly string[];
  readonly share: number;
  /** Microseconds since clock.start. */
  readonly at: number;
}

/** Reads a scenario twice, with the drill on its timeline and without; refuses a call that could not be carried out. */
export async function openDrill(path: string, call: DrillCall): Promise<OpenedDrill> {
  const { scenario } = openForLoad(path, call);
  const ecs = openEcs(scenario, call, call.apply);
  refuse(refusals(scenario, call));
  const services = ecs === null ? localServices(call.service, scenario) : [...ecs.keys()];
  const size = await fleetSettings(scenario, { ...call, ecs });
  const sized = { ...call, set: [...call.set, ...size] };
  const base = openForLoad(path, sized);
  const drills = services.map((service) => ({ kind: "stop-tasks", at: call.at, service, share: call.part }));
  const incidents = JSON.stringify([...z.encode(incidentsShape, scenario.incidents), ...drills]);
  const planned = openForLoad(path, { ...sized, set: [...sized.set, `incidents=${incidents}`] });
  return { planned, base, ecs, services, ...momentOf(planned.scenario) };
}

function momentOf(scenario: Scenario): Pick<OpenedDrill, "share" | "at"> {
  const { at: moment, share } = ofKind(scenario.incidents, "stop-tasks").at(-1)!;
  const at = instantOf(moment!, new Clock(scenario.clock));
  if (at < 0 || at >= scenario.clock.duration) {
    throw new WrongCall([`--at: expected a moment within the load of ${scenario.clock.duration / 1e6} s`]);
  }
  return { share: share!, at };
}

function refusals(scenario: Scenario, { target, cluster, apply }: DrillCall): readonly string[] {
  const { local, reconcile } = scenario.staging;
  const writes = scenario.demand.flatMap(classesOf).some(({ writes }) => writes > 0);
  if (target.length === 0) {
    return writes && !local.store
      ? ["staging.local.store: expected true, since a drill looks up what was written"]
      : [];
  }
  if (cluster === undefined) return ["a drill stops tasks by the ECS API: say the --cluster and --service of --target"];
  return [
    ...(apply ? [] : [`--apply is missing: the drill stops tasks of cluster ${cluster}`]),
    ...(writes && !reconcile
      ? ["staging.reconcile.command: expected a command that prints the id of each write in the store, one a line"]
      : []),
  ];
}

function localServices(written: readonly string[], scenario: Scenario): readonly string[] {
  const driven = drivenServices(scenario);
  const unknown = written.filter((name) => !driven.includes(name));
  refuse(unknown.map((name) => expectedService(`--service ${name}`, name, driven)));
  return written.length === 0 ? driven : written;
}
