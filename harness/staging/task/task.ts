import { createServer, type Server } from "node:http";
import { type CpuDiscipline, disciplines, PausedCpu } from "../../../sim/cpu/index.js";
import { connectStore, noStore } from "../store/store.js";
import { Agenda, clock, Waits } from "./agenda.js";
import { BurnedCpu } from "./burned-cpu.js";
import { HttpFront } from "./http-front.js";
import { PauseList, standStill } from "./pause-list.js";
import { VirtualCpu } from "./processor.js";
import { RequestPath } from "./request-path.js";
import { Shutdown } from "./shutdown.js";
import { SocketFront } from "./socket-front.js";
import type { TaskCommand, TaskMetrics, TaskOrder } from "./task-order.js";
import { WriteBuffer } from "./write-buffer.js";

const mib = 2 ** 20;

/** One task of the local fleet, that is, what its container would run. */
export interface Task {
  readonly server: Server;
  tell(command: TaskCommand): void;
  /** Handles SIGTERM. */
  stop(): void;
  metrics(): TaskMetrics;
}

/** Builds a task; `exit` ends its process, at once or when the answers under way have left it. */
export function createTask(order: TaskOrder, exit: (how: "at once" | "answered") => void): Task {
  const { storeUrl } = order.writes;
  const waits = new Waits();
  const computed = (request: number) => path.computed(request);
  const virtual = new VirtualCpu(createCpu(order), computed);
  const agenda = new Agenda([waits, virtual]);
  const burned = new BurnedCpu(order.cpu, (request) => agenda.enter(() => computed(request)));
  const processor = order.cpu.kind === "virtual" ? virtual : burned;
  if (order.cpu.kind === "real" && order.pauses.length > 0) standStill(new PauseList(order.pauses, clock()));
  const writes = new WriteBuffer(order.writes, storeUrl === null ? noStore : connectStore(storeUrl));
  const left = () => shutdown.exitWhenDone();
  const path = new RequestPath({
    slots: order.slots,
    queueLimit: order.queueLimit,
    workFactor: order.cpu.workFactor,
    agenda,
    waits,
    processor,
    writes,
    left,
  });
  const sockets = new SocketFront(order, path);
  const shutdown = new Shutdown({ onSigterm: order.onSigterm, path, sockets, writes, exit });
  return {
    server: createFront(new HttpFront(order, path), sockets),
    stop: () => shutdown.begin(),
    tell(command) {
      if (command.kind === "degradation") path.degradation = command;
      else if (command.kind === "stopping") shutdown.cause = command.cause;
    },
    metrics: () => ({
      kind: "metrics",
      cpuUsed: agenda.enter(() => processor.used(agenda.now)),
      requests: path.requests,
      inFlight: path.inFlight,
      queued: path.queued,
      connections: sockets.connections,
      memoryMib: process.memoryUsage.rss() / mib,
      writes: writes.counts,
    }),
  };
}

function createCpu({ cpu, pauses }: TaskOrder): CpuDiscipline {
  const created = disciplines.find(({ kind }) => kind === cpu.discipline)!.create(cpu.vcpu);
  return pauses.length === 0 ? created : new PausedCpu(created, cpu.vcpu, new PauseList(pauses, clock()));
}

/**
 * Never closes idle connections: the balancer keeps them as long as it likes, and targets of an ALB have to allow that.
 */
function createFront(http: HttpFront, sockets: SocketFront): Server {
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
  server.on("request", (request, response) => http.handle(request, response));
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  return server;
}
