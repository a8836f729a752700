import type { z } from "zod";
import type { ControlledCluster } from "./cluster.js";
import { EcsError } from "./ecs-error.js";

/** An operation of the ECS API: its name, and its answer to a request's JSON. */
export interface Operation {
  readonly name: string;
  answer(request: unknown, cluster: ControlledCluster): object;
}

/** Defines an operation by the fields that it accepts and its answer to them. */
export function defineOperation<Shape extends z.ZodType>(
  name: string,
  shape: Shape,
  answer: (request: z.output<Shape>, cluster: ControlledCluster) => object,
): Operation {
  return {
    name,
    answer(request, cluster) {
      const read = shape.safeParse(request);
      if (read.success) return answer(read.data, cluster);
      const [{ path, message }] = read.error.issues;
      throw new EcsError("InvalidParameterException", `${path.join(".")}: ${message}`);
    },
  };
}
