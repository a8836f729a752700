import { headers } from "../../../../harness/protocol.js";

/** Ids of the writes of `write`. */
export const written = ["r1/0", "r1/1", "r1/2"];

/** A request with three writes. */
export function write(url: string): Promise<Response> {
  const asked = { [headers.id]: "r1", [headers.steps]: "cpu=1000", [headers.writes]: `${written.length}` };
  return fetch(url, { headers: asked });
}
