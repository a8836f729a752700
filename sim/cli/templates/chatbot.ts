import type { Template } from "./template.js";

export const chatbot: Template = {
  name: "chatbot",
  about: "a chatbot's night with most of its tasks on Fargate Spot",
  text: `# Is a night on 70 % Fargate Spot worth it: what does it save, and what is lost?  sim run fleet.yaml
name: chatbot
region: us-east-1
clock: { start: 2026-03-02T23:00, duration: 10h, represents: 10h per day }
demand:
  - name: turns
    curve: { kind: daily, peak: 120/s, trough: 20/s, peakHours: 09:00-23:00 }
    request: { steps: [ { cpu: 100ms }, { wait: { kind: lognormal, mean: 900ms, p99: 2.2s } } ], timeout: 30s }
services:
  orchestrator:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 50 }
    capacity: { FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { weight: 70 } }
    bounds: { min: 5, max: 20 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 60 % } ]
objectives: [ orchestrator p99 <= 3s ]
`,
};
