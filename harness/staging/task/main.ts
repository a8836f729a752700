import type { AddressInfo } from "node:net";
import { createTask, type Task } from "./task.js";
import type { TaskCommand, TaskReport } from "./task-order.js";

/**
 * Largest number of connections that may wait to be accepted, so that clients which reconnect all at once are not
 * refused.
 */
const backlog = 4_096;
/** Time in which the last answers have to leave a process that is done. */
const lingerMs = 1_000;

/** The process of one task. It ends when its parent's IPC channel closes. */
let task: Task | null = null;
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {}); // Ctrl-C reaches the whole process group, but only the parent decides when to end
process.on("SIGTERM", () => (task === null ? process.exit(0) : task.stop()));
process.on("message", (command: TaskCommand) => {
  if (command.kind === "order") begin(createTask(command, exit));
  else task?.tell(command);
});

function begin(created: Task): void {
  task = created;
  created.server.listen({ port: 0, host: "127.0.0.1", backlog }, () => {
    const { port } = created.server.address() as AddressInfo;
    report({ kind: "listening", port });
    setInterval(() => report(created.metrics()), 1_000);
  });
}

function exit(how: "at once" | "answered"): void {
  if (how === "at once") process.exit(0);
  task!.server.close(() => end());
  setTimeout(end, lingerMs);
}

function end(): void {
  report(task!.metrics(), () => process.exit(0));
}

function report(report: TaskReport, sent?: () => void): void {
  if (process.connected) process.send!(report, undefined, undefined, sent);
}
