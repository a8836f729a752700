import type { Template } from "./template.js";

export const chatbot: Template = {
  name: "chatbot",
  about: "a chatbot's night with most of its tasks on Fargate Spot",
  command: "run",
  text: `name: chatbot      # run it: sim run fleet.yaml      every other key and its default: sim explain fleet.yaml
about: A night with 70 % of new tasks on Fargate Spot. What does it cost, and what is lost?
region: us-east-1
clock: { start: 2026-03-02T23:00, duration: 10h, represents: 10h per day }
demand:
  - name: turns
    to: orchestrator
    curve: { kind: daily, peak: 120/s, trough: 20/s, peakHours: 09:00-23:00 }
    request: { steps: [ { cpu: 100ms }, { wait: { kind: lognormal, mean: 900ms, p99: 2.2s } } ], timeout: 30s }
services:
  orchestrator:
    task: { cpu: 1 vCPU, memory: 2 GB }                                             # of one Fargate task
    capacity: { FARGATE: { base: 1, weight: 30 }, FARGATE_SPOT: { weight: 70 } }    # above 1 task on demand
    bounds: { min: 5, max: 20 }                                                     # of the number of tasks
objectives: [ orchestrator p99 <= 3s ]
`,
};
