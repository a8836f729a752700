import { type Entry, run, words } from "./entry.js";

/** Messages to a queue whose two workers, of four slots each, have time for half as many again. */
const sent = (request = "") =>
  `demand.visits={ name: visits, to: jobs, curve: 8/s, request: { steps: [ { cpu: 50ms }, { wait: 600ms } ]${request} } }`;
const jobs = (change = "") => `services.jobs={ kind: queue, visibilityTimeout: 20s${change} }`;
const crew = (change = "", task = "") =>
  `services.crew={ kind: worker-service, queue: jobs, task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 4${task} }, desired: 2, scaling: []${change} }`;
/** More than they have time for. */
const tooMany = "demand.visits.curve=20/s";
const failing = (share: string) => sent(`, errors: ${share}`);
const longer = "demand.visits.request.steps=[ { wait: 25s } ]";
const few = "demand.visits.curve=0.2/s";
const deployed = "incidents=[ { kind: deployment, at: 2m, service: crew } ]";
const breaker = (keys = "") => crew(`, breaker: { for: 1m${keys} }`);
const backoff = (keys: string) => breaker(`, probes: 1, backoff: { ${keys} }`);

/** Every key of queues and of the services that work on their messages, but for those that all kinds with tasks have. */
export const queueKeys: Readonly<Record<string, Entry>> = {
  "services.*.<queue>.deadLetterQueue": run(
    jobs(", maxReceiveCount: 1, deadLetterQueue: grave"),
    jobs(", maxReceiveCount: 1"),
    "services.grave={ kind: queue }",
    crew(),
    failing("20 %"),
  ),
  "services.*.<queue>.duplicateProbability": run(jobs(", duplicateProbability: 20 %"), jobs(), crew(), sent()),
  "services.*.<queue>.inFlightMax": run(jobs(", inFlightMax: 3"), jobs(), crew(), sent()),
  "services.*.<queue>.maxReceiveCount": run(jobs(", maxReceiveCount: 1"), jobs(), crew(), failing("20 %")),
  "services.*.<queue>.receiveWait": run(jobs(", receiveWait: 1s"), jobs(), crew(), sent(), few),
  "services.*.<queue>.retention": run(jobs(", retention: 1m"), jobs(), crew(), sent(), tooMany),
  "services.*.<queue>.sendLatency": run(
    jobs(", request: { steps: [ { wait: 50ms } ] }, sendLatency: 2s"),
    jobs(", request: { steps: [ { wait: 50ms } ] }"),
    crew(),
    "demand.visits.request.steps=[ { cpu: 50ms }, { call: jobs } ]",
  ),
  "services.*.<queue>.visibilityTimeout": run(
    jobs(", visibilityTimeout: 5s").replace("visibilityTimeout: 20s, ", ""),
    jobs(),
    crew(),
    failing("20 %"),
  ),
  "services.*.<worker-service>.batch": run(crew(", batch: 10"), jobs(), crew(), sent(), tooMany),
  "services.*.<worker-service>.breaker.backoff.initial": run(
    backoff("initial: 10s"),
    jobs(),
    breaker(", probes: 1"),
    failing("90 %"),
  ),
  "services.*.<worker-service>.breaker.backoff.max": run(
    backoff("max: 70s"),
    jobs(),
    breaker(", probes: 1"),
    failing("90 %"),
  ),
  "services.*.<worker-service>.breaker.backoff.multiplier": run(
    backoff("multiplier: 1"),
    jobs(),
    breaker(", probes: 1"),
    failing("90 %"),
  ),
  "services.*.<worker-service>.breaker.endsMin": run(breaker(", endsMin: 1000"), jobs(), breaker(), failing("90 %")),
  "services.*.<worker-service>.breaker.errorRate": run(
    breaker(", errorRate: 95 %"),
    jobs(),
    breaker(),
    failing("50 %"),
  ),
  "services.*.<worker-service>.breaker.for": run(crew(", breaker: { for: 3m }"), jobs(), breaker(), failing("50 %")),
  "services.*.<worker-service>.breaker.probes": run(breaker(", probes: 50"), jobs(), breaker(), failing("50 %")),
  "services.*.<worker-service>.drain.unfinished": run(
    crew(", drain: { stopTimeout: 2s, unfinished: leave }"),
    jobs(),
    crew(", drain: { stopTimeout: 2s }"),
    sent(),
    longer,
    few,
    deployed,
  ),
  "services.*.<worker-service>.heartbeat": run(crew(", heartbeat: 10s"), jobs(), crew(), sent(), longer, few),
  "services.*.<worker-service>.queue": words("names the queue that its messages come from"),
  "services.*.<worker-service>.softMemoryLimit": run(
    crew(", softMemoryLimit: 50 %"),
    jobs(),
    crew(),
    sent(", memory: 400 MB"),
    tooMany,
  ),
};
