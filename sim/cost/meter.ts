import { hour, hoursPerMonth } from "../../scenarios/language/units/time.js";

/** AWS's capacity providers for Fargate. */
export type FargateProvider = "FARGATE" | "FARGATE_SPOT";

/** Processor architectures of a Fargate task; each has prices of its own. */
export type Architecture = "x86_64" | "arm64";

/**
 * What the ledger can read off: resource-time in units × microseconds (vCPU, GB, addresses, stored bytes held for a while),
 * data in bytes, everything else in counts.
 */
export type Meter =
  | `fargate-${"vcpu" | "memory"}:${FargateProvider}:${Architecture}`
  | "fargate-storage"
  | "alb-time"
  | "alb-new-connections"
  | "alb-active-connections"
  | "alb-processed-bytes"
  | "alb-rule-evaluations"
  | "nat-time"
  | "nat-bytes"
  | "public-ipv4-time"
  | "task-public-ipv4-time"
  | "cross-zone-bytes"
  | "internet-bytes"
  | "log-bytes"
  | "log-storage"
  | "custom-metric-time"
  | "alarm-time"
  | "high-resolution-alarm-time"
  | "image-storage"
  | "kms-key-time"
  | "kms-requests"
  | "dynamodb-write-units";

/** Microseconds in the month of AWS's monthly prices. */
export const month = hoursPerMonth * hour;

/** Bytes in a GB as AWS bills it. */
export const gigabyte = 2 ** 30;
