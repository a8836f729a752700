import { Laboratory } from "../../sim/experiments/laboratory.js";
import { read } from "../../sim/library/index.js";
import { InProcess } from "./in-process.js";

/** Ten minutes of four tasks, three of them on Spot at 60 % off, or of two on demand. Spot is 50 % to 70 % off, as far as anybody knows. */
export const fleet = read(`
name: spot
region: us-east-1
clock: { duration: 10m, warmup: 0s }
demand: [ { name: calls, to: web, curve: 1/s, request: { steps: [ { cpu: 20ms } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 4
    scaling: []
    launch: { boot: 2s }
    capacity: { FARGATE: { base: 1, weight: 0 }, FARGATE_SPOT: { weight: 1, market: m } }
markets: { m: { discount: 60 %, interruptionsPerMonth: calm } }
objectives: [ cost total <= $0.021 ]
variants:
  four: {}
  two: { services: { web: { desired: 2, capacity: { FARGATE: { weight: 1 } } } } }
`);

/** How its experiments are made. */
export const once = () => ({ laboratory: new Laboratory(new InProcess(), null), replications: 10, sensitivity: true });

/** In prices of an on-demand task, four cost 1 + 3 × 0.4 = 2.2 and at 70 % off 1 + 3 × 0.3 = 1.9: more than two, or less. */
export const otherwise = { path: "markets.m.discount", value: "70 %" };
