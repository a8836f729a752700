import type { z } from "zod";
import type { Kind } from "../../scenarios/language/index.js";
import type { Service } from "./service.js";
import type { ServiceContext } from "./service-context.js";

/** What a scenario says of a service of whatever kind; the keys beside `kind` are known to the kind alone. */
export interface ServiceConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** The decoded keys of a service whose kind has these. */
export type ConfigOf<S extends z.ZodRawShape> = z.output<z.ZodObject<S, z.core.$strict>>;

/** A kind of service: its name in the YAML, one sentence about it, its keys, and everything that is asked of such a service. */
export interface ServiceKind<K extends string = string, S extends z.ZodRawShape = z.ZodRawShape> extends Kind<K, S> {
  /** Gives a decoded service its behaviour. */
  create(config: ConfigOf<S>, context: ServiceContext): Service;
}

/** Ties the keys of a kind of service to its behaviour, so that each of its functions gets what its shape decodes to. */
export function defineService<const K extends string, S extends z.ZodRawShape>(
  kind: ServiceKind<K, S>,
): ServiceKind<K, S> {
  return kind;
}
