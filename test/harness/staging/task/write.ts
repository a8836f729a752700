import { headers } from "../../../../harness/protocol.js";

/** Ids of the writes of a request that `write` sends. */
export function writesOf(id: string): ReadonlySet<string> {
  return new Set([`${id}/0`, `${id}/1`, `${id}/2`]);
}

/** Sends a request with three writes. */
export function write(url: string, id: string): Promise<Response> {
  return fetch(url, { headers: { [headers.id]: id, [headers.steps]: "cpu=1000", [headers.writes]: "3" } });
}
