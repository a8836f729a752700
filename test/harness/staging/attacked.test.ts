import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { headers } from "../../../harness/protocol.js";
import type { AttachedFleet } from "../../../harness/staging/start.js";
import type { FleetStatus } from "../../../harness/staging/status.js";
import { familyOf } from "../../support/processes.js";
import { scenario } from "../../support/simulate.js";
import { yaml } from "./control-rig.js";

// The fleet runs the built package's processes, which `npm run build` makes.
const built = new URL("../../../dist/harness/staging/start.js", import.meta.url);
const { startLocalFleet }: typeof import("../../../harness/staging/start.js") = await import(built.href);

const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n";
const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
let fleet: AttachedFleet;
let ended: string | null | undefined;
let family: readonly number[];

beforeAll(async () => {
  const { resolved, data } = scenario(yaml("desired: 2, balancer: { algorithm: round-robin }"));
  fleet = await startLocalFleet({ resolved, files: data.texts, version: "test", ports: 0 });
  void fleet.ended.then((why) => {
    ended = why;
  });
  family = familyOf(fleet.pid);
});

afterAll(() => fleet.stop());

/** Sends raw bytes and resets the connection, at once or after the first answer, which it returns. */
function rough(url: string, bytes: string | Buffer, leaves: "at once" | "answered"): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ host: hostname, port: Number(port) });
    const leave = () => {
      socket.resetAndDestroy();
      resolve(answer);
    };
    socket.on("error", () => resolve(answer)).on("end", leave);
    socket.on("data", (chunk) => {
      answer += chunk;
      leave();
    });
    socket.write(bytes, () => leaves === "at once" && setTimeout(leave, 5));
    setTimeout(leave, 400);
  });
}

function request(line: string, more = "", body = ""): string {
  return `${line} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n${body}`;
}

const midway = request("POST /", "Content-Length: 5000\r\n", "{");
const chunked = request("POST /", "Transfer-Encoding: chunked\r\n", "ffff\r\nhalf");

/** Expects the same processes as at the start, all of them answering. */
async function expectUnharmed(): Promise<void> {
  const status = (await (await fetch(`${fleet.controlUrl}/fleetcast/status`)).json()) as FleetStatus;
  expect(status.isSteady).toBe(true);
  expect((await fetch(fleet.storeUrl!)).status).toBe(200);
  expect((await fetch(fleet.targets.web, { headers: { [headers.steps]: "cpu=1" } })).status).toBe(200);
  expect(ended).toBeUndefined();
  expect(familyOf(fleet.pid)).toEqual(family);
}

test.each([
  ["leaves midway through a request", midway, "at once"],
  ["leaves midway through a chunk", chunked, "at once"],
  ["leaves while its work is done", request("POST /", `${headers.steps}: wait=50000\r\n`), "at once"],
  ["sends no HTTP", "\0\x16\x03garbage\r\n\r\n", "answered"],
  ["asks for a path that is no URL", request("GET //["), "answered"],
  ["asks for another host's path", request("GET http://[::1/"), "answered"],
  ["asks for everything", request("OPTIONS *"), "answered"],
  ["wants to be connected on", request("CONNECT example.com:443"), "answered"],
  ["asks for a billion writes", request("POST /", `${headers.id}: x\r\n${headers.writes}: 999999999\r\n`), "answered"],
  ["upgrades wrongly", request("GET /", upgrade), "answered"],
  ["upgrades to what is no URL", request("GET //[", upgrade), "answered"],
  ["upgrades by POST", request("POST /", upgrade), "answered"],
  ["leaves midway through an upgrade", request("GET /", upgrade.replace(/Sec-WebSocket-Key.*/, key)), "at once"],
  [
    "sends a frame that is none",
    Buffer.concat([
      Buffer.from(request("GET /", upgrade.replace(/Sec-WebSocket-Key.*/, key))),
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
    ]),
    "answered",
  ],
] as const)("a client of the balancer and its tasks that %s harms nothing", async (_, bytes, leaves) => {
  for (let time = 0; time < 3; time++) await rough(fleet.targets.web, bytes, leaves);
  await expectUnharmed();
});

const endpoints = [
  ["control", () => fleet.controlUrl],
  ["store", () => fleet.storeUrl!],
] as const;

test.each(endpoints)(
  "a client that disconnects midway, or does not send HTTP, harms no %s endpoint",
  async (_, url) => {
    await rough(url(), midway, "at once");
    await rough(url(), chunked, "at once");
    expect(await rough(url(), "\0garbage\r\n\r\n", "answered")).toContain("400 Bad Request");
    await expectUnharmed();
  },
);

test.each(endpoints)("a request of more than 1 MiB is answered 413 by the %s endpoint", async (_, url) => {
  const answer = await fetch(url(), { method: "POST", body: Buffer.alloc(1_500_000) });
  expect(answer.status).toBe(413);
  await rough(url(), request("POST /", "Content-Length: 1073741824\r\n", " ".repeat(20 * 2 ** 20)), "answered");
  await expectUnharmed();
});

test.each(endpoints)(
  "the %s endpoint does not answer pages of another origin, nor requests under another name",
  async (_, url) => {
    const { port, host } = new URL(url());
    const status = async (more: string, name = host) =>
      (await rough(url(), `GET /fleetcast/status HTTP/1.1\r\nHost: ${name}\r\n${more}\r\n`, "answered")).slice(9, 12);
    expect(await status("")).toBe("200");
    expect(await status("", `localhost:${port}`)).toBe("200");
    expect(await status("", `evil.example:${port}`)).toBe("403");
    expect(await status("", "127.0.0.1.evil.example")).toBe("403");
    expect(await status("", "")).toBe("403");
    expect(await status("Origin: https://evil.example\r\n")).toBe("403");
    expect(await status("Origin: null\r\n")).toBe("403");
    const preflight = "Access-Control-Request-Method: POST\r\n";
    const own = `Origin: http://${host}\r\n`;
    for (const line of [`OPTIONS / HTTP/1.1\r\nHost: ${host}\r\n${own}${preflight}\r\n`, request("GET /", preflight)])
      expect((await rough(url(), line, "answered")).toLowerCase()).not.toContain("access-control");
  },
);
