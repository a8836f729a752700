import type { Template } from "./template.js";

export const queueWorkers: Template = {
  name: "queue-workers",
  about: "a queue of SQS and ECS tasks that work on its messages, scaled by its backlog",
  command: "run",
  text: `# Run it: sim run fleet.yaml      See every other key and its default: sim explain fleet.yaml
name: queue-workers
about: How long does a message wait, and what does one cost?
region: us-east-1
demand:
  - { name: uploads, to: jobs, curve: { kind: daily, peak: 5/s, trough: 1/s, peakHours: 09:00-17:00 }, request: { steps: [ { cpu: 4s }, { wait: 6s } ] } }
services:
  jobs: { kind: queue, visibilityTimeout: 2m }    # longer than an execution takes
  workers:
    kind: worker-service
    queue: jobs
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 2 }    # messages that a task works on at once
    bounds: { min: 2, max: 40 }
    scaling: [ { kind: target-tracking, metric: backlog-per-task, target: 5 } ]
objectives: [ jobs p99 <= 5m, jobs deadLettered <= 0.1 % ]
`,
};
