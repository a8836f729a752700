import { z } from "zod";
import { defineCurve } from "./curve.js";
import { combined } from "./segments.js";

/** The sum of several curves, for several groups of users. */
export const sum = defineCurve({
  kind: "sum",
  about: "The rates of several curves added up: groups of users in different zones, for example.",
  shape: (_unit, { same }) =>
    z.strictObject({ of: z.array(z.lazy(same)).min(1).describe("The curves that are added.") }),
  compile: ({ of }, { horizon, compile }) => of.map(compile).reduce((a, b) => combined(a, b, (x, y) => x + y, horizon)),
});
