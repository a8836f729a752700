import type { Template } from "./template.js";

export const webService: Template = {
  name: "web-service",
  about: "an HTTP service behind a load balancer that scales on CPU",
  command: "run",
  text: `# Run it: sim run fleet.yaml      See every other key and its default: sim explain fleet.yaml
name: web-service
about: What will this fleet cost a month, and what p99 will its users see?
region: us-east-1
demand:
  - name: visits
    to: web
    curve: { kind: daily, peak: 60/s, trough: 10/s, peakHours: 09:00-21:00 }
    request: { steps: [ { cpu: 50ms }, { wait: { kind: lognormal, mean: 80ms, p99: 400ms } } ] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }    # of one Fargate task
    bounds: { min: 2, max: 20 }            # of the number of tasks
    scaling: [ { kind: target-tracking, metric: cpu, target: 60 % } ]
objectives: [ web p99 <= 1s ]
`,
};
