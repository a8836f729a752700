import type { Demand } from "../../workload/demand.js";
import type { Facts, MinuteFacts } from "../facts/facts.js";
import type { Station } from "../work/station.js";
import type { Fleet } from "./fleet/fleet.js";
import type { MessageQueue } from "./queue/message-queue.js";

/** A service of the simulated world, of whatever kind. */
export interface Service {
  readonly name: string;
  /** Its tasks; null where it has none. */
  readonly fleet: Fleet | null;
  /** Units of work that hold memory: what the safety ceiling watches, and what the end of a run waits for. */
  readonly inFlight: number;
  /** The station where others hand over work; absent where it cannot be called. */
  readonly station?: Station;
  /** The queue from which workers take messages; absent where it has none. */
  readonly queue?: MessageQueue;
  /** Finds the services that its keys name, once all of them are there; left out where they name none. */
  link?(serviceOf: (name: string) => Service): void;
  /** Finds the services that it calls, once all of them are there; left out where it calls nobody. */
  callTo?(stationOf: (service: string) => Station): void;
  /** Lets the world begin: tasks run, metrics are there. */
  begin(): void;
  /** Takes in the work of a demand as it arrives, from now on. */
  open(demand: Demand): void;
  /** Facts of the reported minutes that are over, while the run goes on. */
  readonly soFar: MinuteFacts;
  /** Closes the books at the end of the reported time. */
  end(): void;
  /** All its facts, after the grace period. */
  facts(): Facts;
}
