import { randomInt } from "node:crypto";
import type { Strategy } from "../../../sim/capacity/strategy.js";

/** A revision of a service, from which its tasks are launched. */
export interface Deployment {
  /** Id in ECS's form: `ecs-svc/` and nineteen digits. */
  readonly id: string;
  readonly number: number;
  readonly strategy: Strategy;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Makes a deployment dated now, with a unique id. */
export function createDeployment(number: number, strategy: Strategy): Deployment {
  const digits = Array.from({ length: 19 }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join("");
  return { id: `ecs-svc/${digits}`, number, strategy, createdAt: Date.now() };
}
