import { z } from "zod";
import { duration, filePath, flag, integer, rate, text } from "../scenarios/language/index.js";
import { unit } from "../scenarios/language/units/unit.js";

const methods = z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "the name of a header");
const headerValue = z.string().regex(/^[^\r\n\0]*$/, "a text of one line");
const path = text().refine((path) => /^(\/|\$\{)\S*$/.test(path), {
  error: "a path that begins with / and has no spaces",
});

/**
 * How one request of a demand looks on the wire. Path, header values and body may name `${id}` (the request's own id),
 * `${field.COLUMN}` of the feeder's row; path and header values also `${env:NAME}`.
 */
export const requestTemplateShape = z.strictObject({
  /** Left out: GET where there is no body, else POST. */
  method: methods.optional(),
  path: path.prefault("/"),
  headers: z.record(headerName, headerValue).prefault({}),
  body: text().optional(),
  /** Rows of a CSV file, taken in order of arrival and begun again at the end. */
  feeder: z.strictObject({ file: filePath() }).optional(),
  expect: z
    .strictObject({
      /** Empty: any status from 200 to 399. */
      status: z.array(integer({ min: 100, max: 599 })).prefault([]),
      /** A text that the first MiB of the body must hold. */
      body: text().optional(),
    })
    .prefault({}),
});

export type RequestTemplate = z.output<typeof requestTemplateShape>;

/** The method of a template's requests. */
export function methodOf({ method, body }: RequestTemplate): z.output<typeof methods> {
  return method ?? (body === undefined ? "GET" : "POST");
}

const ceilings = z.strictObject({
  rate: rate().prefault("500/s"),
  connections: integer({ min: 1, max: 100_000 }).prefault(1_000),
  duration: duration({ min: 1_000_000 }).prefault("30m"),
});

const loopback = ["127.0.0.1", "localhost", "[::1]"];

/** The reader takes it out of the scenario; what a setting puts here afterwards comes too late. */
const overlay = unit<never>({
  expected: "a tree that is laid over the scenario when it is read for staging",
  json: { type: "object" },
  value: z.never(),
  read: () => undefined,
  write: (value) => value,
  hint: () => "set the keys that it would change themselves: settings come after it",
});

/** Where and how real load may be driven, and how the local staging fleet is built. */
export const stagingShape = z.strictObject({
  /** Hosts that may be driven; `*` stands for any part of a name, `10.0.0.0/8` for a network. */
  allow: z.array(text()).prefault(loopback),
  /** Hosts and clusters that are refused even where they are allowed. */
  deny: z.array(text()).prefault([]),
  ceilings: ceilings.prefault({}),
  /** How staging differs from production, in the scenario's own keys: fewer tasks, for example. */
  fleet: overlay.optional(),
  /** Real load before time zero, which is not measured: the last of the demand's own warm-up. */
  warmup: duration().prefault("10s"),
  /** Objectives whose breach ends the load. */
  abort: z.array(text()).prefault([]),
  /** Prints the ids of the writes that a store holds, one a line, where the store is not the local one. */
  reconcile: z.strictObject({ command: text() }).optional(),
  local: z
    .strictObject({
      /** First of the ports: control endpoint, store, then a balancer for each service. */
      port: integer({ min: 1_024, max: 65_000 }).prefault(18_080),
      /** virtual: vCPUs are served by timers; real: CPU is burned; auto: real where each vCPU has a core. */
      cpu: z.enum(["auto", "virtual", "real"]).prefault("auto"),
      balancer: z.enum(["built-in", "haproxy"]).prefault("built-in"),
      /** Divides every phase of a task's start: a fleet on a laptop need not wait for image pulls. */
      startFaster: integer({ min: 1, max: 1_000 }).prefault(1),
      /** Stores the writes in a DynamoDB-compatible server of its own. */
      store: flag().prefault(true),
    })
    .prefault({}),
});

export type StagingConfig = z.output<typeof stagingShape>;
