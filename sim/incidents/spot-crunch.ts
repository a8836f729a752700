import { z } from "zod";
import { name } from "../../scenarios/language/index.js";
import { hasMoment, momentKeys } from "../../workload/when.js";
import { crunchKeys } from "../capacity/market.js";
import { defineIncident } from "./incident.js";

/** Compiled into its Spot market, which also draws those that come by chance. */
export const spotCrunch = defineIncident({
  kind: "spot-crunch",
  about: "A Spot market takes back many tasks within minutes and has no capacity for a while.",
  shape: z
    .strictObject({ ...momentKeys, market: name().describe("The Spot market in which it comes."), ...crunchKeys })
    .refine(hasMoment, "at, cron or both"),
});
