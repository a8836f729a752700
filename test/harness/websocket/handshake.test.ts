import { describe, expect, test } from "vitest";
import { TargetUnreachable } from "../../../harness/generator/driver.js";
import { headers } from "../../../harness/protocol.js";
import { startServer } from "./small-server.js";
import { drive, serve } from "./standing.js";

describe("handshake", () => {
  test("carries the session's id and the headers of the demand's template to its path below the target", async () => {
    const server = await serve();
    const paths: (string | undefined)[] = [];
    server.server.on("connection", (_socket, request) => paths.push(request.url));
    const http = { path: `/chat/\${id}`, headers: { authorization: `Bearer \${env:TOKEN}` } };
    const rig = drive(new URL("/below/", server.url), { http, environment: { TOKEN: "secret" } });
    await rig.driver.open();
    rig.session(7);
    await rig.until(() => server.connections.length === 2);
    expect(paths[1]).toBe("/below/chat/turns-session-7");
    expect(server.connections[1].headers).toMatchObject({
      [headers.id]: "turns-session-7",
      authorization: "Bearer secret",
    });
  });

  test.each([true, false])("compression is negotiated only when it is asked for: %s", async (compression) => {
    const server = await serve({ perMessageDeflate: true });
    const rig = drive(server.url, { session: { compression } });
    rig.session();
    expect((await rig.end(rig.message(0))).ending).toBe("answered");
    expect(server.connections[0].socket.extensions).toBe(compression ? "permessage-deflate" : "");
  });

  test.each([
    [401, /answered 401: .*credentials/],
    [403, /answered 403: .*denied/],
    [404, /answered 404: .*http\.path/],
    [503, /answered 503: .*no healthy task/],
  ])("answered %i before the run is a target that cannot be reached", async (status, advice) => {
    const server = await serve({ refuseWith: () => status });
    const opening = drive(server.url).driver.open();
    await expect(opening).rejects.toThrow(TargetUnreachable);
    await expect(opening).rejects.toThrow(advice);
  });

  test("a target where nobody listens cannot be reached, and no secret is shown", async () => {
    const server = await startServer();
    await server.stop();
    const http = { path: `/?key=\${env:TOKEN}` };
    const opening = drive(server.url, { http, environment: { TOKEN: "secret" } }).driver.open();
    await expect(opening).rejects.toThrow(TargetUnreachable);
    await expect(opening).rejects.toThrow(/^http:\/\/127\.0\.0\.1:\d+: nobody listens there/);
  });

  test("a variable that no header can hold is reported by the header's name", async () => {
    const server = await serve();
    const http = { headers: { authorization: `\${env:TOKEN}` } };
    const opening = drive(server.url, { http, environment: { TOKEN: "secret€" } }).driver.open();
    await expect(opening).rejects.toThrow(/authorization/);
    await expect(opening).rejects.not.toThrow(/secret/);
  });
});
