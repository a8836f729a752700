import type { Demand } from "../../workload/demand.js";
import type { Facts, MinuteFacts } from "../facts/aspect.js";
import type { Station } from "../work/station.js";
import type { Fleet } from "./fleet/fleet.js";
import type { MessageQueue } from "./queue/message-queue.js";

/** A service of the simulated world, of whatever kind. */
export interface Service {
  readonly name: string;
  /** Its tasks; null where it has none of its own. */
  readonly fleet: Fleet | null;
  /** Units of work that hold memory: what the safety ceiling watches, and what the end of a run waits for. */
  readonly inFlight: number;
  /** Where others hand over what they call it for; left out where nobody can. */
  readonly station?: Station;
  /** Where workers take their messages from; left out where there are none. */
  readonly queue?: MessageQueue;
  /** Finds the services that its keys name, once all of them are there; left out where they name none. */
  link?(serviceOf: (name: string) => Service): void;
  /** Finds the services that it calls, once all of them are there; left out where it calls nobody. */
  callTo?(stationOf: (service: string) => Station): void;
  /** Lets the world begin: tasks run, metrics are there. */
  begin(): void;
  /** From now on takes in the work of a demand as it arrives. */
  open(demand: Demand): void;
  /** What it has told of the reported minutes that are over, while the run goes on. */
  readonly soFar: MinuteFacts;
  /** Closes the books at the end of the reported time. */
  end(): void;
  /** What became of it all, after the grace period. */
  facts(): Facts;
}
