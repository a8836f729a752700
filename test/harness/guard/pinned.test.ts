import dns from "node:dns";
import { once } from "node:events";
import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { pinAddresses, resolveEndpoint, resolveTargets } from "../../../harness/guard/addresses.js";
import { stagingShape } from "../../../workload/target.js";
import { Drive, ends, evenly, ms, requestClass } from "../http/drive.js";
import { serve } from "../http/targets.js";
import { Rig } from "../websocket/rig.js";

const name = "rebound.fleetcast.test"; // a name that no name server knows

/** Pins addresses for the duration of a test. */
const pin = (addresses: ReadonlyMap<string, readonly string[]>) => onTestFinished(pinAddresses(addresses));

/** The addresses that a connection would try, in order. */
function answered(host: string, family = 0): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    dns.lookup(host, { all: true, family }, (error, found) =>
      error === null ? resolve(found.map(({ address }) => address)) : reject(error),
    );
  });
}

test("each connection starts with the next checked address; other names are looked up as usual", async () => {
  pin(new Map([[name, ["192.0.2.1", "2001:db8::1", "192.0.2.2"]]]));
  expect(await answered(name)).toEqual(["192.0.2.1", "2001:db8::1", "192.0.2.2"]);
  expect(await answered(name.toUpperCase())).toEqual(["2001:db8::1", "192.0.2.2", "192.0.2.1"]);
  expect(await answered(name)).toEqual(["192.0.2.2", "192.0.2.1", "2001:db8::1"]);
  expect(await answered(name, 6)).toEqual(["2001:db8::1"]);
  expect(await answered("localhost", 4)).toEqual(["127.0.0.1"]);
});

test("hosts that were pinned before stay so: an ECS endpoint is checked before the targets are", async () => {
  pin(new Map([["ecs.fleetcast.test", ["192.0.2.9"]]]));
  pin(new Map([[name, ["192.0.2.1"]]]));
  expect([await answered("ecs.fleetcast.test"), await answered(name)]).toEqual([["192.0.2.9"], ["192.0.2.1"]]);
});

test("a server in the same process can still listen on a checked address, which it looks up without options", async () => {
  pin(new Map([["127.0.0.1", ["127.0.0.1"]]]));
  const { url } = await serve((_, response) => response.end("well"));
  expect(await (await fetch(url)).text()).toBe("well");
});

test("a look-up may omit its options, and an address resolves to itself", async () => {
  pin(
    new Map([
      [name, ["192.0.2.1"]],
      ["127.0.0.1", ["192.0.2.1"]],
    ]),
  );
  const answered = (host: string) =>
    new Promise((resolve) => dns.lookup(host, (_, address, family) => resolve([address, family])));
  expect(await answered(name)).toEqual(["192.0.2.1", 4]);
  expect(await answered("127.0.0.1")).toEqual(["127.0.0.1", 4]);
  const ofFamily = new Promise((resolve) => dns.lookup(name, 4, (_, address) => resolve(address)));
  expect(await ofFamily).toBe("192.0.2.1");
  const server = createServer();
  await once(server.listen(0, "localhost"), "listening");
  server.close();
});

test("requests and sessions dial a checked address", async () => {
  pin(new Map([[name, ["127.0.0.1"]]]));
  const hosts = new Set<string | undefined>();
  const http = await serve(({ headers }, response) => response.end(hosts.add(headers.host) && "well"));
  const { port } = new URL(http.url);
  const ended = await new Drive(`http://${name}:${port}`).run(evenly(3, ms, requestClass()));
  expect(ends(ended)).toEqual({ answered: 3 });
  expect([...hosts]).toEqual([`${name}:${port}`]);
  const sockets = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => sockets.once("listening", resolve));
  const rig = new Rig(new URL(`ws://${name}:${(sockets.address() as { port: number }).port}`));
  await rig.driver.open();
  await rig.driver.close(0);
  sockets.close();
});

test("a name with a denied address is refused, and connections go to the addresses that were found", async () => {
  const staging = stagingShape.parse({ allow: ["*"], deny: ["127.0.0.0/8", "::1/128"] });
  const { refusals, addresses } = await resolveTargets({ web: "http://localhost:1/" }, staging);
  expect(refusals.length).toBeGreaterThan(0);
  expect(addresses.get("localhost")).toContain("127.0.0.1");
});

test.each([
  ["http://localhost:1/", ["127.0.0.0/8", "::1/128"], /^localhost \((127\.0\.0\.1|::1)\) is never driven/],
  ["http://127.0.0.1:1/", ["127.*"], /^the ECS endpoint 127\.0\.0\.1:1 is never driven: it matches '127\.\*'/],
  ["https://ecs.prod.example.com/", ["*.prod.example.com"], /^the ECS endpoint ecs\.prod\.example\.com is never/],
])("the ECS endpoint %s is refused when it is denied, by name or by address", async (url, deny, words) => {
  const { refusals } = await resolveEndpoint(new URL(url), stagingShape.parse({ deny }));
  expect(refusals[0]).toMatch(words);
});

test("an ECS endpoint need not be a host that may be driven; AWS's own is looked up by the SDK at each dial", async () => {
  const staging = stagingShape.parse({ allow: ["staging.example.com"] });
  const { refusals, addresses } = await resolveEndpoint(new URL("http://localhost:1/"), staging);
  expect([refusals, addresses.get("localhost")]).toEqual([[], expect.arrayContaining(["127.0.0.1"])]);
  const own = await resolveEndpoint(new URL("https://ecs.eu-west-1.amazonaws.com/"), staging);
  expect([own.refusals, own.addresses.size]).toEqual([[], 0]);
});

test("a pinned name is answered without options too, as for a server that starts to listen", async () => {
  pin(new Map([[name, ["127.0.0.1"]]]));
  const asked = (host: string) =>
    new Promise((resolve, reject) => {
      dns.lookup(host, (error, address) => (error === null ? resolve(address) : reject(error)));
    });
  expect(await asked(name)).toBe("127.0.0.1");
  expect(await asked("127.0.0.1")).toBe("127.0.0.1");
});
