import { hour } from "../../scenarios/language/units/time.js";
import { itemsUsed } from "./charges.js";
import { type FargateTask, meterTask } from "./fargate-task.js";
import type { Infrastructure } from "./infrastructure.js";
import type { BillItem } from "./items/item.js";
import { UsageLedger } from "./ledger.js";
import { meterInfrastructure, meterMinute } from "./metering.js";

const service = "planned";
const balancer = { name: service, scheme: "internet-facing" } as const;
const oneOfEach = {
  requests: 1,
  requestBytes: 1,
  responseBytes: 1,
  newConnections: 1,
  activeConnections: 1,
  writes: 1,
  tasks: 1,
} as const;

/** The items that a scenario may put on its bill, found by metering an hour of one of everything: before the run. */
export function plannedItems(infrastructure: Infrastructure, tasks: readonly FargateTask[]): readonly BillItem[] {
  const ledger = new UsageLedger(hour);
  meterInfrastructure({ ledger, infrastructure }, 1, [balancer]);
  meterMinute({ ledger, infrastructure }, { service, balancer, from: 0, to: hour, ...oneOfEach });
  for (const task of tasks) meterTask(ledger, service, task, 0, hour);
  return itemsUsed(ledger.snapshot());
}
