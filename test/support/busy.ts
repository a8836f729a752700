/** Half an hour in which all goes wrong that can: overload, Spot losses, retries, degradation, a deployment, a lost zone. */
export const busy = `
name: busy
region: ap-northeast-1
replications: 4
clock: { start: 2026-03-02T08:30, timezone: Asia/Tokyo, duration: 30m, warmup: 5m, represents: 1h per day }
demand:
  - name: chat
    to: web
    curve: { kind: daily, peak: 40/s, trough: 10/s, peakHours: 09:00-23:00 }
    arrivals: { kind: bursty, dispersion: 4, timeScale: 5s }
    classes:
      - name: ask
        weight: 3
        steps: [{ cpu: { kind: lognormal, mean: 90ms, p99: 400ms } }, { wait: { kind: gamma, mean: 300ms, shape: 2 } }]
        writes: 2
        timeout: 5s
        cancelOnDisconnect: true
        retries: { attempts: 2, budget: 20 % }
      - name: list
        steps: [{ wait: { kind: exponential, mean: 50ms } }, { cpu: { kind: bounded-pareto, min: 5ms, max: 1s, alpha: 1.3 } }]
  - { name: batch, to: jobs, curve: 5/s, arrivals: even, request: { steps: [{ cpu: { kind: uniform, min: 10ms, max: 90ms } }], writes: 1 } }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 30, queue: 60 }
    bounds: { min: 3, max: 12 }
    capacity: { FARGATE: { base: 1, weight: 30 }, FARGATE_SPOT: { weight: 70, market: general } }
    fallback: { after: 2m }
    scaling:
      - { kind: target-tracking, metric: cpu, target: 60 %, scaleOutCooldown: 1m, resolution: high }
      - { kind: scheduled, cron: '45 8 * * *', bounds: { min: 5, max: 15 } }
    balancer: { algorithm: round-robin, slowStart: 30s }
    healthCheck: { sharesCapacity: true }
    drain: { deregistrationLag: 5s }
    degradation: { signal: cpu, levels: [{ above: 80 %, cpuFactor: 0.5 }, { above: 95 %, shed: 20 % }], restoreBelow: 40 % }
    abruptFailuresPerMonth: 90 %
  jobs:
    task: { cpu: 0.5 vCPU, memory: 1 GB, discipline: { kind: worker-pool, threads: 2 } }
    bounds: { min: 1, max: 3 }
    capacity: { FARGATE_SPOT: { weight: 1, market: general } }
    balancer: { algorithm: least-outstanding }
    writeBuffer: { acknowledge: durable }
markets: { general: { discount: 65 %, interruptionsPerMonth: 99 % } }
incidents:
  - { kind: traffic-spike, at: 5m, lasts: 4m, factor: 2, ramp: 1m }
  - { kind: slow-downstream, at: 6m, lasts: 2m, factor: 3 }
  - { kind: spot-crunch, at: 10m, market: general, lasts: 5m, takes: 70 % }
  - { kind: zone-outage, at: 17m, lasts: 3m, zone: 2 }
  - { kind: deployment, at: 20m, service: web }
objectives: [web p99 <= 3s, web p50 <= 1s]
`;
