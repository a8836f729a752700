import type { Template } from "./template.js";

export const sizing: Template = {
  name: "sizing",
  about: "how large tasks must be and how many, by formulas",
  command: "size",
  text: `# Ask it: sim size fleet.yaml      more keys: sim schema sizing      a larger one: extends: mistersmith.yaml
name: sizing
about: Which tasks hold the load within the targets, and what do they cost?
region: us-east-1
load: { users: 5000, connections: { sse: 2000, websocket: 3000 } }
roles:
  web:
    serves: users                             # its containers share them out
    cpu: { base: 0.25 vCPU, users: 0.5 vCPU to 0.7 vCPU per 1000 users }
    memory: { base: 256 MB, users: 1 MB per user }
  gateway:
    serves: connections
    cpu: { base: 0.5 vCPU, connections: 1.5 vCPU per 1000 connections }
    memory: { base: 256 MB, WebSocket: 150 MB per 100 websocket connections }
objectives: [ web fits, total fargatePerMonth <= 2000 ]
`,
};
