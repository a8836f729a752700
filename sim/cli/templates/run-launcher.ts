import type { Template } from "./template.js";

export const runLauncher: Template = {
  name: "run-launcher",
  about: "a Fargate task for each run of a flow, and a reconciler that finds dead ones",
  command: "run",
  text: `name: run-launcher # run it: sim run fleet.yaml      every other key and its default: sim explain fleet.yaml
about: What does a run cost, failed ones paid too, and how soon does anybody know that one has died?
region: us-east-1
clock: { warmup: 1h }                    # as long as runs take: a launcher begins without any
demand:
  - name: etl                            # a flow: the steps of its request are its tasks, one after the other
    to: runs
    curve: 60/h
    request: { steps: [ { wait: 5m }, { cpu: { kind: lognormal, mean: 10m, p99: 30m } } ], retries: { attempts: 1, backoff: { initial: 30s } } }
services:
  runs:
    kind: run-launcher
    profile: medium                      # 1 vCPU, 2 GB; also small, large and xlarge
    flows: { etl: { memory: { kind: lognormal, mean: 1 GB, p99: 2.5 GB } } }
objectives: [ runs failureRate <= 1 % ]
`,
};
