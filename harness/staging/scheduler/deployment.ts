import { randomInt } from "node:crypto";
import type { Strategy } from "../../../sim/capacity/strategy.js";

/** A revision of a service: what its tasks are launched by. */
export interface Deployment {
  /** In ECS's form, `ecs-svc/` and nineteen digits. */
  readonly id: string;
  readonly number: number;
  readonly strategy: Strategy;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** A deployment as of now, with an id that no other has. */
export function createDeployment(number: number, strategy: Strategy): Deployment {
  const digits = Array.from({ length: 19 }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join("");
  return { id: `ecs-svc/${digits}`, number, strategy, createdAt: Date.now() };
}
