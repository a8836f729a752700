import type { Template } from "./template.js";

export const lambda: Template = {
  name: "lambda",
  about: "a Lambda function with provisioned concurrency by day",
  command: "run",
  text: `name: lambda       # run it: sim run fleet.yaml      every other key and its default: sim explain fleet.yaml
about: How many invocations start cold, and what does keeping environments ready by day cost?
region: us-east-1
demand:
  - name: uploads
    to: thumbnails
    curve: { kind: daily, peak: 20/s, trough: 1/s, peakHours: 08:00-20:00 }
    request: { steps: [ { cpu: 80ms }, { wait: { kind: lognormal, mean: 60ms, p99: 300ms } } ] }
services:
  thumbnails:
    kind: lambda
    memory: 1024 MB                                       # decides the price and the CPU: one vCPU at 1,769 MB
    scaling: [ { kind: scheduled, cron: "45 7 * * *", bounds: { min: 5, max: 5 } }, { kind: scheduled, cron: "0 20 * * *", bounds: { min: 0, max: 0 } } ]
objectives: [ thumbnails coldStarts <= 1 % ]
`,
};
