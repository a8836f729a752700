import type { Template } from "./template.js";

export const webService: Template = {
  name: "web-service",
  about: "an HTTP service behind a load balancer that scales on CPU",
  text: `# What will this fleet cost, and what p99 will its users see?  sim run fleet.yaml
name: web-service
region: us-east-1
clock: { start: 2026-03-02T00:00, duration: 24h }    # a Monday; whole days extrapolate to a month
demand:
  - name: visits
    curve: { kind: daily, peak: 60/s, trough: 10/s, peakHours: 09:00-21:00 }
    request: { steps: [ { cpu: 50ms }, { wait: { kind: lognormal, mean: 80ms, p99: 400ms } } ] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }              # of one Fargate task
    bounds: { min: 2, max: 20 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 60 % } ]
objectives: [ web p99 <= 1s ]
`,
};
