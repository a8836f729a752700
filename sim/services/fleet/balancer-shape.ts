import { z } from "zod";
import { duration, integer, name } from "../../../scenarios/language/index.js";
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
  name: name().prefault("shared"),
  /** An internal one has no public addresses and answers nobody on the internet. */
  scheme: z.enum(["internet-facing", "internal"]).prefault("internet-facing"),
  algorithm: algorithm.prefault("round-robin"),
  slowStart: duration({ max: 900_000_000 }).prefault("0s"),
  /** Nodes, each with its own rotation and counts; left out, one for each zone of the account. A request comes to any of them. */
  nodes: integer({ min: 1, max: 100 }).optional(),
  /** After this without an answer the balancer sends 504. */
  idleTimeout: duration({ min: 1_000_000, max: 4_000_000_000 }).prefault("60s"),
  /** How long it tries to connect to a task that answers nothing, in a zone that is down, before it sends 504. */
  connectTimeout: duration({ min: 1_000_000, max: 60_000_000 }).prefault("10s"),
  /** What network and balancer add to each answer, there and back; no slot is held meanwhile. */
  latency: duration({ max: 60_000_000 }).prefault("0s"),
});

export type BalancerConfig = z.output<typeof balancerShape>;
