import { once } from "node:events";
import { type ClientRequest, request } from "node:http";

/**
 * Sends a request and resolves when its server has started to handle it, which is when Node's server says "continue".
 */
export async function begin(url: string, headers: Readonly<Record<string, string>>): Promise<ClientRequest> {
  const asking = request(url, { method: "POST", headers: { ...headers, expect: "100-continue" } });
  asking.on("error", () => {}); // the test may end the request
  asking.flushHeaders();
  await once(asking, "continue");
  asking.end();
  return asking;
}
