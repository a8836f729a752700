import type { z } from "zod";
import { oneOfKind } from "../../scenarios/language/index.js";
import { services } from "./index.js";
import type { ServiceConfig, ServiceKind } from "./kind.js";
import { request } from "./request/index.js";
import type { RequestServiceConfig } from "./request/shape.js";

const kinds: readonly ServiceKind[] = services;

/** A service of a scenario: its `kind`, a request service where that is left out, selects its keys. */
export const serviceShape = oneOfKind(kinds, { usual: request.kind }) as unknown as z.ZodType<
  ServiceConfig & RequestServiceConfig
>;

/** Who knows all about a service. */
export function kindOf({ kind }: ServiceConfig): ServiceKind {
  const found = kinds.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no kind of service is called ${kind}`);
  return found;
}
