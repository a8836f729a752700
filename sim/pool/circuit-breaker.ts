import { z } from "zod";
import { flag, integer } from "../../scenarios/language/index.js";

/** The deployment circuit breaker of ECS, off by default as there. */
export const circuitBreakerShape = z.strictObject({
  enable: flag()
    .prefault(false)
    .meta({ description: "A deployment whose tasks keep failing is ended.", aws: "deploymentCircuitBreaker.enable" }),
  rollback: flag().prefault(false).meta({
    description: "A failed deployment is followed by one of the last revision that was completed.",
    aws: "deploymentCircuitBreaker.rollback",
  }),
  resetOnHealthyTask: flag().prefault(true).meta({
    description: "A task that becomes healthy begins the count of failures anew.",
    aws: "deploymentCircuitBreaker.resetOnHealthyTask",
  }),
  minimumFailures: integer({ min: 1, max: 200 })
    .prefault(3)
    .describe("Failed tasks that the smallest service may have; 3 in AWS's documents of 2026, 10 in those of 2023."),
});

export type CircuitBreakerConfig = z.output<typeof circuitBreakerShape>;

const failuresMax = 200;

/**
 * Failed tasks at which a deployment has failed: half of the desired count, within limits.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentCircuitBreaker.html
 */
export function failureThreshold(desired: number, { minimumFailures }: Pick<CircuitBreakerConfig, "minimumFailures">) {
  return Math.min(failuresMax, Math.max(minimumFailures, Math.ceil(desired / 2)));
}

/** Counts the failed tasks of one deployment. */
export class CircuitBreaker {
  failures = 0;
  readonly #config: CircuitBreakerConfig;

  constructor(config: CircuitBreakerConfig) {
    this.#config = config;
  }

  /** A task of the deployment ends before it was healthy; true when the deployment has failed by that. */
  taskFailed(desired: number): boolean {
    this.failures++;
    return this.#config.enable && this.failures === failureThreshold(desired, this.#config);
  }

  taskHealthy(): void {
    if (this.#config.resetOnHealthyTask) this.failures = 0;
  }
}
