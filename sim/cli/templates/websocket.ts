import type { Template } from "./template.js";

export const websocket: Template = {
  name: "websocket",
  about: "tasks that hold WebSocket connections and scale on them",
  command: "run",
  text: `name: websocket    # run it: sim run fleet.yaml      every other key and its default: sim explain fleet.yaml
about: How many tasks do the connections need, and what happens to them when tasks come and go?
region: us-east-1
clock: { duration: 24h, warmup: 30m }
demand:
  - name: chats
    to: sockets
    curve: { kind: daily, peak: 3/s, trough: 0.5/s, peakHours: 09:00-21:00 }       # sessions that begin
    session: { messages: 20, between: 60s, message: { steps: [ { cpu: 10ms }, { wait: 2s } ] }, reconnect: { kind: full-jitter } }
services:
  sockets:
    kind: websocket-service
    task: { cpu: 0.5 vCPU, memory: 1 GB, architecture: arm64 }
    scaling: [ { kind: target-tracking, metric: connections-per-task, target: 700 } ]
objectives: [ sockets p99 <= 5s, sockets sessions.cutReplies <= 200 ]
`,
};
