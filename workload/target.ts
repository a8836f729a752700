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
 * The HTTP form of a demand's requests. Path, header values and body may contain `${id}` (the request's own id) and
 * `${field.COLUMN}` of the feeder's row; path and header values also `${env:NAME}`.
 */
export const requestTemplateShape = z.strictObject({
  method: methods.optional().describe("The HTTP method; left out, GET where there is no body, else POST."),
  path: path
    .prefault("/")
    .describe(
      "The path of the URL; variables in it, as {id}, {field.COLUMN} and {env:NAME}, stand after a dollar sign.",
    ),
  headers: z
    .record(headerName, headerValue)
    .prefault({})
    .describe("Headers of the request by name; their values may have the same variables as the path."),
  body: text()
    .optional()
    .describe("The body of the request; it may have the variables id and field.COLUMN as the path."),
  feeder: z
    .strictObject({ file: filePath().describe("The CSV file whose columns are the fields.") })
    .optional()
    .describe("Rows of a CSV file for the variables, taken in order of arrival and begun again at the end."),
  expect: z
    .strictObject({
      status: z
        .array(integer({ min: 100, max: 599 }))
        .prefault([])
        .describe("Statuses of a good answer; where none is listed, any from 200 to 399."),
      body: text().optional().describe("A text that the first MiB of an answer must hold."),
    })
    .prefault({})
    .describe("What makes an answer a good one."),
});

export type RequestTemplate = z.output<typeof requestTemplateShape>;

/** The method of a template's requests. */
export function methodOf({ method, body }: RequestTemplate): z.output<typeof methods> {
  return method ?? (body === undefined ? "GET" : "POST");
}

const ceilings = z.strictObject({
  rate: rate().prefault("500/s").describe("Requests a second that real load never exceeds."),
  connections: integer({ min: 1, max: 100_000 }).prefault(1_000).describe("Connections that real load never exceeds."),
  duration: duration({ min: 1_000_000 }).prefault("30m").describe("Time after which real load is ended."),
});

const loopback = ["127.0.0.1", "localhost", "[::1]"];

/** Removed from the scenario when it is read, so a setting that changes it afterwards comes too late. */
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
  allow: z
    .array(text())
    .prefault(loopback)
    .describe("Hosts that may be driven; * stands for any part of a name, 10.0.0.0/8 for a network."),
  deny: z.array(text()).prefault([]).describe("Hosts and clusters that are refused even where they are allowed."),
  ceilings: ceilings.prefault({}).describe("What real load never exceeds."),
  fleet: overlay
    .optional()
    .describe("How staging differs from production, in the scenario's own keys, such as by fewer tasks."),
  warmup: duration()
    .prefault("10s")
    .describe("Real load before time zero, which is not measured: the last part of the demand's own warm-up."),
  abort: z.array(text()).prefault([]).describe("Objectives whose breach ends the load at once."),
  reconcile: z
    .strictObject({
      command: text().describe("A command that prints the ids of the writes that the store holds, one a line."),
    })
    .optional()
    .describe("How the writes that a store holds are counted, where it is not the local one."),
  local: z
    .strictObject({
      port: integer({ min: 1_024, max: 65_000 })
        .prefault(18_080)
        .describe("The first port: the control endpoint, then the store, then a balancer for each service."),
      cpu: z
        .enum(["auto", "virtual", "real"])
        .prefault("auto")
        .describe("virtual: vCPUs are timers; real: CPU is burned; auto: real where each vCPU has a core."),
      balancer: z
        .enum(["built-in", "haproxy"])
        .prefault("built-in")
        .describe("The load balancer in front of the local tasks: the built-in one, or HAProxy where it is installed."),
      startFaster: integer({ min: 1, max: 1_000 })
        .prefault(1)
        .describe("Divides every phase of a task's start, since a fleet on a laptop need not wait for image pulls."),
      store: flag().prefault(true).describe("Whether writes go to a DynamoDB-compatible server that the fleet runs."),
    })
    .prefault({})
    .describe("How the fleet of local processes is built."),
});

export type StagingConfig = z.output<typeof stagingShape>;
