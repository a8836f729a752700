import type { Replication, ServiceReplication } from "./replication.js";

/** What one run gives of the requests of one demand. */
export interface DemandReplication extends Pick<ServiceReplication, "requests" | "latency"> {
  /** For each latency limit that an objective names: how many were answered (completed or degraded) within it. */
  readonly within: readonly { readonly limit: number; readonly answered: number }[];
}

/** What objectives call a demand's requests: "web/checkout". */
export function demandSubject(service: string, demand: string): string {
  return `${service}/${demand}`;
}

/** What a run gives of a service, or of "service/demand": then the requests are the demand's, and the fleet is the service's. */
export function replicationOf({ services }: Replication, subject: string): ServiceReplication {
  const [name, demand] = subject.split("/");
  const service = services[name];
  if (demand === undefined) return service;
  const { requests, latency, within } = service.demands[demand];
  const counted = within.map(({ limit, answered }) => ({ limit, answered: Float64Array.of(answered) }));
  return { ...service, requests, latency, minutes: { ...service.minutes, within: counted } };
}
