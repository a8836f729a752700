import { once } from "node:events";
import { get, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { PageServer } from "../../../harness/live/page-server.js";

async function server(): Promise<PageServer> {
  const opened = await PageServer.open(0, "the page");
  onTestFinished(() => opened.close());
  return opened;
}

async function ask(url: string, options: { readonly method?: string; readonly host?: string } = {}) {
  const { method = "GET", host } = options;
  const asked = request(url, { method, headers: host === undefined ? {} : { host } }).end();
  const [response]: IncomingMessage[] = await once(asked, "response");
  return { status: response.statusCode, body: await text(response) };
}

test("serves the page, and sends the state at once to a page that is opened later", async () => {
  const live = await server();
  expect(await ask(live.url)).toEqual({ status: 200, body: "the page" });
  live.tell('{"now":1}');
  const [response]: IncomingMessage[] = await once(get(`${live.url}/events`), "response");
  let heard = "";
  response.on("data", (part: Buffer) => (heard += part));
  await expect.poll(() => heard).toBe('retry: 1000\n\nevent: state\ndata: {"now":1}\n\n');
  response.destroy();
  await expect.poll(() => live.viewers).toBe(0);
});

test("answers only browsers of this machine, and no request that would change anything", async () => {
  const live = await server();
  expect((await ask(live.url, { host: "evil.example.com" })).status).toBe(403);
  expect((await ask(live.url, { method: "POST" })).status).toBe(405);
  expect((await ask(`${live.url}/etc/passwd`)).status).toBe(404);
  expect((await ask(`${live.url}/report`)).status).toBe(404);
});

test("a viewer that does not read is disconnected, and the others receive everything", async () => {
  const live = await server();
  const [sleeper]: IncomingMessage[] = await once(get(`${live.url}/events`), "response");
  sleeper.pause();
  sleeper.on("error", () => {});
  const [reader]: IncomingMessage[] = await once(get(`${live.url}/events`), "response");
  let heard = 0;
  reader.on("data", (part: Buffer) => (heard += part.length));
  const state = JSON.stringify("x".repeat(1_000_000));
  let told = 0;
  while (live.viewers === 2 && told < 100) {
    live.tell(state);
    told++;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(live.viewers).toBe(1);
  await expect.poll(() => heard).toBeGreaterThan(told * 1_000_000);
  reader.destroy();
});

test("ends when every open page has the report, and at once when there is none", async () => {
  const live = await server();
  const [response]: IncomingMessage[] = await once(get(`${live.url}/events`), "response");
  const ended = live.end("the report");
  expect(await text(response)).toBe("retry: 1000\n\nevent: end\ndata: report\n\n");
  expect((await ask(`${live.url}/report`)).body).toBe("the report");
  await ended;
  await expect(ask(live.url)).rejects.toThrow();
  const alone = await server();
  await alone.end("nobody reads this");
});

test("a port that is taken is a problem of the environment", async () => {
  const live = await server();
  const port = Number(new URL(live.url).port);
  await expect(PageServer.open(port, "")).rejects.toThrow(EnvironmentProblem);
});
