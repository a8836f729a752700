import type { RequestTemplate } from "../../workload/target.js";
import type { DriverContext } from "../generator/driver.js";
import type { PlannedRequest } from "../plan/planned.js";
import { compileTemplate, type FillTemplate } from "../plan/template.js";
import { formatWork, headers } from "../protocol.js";
import type { WireRequest } from "./autocannon.js";

/** Turns planned requests into the form in which they are sent. */
export class WireRequests {
  readonly #fill: ReadonlyMap<string, FillTemplate>;
  /** Headers that tell a task of the local fleet which answer each demand expects. */
  readonly #expected: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Path of the target URL, to which the templates' paths are appended. */
  readonly #base: string;

  constructor(sources: Pick<DriverContext, "target" | "templates" | "tables" | "environment">) {
    const { target, templates, tables, environment } = sources;
    const compiled = [...templates].map(
      ([demand, template]) => [demand, compileTemplate(template, { tables, environment })] as const,
    );
    this.#fill = new Map(compiled);
    this.#expected = new Map([...templates].map(([demand, { expect }]) => [demand, expectedAnswer(expect)]));
    this.#base = target.pathname.replace(/\/$/, "");
  }

  of({ demand, id, ordinal, work, class: requestClass }: PlannedRequest): WireRequest {
    const filled = this.#fill.get(demand)!(id, ordinal);
    const all: Record<string, string> = {
      ...filled.headers,
      ...this.#expected.get(demand),
      [headers.id]: id,
      [headers.steps]: formatWork(work),
      [headers.writes]: String(requestClass.writes),
      [headers.responseBytes]: String(Math.round(requestClass.responseBytes)),
    };
    if (requestClass.cancelOnDisconnect) all[headers.cancel] = "1";
    // Autocannon omits the length of an empty body; some servers then refuse the request.
    if (!filled.body && hasBody.has(filled.method)) all["content-length"] = "0";
    return { method: filled.method, path: this.#base + filled.path, headers: all, body: filled.body };
  }
}

function expectedAnswer({ status, body }: RequestTemplate["expect"]): Readonly<Record<string, string>> {
  return {
    ...(status.length > 0 && { [headers.status]: String(status[0]) }),
    ...(body !== undefined && { [headers.body]: encodeURIComponent(body) }),
  };
}

const hasBody = new Set(["POST", "PUT", "PATCH"]);
