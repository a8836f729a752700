import { z } from "zod";
import { assumed, name, ratio } from "../scenarios/language/index.js";
import { arrivalsShape, followsCurve } from "./arrivals/index.js";
import { rateCurve } from "./curves/index.js";
import { type RequestClassConfig, requestClassesShape, requestShape } from "./requests.js";
import { type SessionConfig, sessionShape } from "./sessions.js";
import { requestTemplateShape } from "./target.js";

/** One stream of requests to one service. */
export const demandShape = z
  .strictObject({
    name: name().describe("The name of this stream in retries, reports and settings."),
    to: name().describe("The service that it is sent to."),
    curve: rateCurve
      .optional()
      .describe("How many requests (or sessions) come, over time; left out where the arrivals are a trace."),
    arrivals: assumed(arrivalsShape.prefault("poisson").describe("How single arrivals scatter about the curve."), {
      low: "poisson",
      high: { kind: "bursty", dispersion: 5, timeScale: "10s" },
      because:
        "Poisson is a choice: counts of real arrivals often scatter more; five times their variance is our guess",
      isMeasurable: true,
    }),
    request: requestShape
      .optional()
      .describe("What each request asks of its service; one of request, classes and session."),
    classes: requestClassesShape
      .optional()
      .describe("Several kinds of request in one stream, drawn by weight; instead of request."),
    session: sessionShape.optional().describe("Sessions that hold a connection and send messages; instead of request."),
    http: requestTemplateShape.prefault({}).describe("How a request looks on the wire when real load is driven."),
    keep: ratio()
      .prefault("100 %")
      .describe(
        "Keeps each arrival (each session, where the stream has sessions) with this probability; a smaller share keeps a part of what a larger one keeps.",
      ),
  })
  .refine(({ request, classes, session }) => [request, classes, session].filter((each) => each).length === 1, {
    message: "one of request, classes and session",
  })
  .refine(({ curve, arrivals }) => curve !== undefined || !followsCurve(arrivals), {
    path: ["curve"],
    message: "a curve: only a trace brings its own",
  });

export type DemandConfig = z.output<typeof demandShape>;

/** A demand whose users come in sessions. */
export type SessionDemandConfig = DemandConfig & { readonly session: SessionConfig };

/** Whether users come in sessions, whose messages are the demand's requests. */
export function hasSessions(config: DemandConfig): config is SessionDemandConfig {
  return config.session !== undefined;
}

/**
 * The request classes of a demand. A single request is one class named "request", a session's message one named
 * "message". Empty for a demand with none of the three, which is refused elsewhere.
 */
export function classesOf({
  request,
  classes,
  session,
}: Partial<Pick<DemandConfig, "request" | "classes" | "session">>): readonly RequestClassConfig[] {
  if (session) return [{ name: "message", weight: 1, ...session.message }];
  return classes ?? (request ? [{ name: "request", weight: 1, ...request }] : []);
}
