import { partSize, requestServices, type Scenario, type TaskPart } from "../../sim/scenario/index.js";
import { Clock, keyed, momentsOf } from "../../workload/index.js";
import { drivenSeed } from "../plan/driven.js";
import type { FleetTask } from "./scheduler/fleet-task.js";
import type { LocalPool } from "./scheduler/local-pool.js";
import type { Timers } from "./timers.js";

type Incident = Scenario["incidents"][number];

/** What the incidents of the timeline act on. */
export interface IncidentContext {
  readonly scenario: Scenario;
  readonly timers: Pick<Timers, "now" | "at">;
  readonly services: ReadonlyMap<string, LocalPool>;
}

/**
 * Schedules the incidents that affect the fleet, once time zero is known. Crunches are part of the Spot markets; spikes
 * and slow downstreams are part of the driven demand.
 */
export function scheduleIncidents(context: IncidentContext): void {
  const clock = new Clock(context.scenario.clock);
  for (const incident of context.scenario.incidents) schedule(incident, context, clock);
}

function schedule(incident: Incident, { scenario, timers, services }: IncidentContext, clock: Clock): void {
  const atMoments = (action: (at: number) => void) => {
    if (incident.kind === "kill-switch") return;
    for (const at of momentsOf(incident, clock)) timers.at(at, () => action(at));
  };
  if (incident.kind === "deployment") {
    const service = services.get(incident.service)!;
    atMoments(() => service.deploy(service.deployment.strategy));
  } else if (incident.kind === "strategy-switch") {
    atMoments(() => services.get(incident.service)!.deploy(incident.capacity));
  } else if (incident.kind === "stop-tasks") {
    atMoments(() => stopSome(services.get(incident.service)!, incident, scenario));
  } else if (incident.kind === "zone-outage") {
    const set = (isDown: boolean) => {
      for (const service of services.values()) service.setZoneDown(incident.zone - 1, isDown);
    };
    atMoments((from) => {
      set(true);
      timers.at(from + incident.lasts, () => set(false));
    });
  }
}

/** Stops the same tasks that the simulator stops in the driven replication. */
function stopSome(service: LocalPool, part: TaskPart, scenario: Scenario): void {
  const seed = drivenSeed(scenario);
  const draw = ({ origin }: FleetTask) => keyed(seed, `stop-tasks/${service.name}`, origin.ordinal);
  const running = service.tasks.filter(({ state }) => state === "RUNNING").sort((a, b) => draw(a) - draw(b));
  for (const task of running.slice(0, partSize(part, running.length))) service.stopTask(task, "stop-tasks");
}

/** Whether an incident acts on the fleet itself, rather than being thrown by hand or part of a demand or market. */
function isOfFleet({ kind }: Incident): boolean {
  return ["deployment", "strategy-switch", "stop-tasks", "zone-outage"].includes(kind);
}

/**
 * Lists, a sentence each, what the scenario asks of its fleet and the local fleet does not do, though the prediction
 * includes it.
 */
export function leftOut(scenario: Scenario): readonly string[] {
  const { incidents, clock: timeline } = scenario;
  const ofServices = Object.entries(requestServices(scenario)).flatMap(
    ([name, { degradation, healthCheck, scaling, bounds, task }]) => [
      ...(task.containers.length > 0
        ? [`${name}: the local fleet does not run sidecars: what they use is added to what its tasks report`]
        : []),
      ...(degradation?.signal === "latency" ? [`${name}: the local fleet does not degrade by latency`] : []),
      ...(bounds.min < bounds.max && scaling.some(({ kind }) => kind !== "scheduled")
        ? [
            `${name}: alarms of the local fleet start without earlier metrics, those of the prediction with metrics that fit the load`,
          ]
        : []),
      ...(scaling.some((policy) => "metric" in policy && /memory/i.test(policy.metric))
        ? [
            `${name}: memory of the local fleet is that of its processes, without task.baseMemory and what requests hold`,
          ]
        : []),
      ...(healthCheck.sharesCapacity ? [`${name}: health checks of the local fleet do not wait behind requests`] : []),
    ],
  );
  const clock = new Clock(timeline);
  const ofIncidents = incidents.flatMap((incident) => [
    ...(isOfFleet(incident) && momentsOf(incident, clock).some((at) => at < 0)
      ? [`a ${incident.kind} that began before the start begins at the start in the local fleet`]
      : []),
    ...("onBreach" in incident && incident.onBreach !== undefined && incident.kind !== "kill-switch"
      ? [`the local fleet does not start a ${incident.kind} when '${incident.onBreach.text}' is broken`]
      : []),
    ...(incident.kind === "kill-switch" ? [`the kill switch to ${incident.to} is not thrown in the local fleet`] : []),
    ...(incident.kind === "zone-outage"
      ? [
          "processes of a zone that is down end in the local fleet: connections to them are refused at once instead of hanging, and they are replaced without waiting for health checks",
        ]
      : []),
    ...(incident.kind === "deployment" && incident.task
      ? [`${incident.service}: a deployment in the local fleet does not change the task`]
      : []),
  ]);
  return [...ofServices, ...ofIncidents];
}
