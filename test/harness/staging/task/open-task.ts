import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createTask, type Task } from "../../../../harness/staging/task/task.js";
import type { TaskOrder } from "../../../../harness/staging/task/task-order.js";
import { taskOrder } from "./orders.js";

const open = new Set<Task>();

/** Closes the tasks that a test has opened. */
export function closeAll(): void {
  for (const { server } of open) {
    server.close();
    server.closeAllConnections();
  }
  open.clear();
}

/** Starts a task within this process, on its own port. */
export async function openTask(changes: Partial<TaskOrder> = {}): Promise<Task & { readonly url: string }> {
  const task = createTask(taskOrder(changes), () => {});
  open.add(task);
  task.server.listen(0, "127.0.0.1");
  await once(task.server, "listening");
  return { ...task, url: `http://127.0.0.1:${(task.server.address() as AddressInfo).port}` };
}
