import type { Reason } from "../verification.js";
import { arrivals } from "./arrivals.js";
import { clientQueue } from "./client-queue.js";
import { errors } from "./errors.js";
import type { RunFacts, ServiceReason } from "./finding.js";
import { fleetSize } from "./fleet-size.js";
import { failedAudit } from "./generator.js";
import { redirected } from "./redirects.js";
import { serviceTime } from "./service-time.js";
import { warmUp } from "./warm-up.js";

/** What a service may have done otherwise than predicted; a new reason is a file and a line here. */
export const serviceReasons: readonly ServiceReason[] = [
  redirected,
  arrivals,
  serviceTime,
  fleetSize,
  warmUp,
  clientQueue,
  errors,
];

/** Why a measured run probably differs from its prediction, what differs most first; a load that failed its audit before all. */
export function likelyReasons({ paired, measuredRun, measured, stepsAlone }: RunFacts): readonly Reason[] {
  const found = Object.keys(measured.services).flatMap((service) => {
    const facts = {
      paired: paired.replication.services[service],
      measured: measuredRun.replication.services[service],
      told: measured.services[service],
      stepsAlone: stepsAlone.get(service),
      sentAsAsked: measured.audit.valid,
      endedEarly: measuredRun.replication.aborted !== null,
    };
    return serviceReasons.flatMap(({ reason, find }) => {
      const finding = find(facts);
      return finding === null ? [] : [{ reason, service, ...finding }];
    });
  });
  return [...failedAudit(measured.audit), ...found.toSorted((a, b) => b.weight - a.weight)];
}
