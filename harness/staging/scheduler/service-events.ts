import { randomUUID } from "node:crypto";
import { scheduleRefused } from "../../../sim/scaling/index.js";

/** One line of the events that ECS shows for a service. */
export interface ServiceEvent {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
}

/** Largest number of events that DescribeServices returns. */
const eventsKept = 100;

/** The events of a service, newest first, in ECS's words. */
export class ServiceEvents {
  list: readonly ServiceEvent[] = [];
  readonly #service: string;

  constructor(service: string) {
    this.#service = service;
  }

  started(tasks: readonly string[]): void {
    this.#note(`has started ${tasks.length} tasks: ${named(tasks)}.`);
  }

  stopped(tasks: readonly string[]): void {
    this.#note(`has stopped ${tasks.length} running tasks: ${named(tasks)}.`);
  }

  registered(task: string): void {
    this.#note(`registered 1 targets in (target-group ${this.#service}) for ${named([task])}.`);
  }

  unhealthy(task: string): void {
    this.#note(`${named([task])} is unhealthy in (target-group ${this.#service}) and is stopped.`);
  }

  deploymentFailed(deployment: string, rollback: string | null): void {
    this.#note(`deployment ${deployment} deployment failed: tasks failed to start.`);
    if (rollback !== null) this.#note(`rolling back to deployment ${rollback}.`);
  }

  /** Zones are counted from 0. */
  rebalances(from: number, to: number): void {
    this.#note(`is moving a task from availability zone ${from + 1} to ${to + 1} for rebalancing.`);
  }

  refused(reason: string): void {
    this.#note(`was unable to place a task. Reason: ${reason}.`);
  }

  scaled(desired: number, reason: string): void {
    this.#note(`has set its desired count to ${desired}: ${reason}.`);
  }

  scheduleRefused(): void {
    this.#note(`was not scaled: ${scheduleRefused}.`);
  }

  degraded(from: number, to: number): void {
    this.#note(`has moved from degradation level ${from} to ${to}.`);
  }

  /** Notes the steady state once, until something else has happened. */
  steady(): void {
    const message = "has reached a steady state.";
    if (!this.list[0]?.message.endsWith(message)) this.#note(message);
  }

  #note(message: string): void {
    const event = { id: randomUUID(), at: Date.now(), message: `(service ${this.#service}) ${message}` };
    this.list = [event, ...this.list].slice(0, eventsKept);
  }
}

function named(tasks: readonly string[]): string {
  return tasks.map((task) => `(task ${task})`).join(" ");
}
