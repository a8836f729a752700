import { z } from "zod";
import { name, ratio } from "../scenarios/language/index.js";
import { arrivalsShape, followsCurve } from "./arrivals/index.js";
import { rateCurve } from "./curves/index.js";
import { type RequestClassConfig, requestClassShape, requestShape } from "./requests.js";
import { type SessionConfig, sessionShape } from "./sessions.js";
import { requestTemplateShape } from "./target.js";

const classesMax = 64;

/** One stream of requests to one service. */
export const demandShape = z
  .strictObject({
    name: name(),
    to: name(),
    curve: rateCurve.optional(),
    arrivals: arrivalsShape.prefault("poisson"),
    request: requestShape.optional(),
    classes: z.array(requestClassShape).min(1).max(classesMax).optional(),
    session: sessionShape.optional(),
    http: requestTemplateShape.prefault({}),
    /** Keeps each arrival (of sessions: each session) with this probability; steps are drawn for those that stay. */
    keep: ratio().prefault("100 %"),
  })
  .refine(({ request, classes, session }) => [request, classes, session].filter((each) => each).length === 1, {
    message: "one of request, classes and session",
  })
  .refine(({ classes }) => !classes || new Set(classes.map(({ name }) => name)).size === classes.length, {
    path: ["classes"],
    message: "classes with different names",
  })
  .refine(({ classes }) => !classes || classes.some(({ weight }) => weight > 0), {
    path: ["classes"],
    message: "at least one weight above 0",
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
export function classesOf({ request, classes, session }: DemandConfig): readonly RequestClassConfig[] {
  if (session) return [{ name: "message", weight: 1, ...session.message }];
  return classes ?? (request ? [{ name: "request", weight: 1, ...request }] : []);
}
