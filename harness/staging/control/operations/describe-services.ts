import { z } from "zod";
import { describeService } from "../describe.js";
import { invalidParameter } from "../ecs-error.js";
import { defineOperation } from "../operation.js";

const servicesMax = 10;

export const describeServices = defineOperation(
  "DescribeServices",
  z.object({ cluster: z.string().optional(), services: z.array(z.string()) }),
  ({ cluster: name, services }, cluster) => {
    cluster.expect(name);
    if (services.length === 0) throw invalidParameter("Services cannot be empty.");
    if (services.length > servicesMax) throw invalidParameter(`Services cannot be more than ${servicesMax}.`);
    const found = services.map((service) => ({ service, is: cluster.findService(service) }));
    return {
      services: found.flatMap(({ is }) => (is === undefined ? [] : [describeService(is, cluster)])),
      failures: found.flatMap(({ service, is }) =>
        is === undefined ? [{ arn: cluster.arns.service(service), reason: "MISSING" }] : [],
      ),
    };
  },
);
