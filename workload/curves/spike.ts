import { z } from "zod";
import { spiked, spikeShape } from "../spike.js";
import { instant, instantOf } from "../when.js";
import { defineCurve } from "./curve.js";

/** Another curve that rises for a while. */
export const spike = defineCurve({
  kind: "spike",
  about:
    "Another curve (of) that rises for a while by a factor or by an added rate; ramp is the time to rise, and to fall.",
  shape: (unit, { same }) =>
    spikeShape(unit, { at: instant().describe("The moment at which the rise begins.") }).safeExtend({
      of: z.lazy(same).describe("The curve that rises for a while."),
    }),
  compile: ({ of, at, ...spike }, { clock, compile }) => spiked(compile(of), spike, [instantOf(at, clock)], clock),
});
