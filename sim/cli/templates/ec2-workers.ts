import type { Template } from "./template.js";

export const ec2Workers: Template = {
  name: "ec2-workers",
  about: "workers on EC2 Spot instances that take jobs from a queue",
  command: "run",
  text: `# Run it: sim run fleet.yaml      See every other key and its default: sim explain fleet.yaml
name: ec2-workers
about: How long do jobs wait, what does Spot cut, and what do the instances cost?
region: us-east-1
demand: [ { name: runs, to: jobs, curve: { kind: daily, peak: 3/s, trough: 1/s }, request: { steps: [ { cpu: 20s }, { wait: 40s } ] } } ]
services:
  jobs: { kind: queue, visibilityTimeout: 5m }
  workers:
    kind: worker-service
    queue: jobs
    task: { cpu: 1 vCPU, memory: 2 GB, architecture: arm64, maxConcurrent: 2 }    # several share an instance
    scaling: [ { kind: target-tracking, metric: backlog-per-task, target: 2 } ]
    capacity: { EC2: { weight: 20 }, EC2_SPOT: { weight: 80 } }
    instances: { EC2: { types: [m6g.2xlarge] }, EC2_SPOT: { types: [m6g.2xlarge, m7g.2xlarge, c7g.2xlarge] } }
objectives: [ jobs queueingP99 <= 10m ]
`,
};
