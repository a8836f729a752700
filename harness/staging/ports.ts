import { createServer } from "node:net";
import type { Scenario } from "../../sim/scenario/index.js";
import { EnvironmentProblem } from "../environment-problem.js";
import { type RunningFleet, runningFleets } from "./running-fleets.js";

/** The ports of a fleet on 127.0.0.1; 0 takes a free one. */
export interface FleetPorts {
  readonly control: number;
  readonly store: number;
  readonly balancers: Readonly<Record<string, number>>;
}

/** The ports from `first` on: control endpoint, store, and a balancer for each service; 0 takes free ones. */
export function fleetPorts({ services }: Scenario, first: number): FleetPorts {
  const nth = (n: number) => (first === 0 ? 0 : first + n);
  const balancers = Object.fromEntries(Object.keys(services).map((name, index) => [name, nth(2 + index)]));
  return { control: first, store: nth(1), balancers };
}

/** Throws an EnvironmentProblem that names every port in use, who uses it if that is known, and how to free it. */
export async function checkPorts({ control, store, balancers }: FleetPorts): Promise<void> {
  const ports = [control, store, ...Object.values(balancers)].filter((port) => port > 0);
  const free = await Promise.all(ports.map(isFree));
  const taken = ports.filter((_, index) => !free[index]);
  if (taken.length === 0) return;
  throw new EnvironmentProblem(takenPorts(taken, await runningFleets()));
}

function takenPorts(taken: readonly number[], fleets: readonly RunningFleet[]): string {
  const names = `port${taken.length > 1 ? "s" : ""} ${taken.join(", ")}`;
  const owner = fleets.find(({ ports }) => taken.some((port) => ports.includes(port)));
  if (owner === undefined) {
    return `${names} of 127.0.0.1: in use by another program (lsof -i :${taken[0]} names it); end it, or use other ports with --port or staging.local.port`;
  }
  const fleet = `the staging fleet of ${owner.scenario} (process ${owner.pid}, since ${owner.startedAt})`;
  return `${names} of 127.0.0.1: in use by ${fleet}; \`sim staging down\` ends it, or use other ports with --port`;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
