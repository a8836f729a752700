import { z } from "zod";
import { assumed, duration, integer, name } from "../../../scenarios/language/index.js";
import { balancers } from "../../targets/index.js";

const algorithms = balancers.map(({ kind }) => kind);

/** AWS writes round_robin, least_outstanding_requests and weighted_random. */
const algorithm = z.codec(
  z.enum([...algorithms, "round_robin", "least_outstanding_requests", "weighted_random"]),
  z.enum(algorithms),
  {
    decode: (written) => algorithms.find((kind) => written.replaceAll("_", "-").startsWith(kind))!,
    encode: (value) => value,
  },
);

/** The balancer before a service. Services that give the same name share it, each with a target group of its own. */
export const balancerShape = z.strictObject({
  name: name()
    .prefault("shared")
    .describe("What the load balancer is called; services that give the same name share it."),
  scheme: z.enum(["internet-facing", "internal"]).prefault("internet-facing").meta({
    description: "An internal load balancer has no public addresses and answers nobody on the internet.",
    aws: "Scheme",
  }),
  algorithm: algorithm
    .prefault("round-robin")
    .meta({ description: "How a node chooses the target of a request.", aws: "load_balancing.algorithm.type" }),
  slowStart: duration({ max: 900_000_000 }).prefault("0s").meta({
    description: "How long a new target's share of requests grows up to a full one; 0s is off.",
    aws: "slow_start.duration_seconds",
  }),
  nodes: assumed(
    integer({ min: 1, max: 100 })
      .optional()
      .describe("Nodes, each with its own rotation and counts; left out, one for each zone of the account."),
    {
      low: 1,
      high: 6,
      because: "AWS does not say how many an ALB has: 1 to 6 are usual by its DNS answers",
      isMeasurable: true,
    },
  ),
  idleTimeout: duration({ min: 1_000_000, max: 4_000_000_000 }).prefault("60s").meta({
    description: "Time without an answer after which the balancer sends 504.",
    aws: "idle_timeout.timeout_seconds",
  }),
  connectTimeout: duration({ min: 1_000_000, max: 60_000_000 })
    .prefault("10s")
    .describe("How long the balancer tries to connect to a task in a zone that is down before it sends 504."),
  latency: duration({ max: 60_000_000 })
    .prefault("0s")
    .describe("What network and balancer add to each answer, there and back; no slot is held meanwhile."),
});

export type BalancerConfig = z.output<typeof balancerShape>;
