import type { FleetStatus, ServiceStatus } from "../../harness/staging/status.js";
import { columns, indent } from "../../reports/layout.js";
import { absent, percent } from "../facts/numbers.js";

/** A local staging fleet for a person: its services and tasks, where they listen, and how to ask its ECS endpoint. */
export function fleetText(fleet: FleetStatus): string {
  const { scenario, pid, startedAt, services, controlUrl, storeUrl, cluster, cpu } = fleet;
  const head = ["service", "tasks", "desired", "healthy", "requests", "CPU", "URL"];
  const addresses = [
    ["ECS", controlUrl, `aws ecs list-tasks --cluster ${cluster} --endpoint-url ${controlUrl}`],
    ["store", storeUrl ?? absent, ...(storeUrl === null ? [] : ["DynamoDB"])],
  ];
  const lines = [
    `staging fleet of ${scenario}: process ${pid}, since ${startedAt}`,
    `  ${cpu.why}`,
    "",
    ...indent(columns([head, ...services.map(serviceCells)], "llrrrrl")),
    "",
    ...indent(columns(addresses, "lll")),
  ];
  return `${lines.join("\n")}\n`;
}

function serviceCells(service: ServiceStatus): readonly string[] {
  const { name, tasks, desired, healthy, requests, cpu, url, isDeploying } = service;
  const states = tasks.map(({ provider, state, count }) => `${count} ${provider} ${state}`);
  const note = isDeploying ? [" (deploying)"] : [];
  return [
    name + note.join(""),
    states.join(", ") || absent,
    ...[desired, healthy, requests].map(String),
    cpu === null ? absent : percent(cpu),
    url,
  ];
}
