import type { Template } from "./template.js";

export const canary: Template = {
  name: "canary",
  about: "a release that comes as a canary, with rules that end it",
  command: "run",
  text: `# Run it: sim run fleet.yaml      A slower release: add --set incidents.0.task.workFactor=1.5
name: canary
about: Does this release come through its canary, who sees it, and how probable is an abort?
region: us-east-1
clock: { duration: 45m }
demand: [ { name: visits, to: web, curve: 60/s, request: { steps: [ { cpu: { kind: lognormal, mean: 50ms, p99: 200ms } } ], timeout: 10s } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    bounds: { min: 8, max: 8 }
    deployment:
      strategy: { kind: weighted, steps: [ { share: 10 %, lasts: 6m }, { share: 50 %, lasts: 6m } ] }    # or { kind: canary } as ECS's own
      abort: [ p99 <= 1s for 3m, errorRate <= 1 %, { kind: relative, metric: p99, rise: 150 %, over: 5m } ]
incidents: [ { kind: deployment, at: 5m, service: web, task: { cpu: 1 vCPU, memory: 2 GB, workFactor: 1 } } ]
objectives: [ web p99 <= 1s, web promoted >= 100 % ]
`,
};
