import { z } from "zod";
import { integer, name, ratio, text } from "../../scenarios/language/index.js";

/** Where the steps of a demand come from, where they were measured: what `sim calibrate` writes. */
export const calibrationShape = z.record(
  name(),
  z.strictObject({
    source: text(),
    /** When it was measured: a date, or the first and last instant of a log. */
    at: text(),
    /** Requests that the service time was learnt from. */
    requests: integer({ min: 1 }),
    /** CPU of the service while it was measured, used over reserved; left out where nobody knows. */
    utilization: z.strictObject({ from: ratio(), to: ratio() }).optional(),
  }),
);
