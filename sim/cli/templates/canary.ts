import type { Template } from "./template.js";

export const canary: Template = {
  name: "canary",
  about: "a release that comes as a canary, with rules that end it",
  command: "run",
  text: `# Run it: sim run fleet.yaml      What a slower release does: sim run fleet.yaml --variant slower
name: canary
about: Does this release come through its canary, who sees it, and how probable is an abort?
region: us-east-1
replications: 4
clock: { duration: 45m }
demand:
  - name: visits
    to: web
    curve: 60/s
    request: { steps: [ { cpu: { kind: lognormal, mean: 50ms, p99: 200ms } } ], timeout: 10s }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 8
    scaling: []
    deployment:
      strategy: { kind: weighted, steps: [ { share: 10 %, lasts: 6m }, { share: 50 %, lasts: 6m } ] }    # or { kind: canary } as ECS's own
      abort:
        - p99 <= 1s for 3m
        - errorRate <= 1 %
        - { kind: relative, metric: p99, rise: 30 %, over: 5m }    # above the old revision in the same minutes
incidents: [ { kind: deployment, at: 5m, service: web } ]
objectives: [ web p99 <= 1s, web promoted >= 100 % ]
variants:
  slower:
    incidents: [ { kind: deployment, at: 5m, service: web, task: { cpu: 1 vCPU, memory: 2 GB, workFactor: 1.5 } } ]
`,
};
