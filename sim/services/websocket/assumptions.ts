import { spell } from "../../../scenarios/language/spelling.js";
import { hasSessions } from "../../../workload/demand-shape.js";
import type { DecidingDefaults } from "../../outcome/index.js";
import { fleetAssumptions, sizeByDefault } from "../fleet/assumptions.js";
import { aboutBalancer, aboutOutages } from "../fleet/balanced-assumptions.js";
import { slotDefaults } from "../fleet/task-definitions.js";
import type { ServiceView } from "../kind.js";
import { connectionDefaults, type WebsocketServiceConfig } from "./shape.js";

/** The assumptions of a prediction about a service that holds connections. */
export function websocketAssumptions(
  config: WebsocketServiceConfig,
  view: ServiceView,
): readonly (readonly string[])[] {
  return [
    ...fleetAssumptions(config, view),
    aboutConnections(config),
    aboutDefaults(config, view),
    [...aboutBalancer(config, view), ...aboutOutages(config, view)],
  ];
}

/** Defaults that may make messages fail or that decide a fleet's size. */
export function websocketDefaults(
  { task, scaling, bounds, connectionsPerTask, ...config }: WebsocketServiceConfig,
  { name }: Pick<ServiceView, "name">,
): DecidingDefaults[string] {
  const isLimit = connectionsPerTask === connectionDefaults.connectionsPerTask;
  const isSlots = task.maxConcurrent === slotDefaults.maxConcurrent || task.queue === slotDefaults.queue;
  return {
    failures: {
      ...(isLimit && {
        noCapacity: `the 503 of a task that holds ${spell.count(connectionsPerTask)} connections (connectionsPerTask: the default)`,
      }),
      ...(isSlots && {
        queueFull: `a full queue (task.maxConcurrent ${task.maxConcurrent}, task.queue ${task.queue}, of which a default is)`,
      }),
    },
    size: sizeByDefault(name, { task, scaling, bounds, capacity: config.capacity }),
  };
}

function aboutConnections({ connectionMemory, drain }: WebsocketServiceConfig): readonly string[] {
  const { websocket, sse, grpc } = connectionMemory;
  const isDefault = [websocket, sse, grpc].some((each) => spell.memory(each) === connectionDefaults.connectionMemory);
  return [
    "a session stays with its task as long as its connection lasts: new tasks take new connections only",
    "a connection stands as soon as a task takes it; what handshakes and heartbeats cost in CPU and bytes is left out",
    "a message that was sent ends with its connection; one that waits for a connection is sent when there is one",
    ...(isDefault
      ? [`a connection holds ${connectionDefaults.connectionMemory} of its task's memory (a default; measure your own)`]
      : []),
    ...(drain.onSigterm === "drain"
      ? ["at SIGTERM a task closes each connection on which no reply is awaited, the others when theirs is done"]
      : []),
  ];
}

function aboutDefaults(config: WebsocketServiceConfig, view: ServiceView): readonly string[] {
  const { failures, size } = websocketDefaults(config, view);
  const of = view.isOnlyService ? "" : `${view.name}: `;
  const isSent = view.sent.some(hasSessions);
  return [
    ...(size === null ? [] : [`${size}: this decides its cost and latency as much as what is written`]),
    ...(isSent ? Object.values(failures).map((words) => `${of}a message may end by ${words}`) : []),
  ];
}
