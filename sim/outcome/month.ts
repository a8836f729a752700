import { monthFacts } from "../facts/days.js";
import { record } from "./record.js";
import { combineDigests, type Replication, type SimulatedDay } from "./replication.js";

/**
 * Composes one replication of a month from simulated days, each of which stands for several. Each day begins as its own
 * warm-up leaves it: nothing is carried over midnight.
 */
export function monthOfDays(index: number, seed: number, days: readonly SimulatedDay[]): Replication {
  const replications = days.map(({ replication }) => replication);
  const weighed = <Value>(value: (replication: Replication) => Value) =>
    days.map(({ replication, times }) => ({ value: value(replication), times }));
  const end = days.reduce((total, { replication, times }) => total + times * replication.usage.end, 0);
  return {
    ...{ seed, index, stratum: null },
    digest: combineDigests(replications.map(({ digest }) => digest)),
    aborted: replications.find(({ aborted }) => aborted !== null)?.aborted ?? null,
    services: record(Object.keys(replications[0].services), (service) =>
      monthFacts(weighed(({ services }) => services[service])),
    ),
    usage: { end, readings: [] },
    leftOut: { end, readings: [] },
    events: [],
    days,
  };
}
