import { headers } from "../../protocol.js";
import type { BalancerOrder } from "./balancer-order.js";

/** Places for targets in one HAProxy; a place is taken again when its target is gone. */
export const serversMax = 200;

/** HAProxy's own name of each algorithm. */
const algorithms: Readonly<Record<string, string>> = {
  "round-robin": "roundrobin",
  "least-outstanding": "leastconn",
  "weighted-random": "random",
};

/** A configuration of HAProxy 2.4 or later for one service: its targets come and go over the admin socket. */
export function haproxyConfig(order: BalancerOrder, port: number, socketPath: string): string {
  const ownAnswer = (status: number, cause: string) =>
    `  http-error status ${status} content-type text/plain string "${cause}\\n" hdr ${headers.cause} ${cause}`;
  const idle = `${Math.round(order.idleTimeout / 1_000)}ms`;
  const slowStart = order.slowStart > 0 ? ` slowstart ${Math.round(order.slowStart / 1_000)}ms` : "";
  return [
    "global",
    `  stats socket ${socketPath} mode 600 level admin`,
    "defaults",
    "  mode http",
    "  option http-keep-alive",
    "  http-reuse always",
    "  retries 0",
    "  timeout connect 5s",
    "  timeout client 1h",
    `  timeout server ${idle}`,
    `  timeout tunnel ${idle}`,
    ownAnswer(502, "interrupted"),
    ownAnswer(503, "noCapacity"),
    ownAnswer(504, "timeout"),
    "frontend front",
    `  bind 127.0.0.1:${port}`,
    "  default_backend tasks",
    "backend tasks",
    `  balance ${algorithms[order.algorithm]}`,
    `  server-template task ${serversMax} 127.0.0.1:1 disabled${slowStart}`,
    "",
  ].join("\n");
}
