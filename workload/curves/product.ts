import { z } from "zod";
import { defineCurve } from "./curve.js";
import { combined } from "./segments.js";

/** A curve multiplied by a varying factor. */
export const product = defineCurve({
  kind: "product",
  about: "A curve (of) times a curve of plain factors (by): growth over the month upon a daily rhythm, for example.",
  shape: (_unit, { same, factor }) =>
    z.strictObject({
      of: z.lazy(same).describe("The curve that is multiplied."),
      by: z.lazy(factor).describe("The curve of factors by which it is multiplied."),
    }),
  compile: ({ of, by }, { horizon, compile }) => combined(compile(of), compile(by), (x, y) => x * y, horizon),
});
