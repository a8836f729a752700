import { didYouMean } from "../../../scenarios/language/issues.js";
import { demandSubject } from "../demand-replication.js";
import { findServiceMetric } from "../metrics/find.js";
import { Refusal } from "../refusal.js";
import type { Objective } from "./objective.js";
import { parseObjective } from "./parse.js";

/** What an objective that ends a load may be about. */
export interface WatchedSubjects {
  readonly services: Readonly<Record<string, unknown>>;
  readonly demand: readonly { readonly name: string; readonly to: string }[];
}

/** Metrics beside latencies that single answers tell, so that they are known while load runs. */
const countedLive = ["errorRate", "degradedShare"];
const expected = "an objective on answers, such as 'p99 <= 3s', 'web/checkout p99 <= 3s' or 'errorRate <= 5 % for 30s'";

/** Reads an objective that ends a load when it is breached. Throws `Refusal` where load does not tell it while it runs. */
export function parseWatched(text: string, { services, demand }: WatchedSubjects): Objective {
  const objective = parseObjective(text, "target", { isLive: true });
  const { subject, metric, during, share } = objective;
  const isOnAnswers = countedLive.includes(metric) || findServiceMetric(metric)?.quantile !== undefined;
  if (subject.kind !== "service" || !isOnAnswers || during !== null || share !== null) throw new Refusal(expected);
  const name = subject.service;
  if (name === null) return objective;
  const isDemand = name.includes("/");
  const known = isDemand ? demand.map(({ to, name }) => demandSubject(to, name)) : Object.keys(services);
  if (known.includes(name)) return objective;
  throw new Refusal(`one of the ${isDemand ? "demands" : "services"} ${known.join(", ")}`, didYouMean(name, known));
}
