import type { Demand } from "../../workload/demand.js";
import type { Facts } from "../facts/aspect.js";
import type { Station } from "../work/station.js";
import type { Fleet } from "./fleet/fleet.js";

/** A service of the simulated world, of whatever kind. */
export interface Service {
  readonly name: string;
  /** Its tasks; null where it has none of its own. */
  readonly fleet: Fleet | null;
  /** Units of work that hold memory: what the safety ceiling watches, and what the end of a run waits for. */
  readonly inFlight: number;
  /** Where others hand over what they call it for; left out where nobody can. */
  readonly station?: Station;
  /** Finds the services that it calls, once all of them are there; left out where it calls nobody. */
  callTo?(stationOf: (service: string) => Station): void;
  /** Lets the world begin: tasks run, metrics are there. */
  begin(): void;
  /** From now on takes in the work of a demand as it arrives. */
  open(demand: Demand): void;
  /** Closes the books at the end of the reported time. */
  end(): void;
  /** What became of it all, after the grace period. */
  facts(): Facts;
}
