import type { UsageSnapshot } from "../cost/ledger.js";
import type { AspectName, Facts } from "../facts/facts.js";
import { aspectsOf } from "../facts/service-metrics.js";
import { sum } from "../statistics/sum.js";

/** What one replication gave: plain data that crosses a thread, in microseconds and counts. */
export interface Replication {
  readonly seed: number;
  readonly index: number;
  /** Name of the stratum this replication belongs to; null where nothing is stratified. */
  readonly stratum: string | null;
  readonly digest: string;
  readonly aborted: string | null;
  readonly services: Readonly<Record<string, Facts>>;
  readonly usage: UsageSnapshot;
  /** What is not billed, since the scenario does not say how much of it there is, at typical values. */
  readonly leftOut: UsageSnapshot;
  readonly events: readonly RunEvent[];
  /** Of a month that was put together from days. */
  readonly days?: readonly SimulatedDay[];
}

/** A day that was simulated: of which type of the calendar, and how many days of the month it stands for. */
export interface SimulatedDay {
  readonly type: number;
  readonly replication: Replication;
  readonly times: number;
}

/** A line of events.ndjson. `at` is in microseconds since clock.start, negative during warm-up. */
export interface RunEvent {
  readonly at: number;
  readonly service: string;
  readonly kind: string;
  /** Of a month: the type of the day that it is an event of. */
  readonly day?: string;
  readonly message: string;
  readonly values?: Readonly<Record<string, number | string>>;
}

/** What objectives call a demand's requests: "web/checkout". */
export function demandSubject(service: string, demand: string): string {
  return `${service}/${demand}`;
}

/** What a run tells of a service, or of "service/demand": then the requests are the demand's, and the fleet is the service's. */
export function factsOf({ services }: Replication, subject: string): Facts {
  const [name, demand] = subject.split("/");
  const service = services[name];
  return demand === undefined ? service : { ...service, ...service.demands[demand] };
}

/** By service, in the order of the scenario: the aspects that a run tells. */
export function toldBy({ services }: Replication): Readonly<Record<string, readonly AspectName[]>> {
  const told = Object.entries(services).map(([name, facts]) => [name, aspectsOf(facts).map((aspect) => aspect.name)]);
  return Object.fromEntries(told);
}

/** Requests that demands sent: what services ask of each other is work for one of those. */
export function sentBy({ services }: Pick<Replication, "services">): number {
  return sum(Object.values(services).map(({ requests }) => (requests?.arrived ?? 0) - (requests?.called ?? 0)));
}

const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** One digest of all replications, in the order given (that of their seeds): 64-bit FNV-1a over their hex texts. */
export function combineDigests(digests: readonly string[]): string {
  let hash = offsetBasis;
  for (const character of digests.map((digest) => `${digest}\n`).join("")) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.charCodeAt(0))) * prime);
  }
  return hash.toString(16).padStart(16, "0");
}
