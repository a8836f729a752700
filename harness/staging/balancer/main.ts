import { createBalancer } from "../../../sim/targets/index.js";
import type { Balancer, BalancerCommand, BalancerOrder, BalancerReport } from "./balancer-process.js";
import { BuiltInBalancer } from "./built-in.js";
import { Haproxy } from "./haproxy.js";
import { Targets } from "./targets.js";

/** The process of one service's balancer. It ends when its parent's IPC channel closes. */
let balancer: Balancer | null = null;
process.on("disconnect", end);
process.on("SIGTERM", end);
process.on("SIGINT", () => {}); // Ctrl-C reaches the whole process group, but only the parent decides when to end
process.on("message", (command: BalancerCommand) => {
  if (command.kind === "order") begin(command);
  else if (balancer !== null) tell(balancer, command);
});

async function begin(order: BalancerOrder): Promise<void> {
  const created = create(order);
  balancer = created;
  try {
    report({ kind: "listening", port: await created.listen(order.port) });
  } catch (error) {
    return report({ kind: "failed", message: `the balancer of ${order.service}: ${(error as Error).message}` });
  }
  setInterval(async () => report(await created.metrics()), 1_000);
}

function create(order: BalancerOrder): Balancer {
  if (order.software === "haproxy") return new Haproxy(order);
  return new BuiltInBalancer(order, new Targets(createBalancer(order, order.seed, order.service)));
}

function tell(to: Balancer, command: Exclude<BalancerCommand, BalancerOrder>): void {
  if (command.kind === "register") to.register(command.task, command.port);
  else if (command.kind === "deregister") to.deregister(command.task);
  else if (command.kind === "cut") to.cut(command.task);
  else to.stopping(command.task, command.cause);
}

function end(): void {
  balancer?.close();
  process.exit(0);
}

function report(report: BalancerReport): void {
  if (process.connected) process.send!(report);
}
