import { z } from "zod";
import { duration, integer, memory } from "../../../scenarios/language/index.js";
import { balancedKeys } from "../fleet/balanced-shape.js";
import { scheduleKeys, sizeKeys } from "../fleet/fleet-shape.js";
import { memoryOnFargate, taskShape } from "../fleet/task-definitions.js";

/** Default limits of a task. They may decide a verdict, which then names them. */
export const connectionDefaults = { connectionsPerTask: 1_000, connectionMemory: "64 KiB" } as const;

const memoryEach = () => memory().prefault(connectionDefaults.connectionMemory);

/** An ECS service of Fargate tasks that hold connections behind a load balancer and answer messages. */
export const websocketServiceShape = z
  .strictObject({
    task: taskShape.describe("What one task is: its size, and how its process answers messages."),
    connectionsPerTask: integer({ min: 1, max: 1_000_000 })
      .prefault(connectionDefaults.connectionsPerTask)
      .describe("Connections that a task holds; who comes beyond gets 503."),
    connectionMemory: z
      .strictObject({
        websocket: memoryEach().describe("Memory for each WebSocket."),
        sse: memoryEach().describe("Memory for each stream of server-sent events."),
        grpc: memoryEach().describe("Memory for each stream of gRPC."),
      })
      .prefault({})
      .describe("Memory that a task holds for each connection, by what holds it open."),
    heartbeat: duration({ min: 1_000_000 })
      .optional()
      .describe("How often a task pings each connection; left out, its clients alone do."),
    idleTimeout: duration({ min: 1_000_000 })
      .optional()
      .describe(
        "A connection on which nothing passes for so long is closed by its task; left out, as its sessions say.",
      ),
    ...sizeKeys,
    ...balancedKeys,
    ...scheduleKeys,
  })
  .meta(memoryOnFargate);

export type WebsocketServiceConfig = z.output<typeof websocketServiceShape>;
