import { z } from "zod";
import { integer, name, ratio, text } from "../../scenarios/language/index.js";
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

/** Ceilings that stop a run which would take all memory or never end. */
const ceilings = z.strictObject({
  requests: integer({ min: 1, max: 100_000_000_000 })
    .prefault(1_000_000_000)
    .describe("Requests of one replication that the demand may ask for; a scenario that asks for more is refused."),
  requestsInFlight: integer({ min: 1, max: 20_000_000 })
    .prefault(2_000_000)
    .describe("Requests under way at one moment beyond which a run is ended as overloaded."),
});

/** The origin of a demand's measured steps, as `sim calibrate` writes it. */
const calibrationShape = z.record(
  name(),
  z.strictObject({
    source: text().describe("What the service time was learnt from, as a file of measurements."),
    at: text().describe("When it was measured: a date, or the first and last instant of a log."),
    requests: integer({ min: 1 }).describe("Requests that the service time was learnt from."),
    utilization: z
      .strictObject({
        from: ratio().describe("The least utilization of the measurement."),
        to: ratio().describe("The highest utilization of the measurement."),
      })
      .optional()
      .describe("CPU of the service while it was measured, used over reserved; left out where nobody knows."),
  }),
);

/** The whole scenario. Only demand, services with a task, and region have no default. */
export const scenarioShape = z.strictObject({
  name: name().prefault("unnamed").describe("What the scenario is called in reports."),
  about: text().prefault("").describe("The question that the scenario asks, in a sentence."),
  seed: integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
    .prefault(1)
    .describe("Where random numbers begin: the same seed gives the same run."),
  replications: integer({ min: 1, max: 100_000 })
    .prefault(1)
    .describe("How often the run is repeated with other random numbers, so that its figures have intervals."),
  clock: clockShape
    .prefault({})
    .describe("When a run begins, how long it lasts, and what part of a month it stands for."),
  calendar: calendarShape
    .optional()
    .describe("The day types of the month that cost and objectives are of; left out, all days are like the run."),
  region: name().describe("The AWS region whose prices and Spot figures hold."),
  demand: z.array(demandShape).min(1).describe("The streams of requests or sessions, each sent to one service."),
  services: z.record(name(), serviceShape).describe("The services that answer, by name."),
  markets: marketsShape
    .prefault({})
    .describe("Spot markets by name: their discount, their interruptions and their crunches."),
  account: accountShape.prefault({}).describe("The quotas of the AWS account, and its zones."),
  autoscaling: autoscalingShape
    .prefault({})
    .describe("How fast CloudWatch metrics reach Application Auto Scaling and its actions take effect."),
  incidents: incidentsShape
    .prefault([])
    .describe("What happens on the timeline: spikes, outages, deployments, switches."),
  infrastructure: infrastructure
    .prefault({})
    .describe("What is paid for beside tasks, as balancers, gateways and logs; typical stands for usual values."),
  prices: prices.prefault({}).describe("Negotiated rates, commitments and a price list of one's own."),
  objectives: z
    .array(objectiveShape)
    .prefault([])
    .describe("What the fleet is meant to hold; a prediction gives each a verdict."),
  claims: z
    .array(claimShape)
    .prefault([])
    .describe("What a document says of the system, each beside the figure that is computed."),
  ladder: ladderShape
    .optional()
    .describe("Variants as techniques that save money: alone, one upon the other, and what is counted twice."),
  ceilings: ceilings.prefault({}).describe("The size of a run beyond which it is refused or ended."),
  staging: stagingShape
    .prefault({})
    .describe("Where and how real load may be driven, and how the local staging fleet is built."),
  calibration: calibrationShape
    .prefault({})
    .describe("Where measured service times come from, by the name of the demand."),
});

export type Scenario = z.output<typeof scenarioShape>;
