import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { reviveScenario } from "../../sim/scenario/index.js";
import { Tables } from "../../workload/index.js";
import { EnvironmentProblem } from "../environment-problem.js";
import { createControlServer } from "./control/server.js";
import { Fleet } from "./fleet.js";
import type { StandingFleet, StartProgress, SupervisorOrder } from "./local-fleet.js";
import { checkPorts, fleetPorts } from "./ports.js";
import { removeState, writeState } from "./running-fleets.js";
import { type FleetStatus, serviceStatus } from "./status.js";

/** Time in which processes have to start and pass their first health checks. */
const startMs = 60_000;
const steadyPollMs = 50;

/** Owns a local fleet: its processes, its control endpoint and its state file. */
export class Supervisor {
  readonly #order: SupervisorOrder;
  readonly #fleet: Fleet;
  readonly #startedAt = new Date().toISOString();
  readonly #control: Server;
  #controlUrl = "";

  constructor(order: SupervisorOrder, onLoss: (what: string) => void) {
    this.#order = order;
    this.#fleet = new Fleet(reviveScenario(order.resolved), new Tables((path) => order.files.get(path)!));
    this.#fleet.onLoss = onLoss;
    this.#control = createControlServer({ fleet: this.#fleet, status: () => this.status() });
  }

  /**
   * Starts everything and reports repeatedly how many tasks are healthy; resolves when all desired tasks are. Rejects
   * with an EnvironmentProblem.
   */
  async start(told: (progress: StartProgress) => void): Promise<StandingFleet> {
    told(this.#fleet.progress);
    const ports = fleetPorts(this.#fleet.scenario, this.#order.port);
    await checkPorts(ports);
    this.#controlUrl = await listen(this.#control, ports.control);
    if (this.#order.isKnown) this.#makeKnown();
    await this.#fleet.start(ports);
    await this.#steady(told);
    if (this.#order.isKnown) this.#makeKnown();
    const { targets, storeUrl, cpu, scenario } = this.#fleet;
    return { targets, storeUrl, cpu, controlUrl: this.#controlUrl, cluster: scenario.name };
  }

  begin(timeZeroNs: bigint): void {
    this.#fleet.begin(timeZeroNs);
  }

  status(): FleetStatus {
    const { scenario, storeUrl, cpu, services, targets, isSteady } = this.#fleet;
    return {
      ...{ pid: process.pid, version: this.#order.version, startedAt: this.#startedAt, isSteady, storeUrl, cpu },
      scenario: scenario.name,
      cluster: scenario.name,
      controlUrl: this.#controlUrl,
      services: [...services.values()].map((service) => serviceStatus(service, targets[service.name])),
    };
  }

  async close(): Promise<void> {
    this.#control.close();
    this.#control.closeAllConnections();
    await this.#fleet.close();
    if (this.#order.isKnown) removeState(process);
  }

  #makeKnown(): void {
    const { targets, storeUrl, scenario } = this.#fleet;
    const urls = [this.#controlUrl, storeUrl, ...Object.values(targets)].filter((url) => url !== null);
    const ports = urls.map((url) => Number(new URL(url).port));
    const { pid } = process;
    writeState({ pid, startedAt: this.#startedAt, scenario: scenario.name, controlUrl: this.#controlUrl, ports });
  }

  async #steady(told: (progress: StartProgress) => void): Promise<void> {
    const until = performance.now() + startMs;
    while (!this.#fleet.isSteady) {
      told(this.#fleet.progress);
      if (performance.now() > until) throw new EnvironmentProblem(this.#missing());
      await new Promise((resolve) => setTimeout(resolve, steadyPollMs));
    }
  }

  #missing(): string {
    const services = this.status().services.filter(({ healthy, desired }) => healthy < desired);
    const counts = services
      .map(({ name, healthy, desired }) => `${name} has ${healthy} of ${desired} tasks`)
      .join(", ");
    return `the local fleet is not healthy after ${startMs / 1_000} s: ${counts}; is this machine too busy for so many processes?`;
  }
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(new EnvironmentProblem(`the control endpoint cannot listen: ${error.message}`)),
    );
    server.listen(port, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}
