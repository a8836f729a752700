import { z } from "zod";
import { name, ratio } from "../scenarios/language/index.js";
import { arrivalsShape, followsCurve } from "./arrivals/index.js";
import { rateCurve } from "./curves/index.js";
import { type RequestClassConfig, requestClassesShape, requestShape } from "./requests.js";
import { type SessionConfig, sessionShape } from "./sessions.js";
import { requestTemplateShape } from "./target.js";

/** One stream of requests to one service. */
export const demandShape = z
  .strictObject({
    name: name(),
    to: name(),
    curve: rateCurve.optional(),
    arrivals: arrivalsShape.prefault("poisson"),
    request: requestShape.optional(),
    classes: requestClassesShape.optional(),
    session: sessionShape.optional(),
    http: requestTemplateShape.prefault({}),
    /** Keeps each arrival (of sessions: each session) with this probability; steps are drawn for those that stay. */
    keep: ratio().prefault("100 %"),
  })
  .refine(({ request, classes, session }) => [request, classes, session].filter((each) => each).length === 1, {
    message: "one of request, classes and session",
  })
  .refine(({ curve, arrivals }) => curve !== undefined || !followsCurve(arrivals), {
    path: ["curve"],
    message: "a curve: only a trace brings its own",
  });

export type DemandConfig = z.output<typeof demandShape>;

/** A demand of sessions. */
export type SessionDemandConfig = DemandConfig & { readonly session: SessionConfig };

/** Whether users come in sessions, whose messages are the demand's requests. */
export function hasSessions(config: DemandConfig): config is SessionDemandConfig {
  return config.session !== undefined;
}

/**
 * The request classes of a demand; a lone request is one class named "request", a session's message one named "message".
 * None where the demand is refused for having none of them.
 */
export function classesOf({
  request,
  classes,
  session,
}: Partial<Pick<DemandConfig, "request" | "classes" | "session">>): readonly RequestClassConfig[] {
  if (session) return [{ name: "message", weight: 1, ...session.message }];
  return classes ?? (request ? [{ name: "request", weight: 1, ...request }] : []);
}
