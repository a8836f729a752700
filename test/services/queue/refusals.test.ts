import { expect, test } from "vitest";
import { formatIssue } from "../../../scenarios/language/index.js";
import { issuesOf } from "../../scenario/reader.js";

const task = "task: { cpu: 1 vCPU, memory: 2 GB }";
const yaml = (services: string, request = "{ steps: [ { wait: 1s } ] }", to = "jobs") => `
region: us-east-1
demand: [ { name: runs, to: ${to}, curve: 1/s, request: ${request} } ]
services: { ${services} }
`;
const crew = (keys = "") => `crew: { kind: worker-service, queue: jobs, ${task}${keys} }`;

test.each([
  [
    "workers of what is no queue",
    yaml(`jobs: { ${task} }, ${crew()}`),
    /crew\.queue: expected a service of kind queue, got 'jobs' \(request-service\)/,
  ],
  [
    "workers of nobody",
    yaml(`jobz: { kind: queue }, ${crew()}`, undefined, "jobz"),
    /crew\.queue: expected one of the services .*did you mean jobz/,
  ],
  [
    "dead letters in a circle",
    yaml(`jobs: { kind: queue, deadLetterQueue: grave }, grave: { kind: queue, deadLetterQueue: jobs }, ${crew()}`),
    /deadLetterQueue: expected a queue whose dead letters go elsewhere.*jobs → grave → jobs/,
  ],
  [
    "retries of a message",
    yaml(`jobs: { kind: queue }, ${crew()}`, "{ steps: [ { wait: 1s } ], retries: { attempts: 1 } }"),
    /retries: expected no retries of a message.*maxReceiveCount/,
  ],
  [
    "a heartbeat that comes too late",
    yaml(`jobs: { kind: queue }, ${crew(", heartbeat: 30s")}`),
    /heartbeat: expected less than the visibility timeout of jobs, 30s/,
  ],
  [
    "a metric of a load balancer",
    yaml(
      `jobs: { kind: queue }, ${crew(", scaling: [ { kind: target-tracking, metric: requests-per-target, target: 9/min } ]")}`,
    ),
    /scaling\[0\]\.metric: expected .*backlog-per-task.*got requests-per-target/,
  ],
  [
    "a timeout of who sends a message",
    yaml(
      `web: { ${task} }, jobs: { kind: queue, request: { steps: [ { wait: 1s } ] } }, ${crew()}`,
      "{ steps: [ { call: jobs, timeout: 1s } ] }",
      "web",
    ),
    /timeout: expected no timeout: jobs answers at once/,
  ],
  [
    "a demand sent to workers",
    yaml(`jobs: { kind: queue }, ${crew()}`, undefined, "crew"),
    /demand\[0\]\.to: expected jobs, the queue that crew takes all its work from, got 'crew' \(write to: jobs\)/,
  ],
  [
    "a queue without workers",
    yaml("jobs: { kind: queue }"),
    /warning: services\.jobs: expected a worker-service with queue: jobs, got none/,
  ],
])("%s: told with the place and a remedy", (_, text, said) => {
  expect(issuesOf(text).map(formatIssue).join("\n")).toMatch(said);
});

test("of workers whose queue is not there, that is said, and nobody is sent to it", () => {
  const said = issuesOf(
    yaml(`jobs: { kind: queue }, ${crew().replace("queue: jobs", "queue: jbos")}`, undefined, "crew"),
  )
    .filter(({ severity }) => severity === "error")
    .map(formatIssue);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/services\.crew\.queue: expected one of the services .* \(did you mean jobs\?\)/);
});
