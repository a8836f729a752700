import { z } from "zod";
import { duration, name, number, rate } from "../scenarios/language/index.js";
import { spikeShape } from "./spike.js";
import { hasMoment, momentKeys } from "./when.js";

/** More users for a while. This incident is part of the demand, so that real load has it too. */
export const trafficSpike = {
  kind: "traffic-spike",
  about: "More requests for a while, by a factor or by an added rate; on every demand unless one is named.",
  shape: spikeShape(rate, momentKeys)
    .safeExtend({ demand: name().optional().describe("The stream that rises; left out, every one.") })
    .refine(hasMoment, "at, cron or both"),
} as const;

/** Longer waits for whatever requests wait for. This incident is part of the demand, so that real load has it too. */
export const slowDownstream = {
  kind: "slow-downstream",
  about: "Wait steps of requests that arrive meanwhile take longer by a factor; in every demand unless one is named.",
  shape: z
    .strictObject({
      ...momentKeys,
      lasts: duration({ min: 1 }).describe("How long the slow-down lasts."),
      factor: number({ min: 0 }).describe("The factor by which requests wait longer meanwhile."),
      demand: name().optional().describe("The stream whose requests wait longer; left out, every one."),
    })
    .refine(hasMoment, "at, cron or both"),
} as const;

export type TrafficSpike = z.output<typeof trafficSpike.shape>;
export type SlowDownstream = z.output<typeof slowDownstream.shape>;
