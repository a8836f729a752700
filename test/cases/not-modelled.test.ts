import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatIssue } from "../../scenarios/language/index.js";
import { issuesOf, readGood } from "../scenario/reader.js";

const written = readFileSync(new URL("not-modelled.yaml", import.meta.url), "utf8");
const said = issuesOf(written).map(({ path, code, expected, hint }) => ({
  path,
  code,
  words: `${expected} (${hint})`,
}));

test("what is not modelled yet is called so, and what is spelled otherwise gets its spelling", () => {
  const code = (path: string) => said.find((issue) => issue.path === path)?.code;
  const lacking = [
    "demand[0].http.version",
    "demand[0].http.cookies",
    "demand[0].http.followRedirects",
    "services.worker.healthCheck.path",
    "services.worker.healthCheck.matcher",
    "services.worker.balancer.stickiness",
    "services.worker.balancer.protocol",
    "services.worker.deployment.lifecycleHooks",
    "services.worker.scaling[1].kind",
  ];
  const otherwise = [
    "demand[0].http.query",
    "services.worker.launchType",
    "services.worker.capacity.my-ec2-provider",
    "services.worker.task.ephemeralStorage",
    "services.worker.task.containerDefinitions",
    "services.worker.healthCheckGracePeriod",
    "services.worker.deployment.circuitBreaker",
    "services.worker.deployment.strategy",
  ];
  expect(lacking.filter((path) => code(path) !== "not-modelled")).toEqual([]);
  expect(otherwise.filter((path) => code(path) !== "spelled-elsewhere")).toEqual([]);
  const withoutMemory = [0, 1].map((index) => `services.worker.task.containers[${index}].memory`);
  expect(withoutMemory.map(code)).toEqual(["missing", "missing"]); // their CPU units are read
  const metric = said.find(({ path }) => path === "services.worker.scaling[0].metric");
  expect(metric?.words).toMatch(/did you mean backlog-per-task\?/);
  expect(said).toHaveLength(lacking.length + otherwise.length + withoutMemory.length + 1);
  const words = (path: string) => said.find((issue) => issue.path === path)?.words;
  expect(words("services.worker.task.containerDefinitions")).toMatch(/the spelling containers: .* for the sidecars/);
  expect(words("services.worker.task.ephemeralStorage")).toMatch(/the spelling storage: 50 GB/);
});

test("a misspelt word is one, not something that is not modelled", () => {
  const misspelt = "extends: good.yaml\nservices:\n  web:\n    capacity: { FARGAT: { weight: 1 } }\n";
  expect(issuesOf(misspelt).map(formatIssue).join("\n")).toMatch(
    /FARGAT: expected one of .* \(did you mean FARGATE\?\)/,
  );
});

test("a count of requests is spelled requests-per-target, another metric of one's own is not modelled", () => {
  const by = (metric: string) =>
    issuesOf(
      `extends: good.yaml\nservices: { web: { scaling: [ { kind: target-tracking, metric: ${metric}, target: 1000/min } ] } }`,
    )
      .map(formatIssue)
      .join("\n");
  expect(by("request-count")).toMatch(/the spelling metric: requests-per-target/);
  expect(by("requests-per-task")).toMatch(/did you mean requests-per-target/);
  expect(by("checkout-latency")).toMatch(/not modelled yet: scaling by a metric of your own/);
});

test("a balancer is named by the services behind it, and which requests it sends where by their demand", () => {
  const said = issuesOf(`extends: good.yaml
loadBalancers: { edge: {} }
services:
  web:
    targetGroups: [ edge ]
    balancer: { internal: true, loadBalancerName: edge, rules: [ { paths: [ /api ] } ] }
`).map(formatIssue);
  expect(said).toHaveLength(5);
  expect(said.filter((words) => words.includes("the spelling balancer: { name: edge }"))).toHaveLength(2);
  expect(said.join("\n")).toMatch(/the spelling scheme: internal/);
  expect(said.join("\n")).toMatch(/the spelling name: edge/);
  expect(said.join("\n")).toMatch(/rules: .*not modelled yet: which request a listener rule sends where.*to: web/);
});

test("AWS's spelling of an algorithm and of whole per cents is read", () => {
  const spelled = `extends: good.yaml
services:
  web:
    balancer: { algorithm: least_outstanding_requests }
    deployment: { minimumHealthyPercent: 50, maximumPercent: 150 }
`;
  expect(issuesOf(spelled)).toEqual([]);
});

test("an amount with a comma in a flow list is read whole, in a flow map it is told", () => {
  const budget = (objectives: string) => `extends: good.yaml\nobjectives: ${objectives}\n`;
  const read = issuesOf(budget("[ cost perMonth <= $3,000, web p99 <= 1s, cost total <= $1,234,567 ]"));
  expect(read).toEqual([]);
  const flowMap = issuesOf(budget("[ { objective: cost perMonth <= $3,000, severity: alert } ]"));
  expect(flowMap.map(formatIssue).join("\n")).toMatch(/quote/);
});

test.each([
  ["cost perMonth <= $3,00", "the cents"],
  ["cost perMonth <= $12,34", "the cents"],
  ["cost perMonth <= $3,000, 500", "a number of its own"],
  ["cost perMonth <= $1,2345", "four digits"],
  ["cost perMonth <= $3,00 in 95 % of replications", "the cents, and a clause"],
  ["web tasks <= 1,000", "a count"],
  ["cost perMonth <= €3,000", "another currency"],
])("in a flow list `%s` is no larger amount (%s): it is refused, with the remedy", (written) => {
  const said = issuesOf(`extends: good.yaml\nobjectives: [ ${written} ]\n`).map(formatIssue).join("\n");
  expect(said).toMatch(/quote the objective: within \[ \] a comma ends a value/);
});

test.each([
  ["$3,000.50", 3_000.5],
  ["$3,000", 3_000],
  ["$1,234,567", 1_234_567],
  ["$3,000 in 95 % of replications", 3_000],
])("in a flow list `<= %s` is $%d", (written, usd) => {
  const { scenario } = readGood(`extends: good.yaml\nobjectives: [ cost perMonth <= ${written}, cost total <= $7 ]\n`);
  expect(scenario.objectives.map(({ limits }) => limits.max)).toEqual([usd, 7]);
});

test.each([
  ["launch_type: EC2", /the spelling capacity: { EC2: { weight: 1 } }/],
  ["launch_type: EXTERNAL", /not modelled yet: the launch type EXTERNAL/],
  ["launch_type: FARGATE", /no launch type, since tasks run on Fargate by default/],
  ["desired_count: 3", /the spelling desired/],
  ["health_check_grace_period_seconds: 60", /the spelling healthCheck: { gracePeriod: 60s }/],
  ["network_mode: awsvpc", /what changes neither cost nor latency here/],
  ["executionRoleArn: arn", /what changes neither cost nor latency here/],
  ["volumes: []", /not modelled yet: volumes/],
  ["balancer: { waf: true }", /not modelled yet: AWS WAF/],
  ["balancer: { targetType: ip }", /what changes neither cost nor latency here/],
  ["deployment: { controller: CODE_DEPLOY }", /not modelled yet: deployments by CodeDeploy/],
  ["deployment: { circuitBreaker: true }", /the spelling circuitBreaker: { enable: true, rollback: true }/],
  ["task: { memoryReservation: 512 }", /the spelling memory/],
])("what Terraform or a task definition calls `%s` is known", (written, says) => {
  const said = issuesOf(`extends: good.yaml\nservices: { web: { ${written} } }\n`).map(formatIssue);
  expect(said).toEqual([expect.stringMatching(says)]);
});
