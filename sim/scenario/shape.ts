import { z } from "zod";
import { integer, name, text } from "../../scenarios/language/index.js";
import { clockShape } from "../../workload/clock.js";
import { demandShape } from "../../workload/demand-shape.js";
import { stagingShape } from "../../workload/target.js";
import { accountShape } from "../capacity/account.js";
import { marketsShape } from "../capacity/market.js";
import { infrastructure, prices } from "../cost/cost-shape.js";
import { incidentsShape } from "../incidents/index.js";
import { claimShape, ladderShape, objectiveShape } from "../outcome/index.js";
import { autoscalingShape } from "../scaling/autoscaling.js";
import { serviceShape } from "../services/service-shape.js";
import { calendarShape } from "./calendar.js";
import { calibrationShape } from "./calibration.js";

/** What stops a run that would take all memory or never end. */
const ceilings = z.strictObject({
  /** Requests of one replication that its demand may ask for. */
  requests: integer({ min: 1, max: 100_000_000_000 }).prefault(1_000_000_000),
  requestsInFlight: integer({ min: 1, max: 20_000_000 }).prefault(2_000_000),
});

/** The whole scenario. Only demand, services with a task, and region have no default. */
export const scenarioShape = z.strictObject({
  name: name().prefault("unnamed"),
  about: text().prefault(""),
  seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).prefault(1),
  replications: integer({ min: 1, max: 100_000 }).prefault(1),
  clock: clockShape.prefault({}),
  /** The month that the cost of a month and the objectives are of, where its days are of several types. */
  calendar: calendarShape.optional(),
  region: name(),
  demand: z.array(demandShape).min(1),
  services: z.record(name(), serviceShape),
  markets: marketsShape.prefault({}),
  account: accountShape.prefault({}),
  autoscaling: autoscalingShape.prefault({}),
  incidents: incidentsShape.prefault([]),
  infrastructure: infrastructure.prefault({}),
  prices: prices.prefault({}),
  objectives: z.array(objectiveShape).prefault([]),
  claims: z.array(claimShape).prefault([]),
  /** Variants as techniques that save money: alone, one upon the other, and what is counted twice. */
  ladder: ladderShape.optional(),
  ceilings: ceilings.prefault({}),
  staging: stagingShape.prefault({}),
  /** By demand. */
  calibration: calibrationShape.prefault({}),
});

export type Scenario = z.output<typeof scenarioShape>;
