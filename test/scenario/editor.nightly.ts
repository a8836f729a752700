import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { emptyFolder, sim } from "../cli/sim.js";

const scenario = `name: shop
region: us-east-1
demand:
  - name: visits
    to: web
    curve: { kind: daily, peak: 60/s, trough: 10/s, peakHours: 09:00-21:00 }
    request: { steps: [ { cpu: 50ms } ] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    bounds: { min: 2, max: 20 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 60 % } ]
objectives: [ web p99 <= 1s ]
`;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly items?: readonly { readonly section: string }[];
    readonly diagnostics?: readonly Diagnostic[];
  };
  readonly result?: unknown;
}

interface Diagnostic {
  readonly range: { readonly start: { readonly line: number } };
}

/** Editors' own language server of YAML, by the protocol that they speak with it. */
class LanguageServer {
  readonly #child;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #settings: unknown;
  #received = Buffer.alloc(0);
  #last = 0;
  diagnostics: readonly Diagnostic[] | null = null;

  constructor(schema: string) {
    const server = createRequire(import.meta.url).resolve("yaml-language-server/bin/yaml-language-server");
    this.#settings = { schemas: { [pathToFileURL(schema).href]: ["fleet.yaml"] }, validate: true, hover: true };
    this.#child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "ignore"] });
    this.#child.stdout.on("data", (part: Buffer) => this.#take(part));
    onTestFinished(() => void this.#child.kill());
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#last;
    this.#send({ id, method, params });
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  tell(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #take(part: Buffer): void {
    this.#received = Buffer.concat([this.#received, part]);
    for (;;) {
      const head = this.#received.indexOf("\r\n\r\n");
      if (head < 0) return;
      const end = head + 4 + Number(/Content-Length: (\d+)/.exec(String(this.#received.subarray(0, head)))![1]);
      if (this.#received.length < end) return;
      this.#hear(JSON.parse(String(this.#received.subarray(head + 4, end))));
      this.#received = this.#received.subarray(end);
    }
  }

  #hear({ id, method, params, result }: Message): void {
    if (method === "textDocument/publishDiagnostics") this.diagnostics = params!.diagnostics!;
    if (id === undefined) return;
    if (method === undefined) return this.#answers.get(id)?.(result);
    const settings = params?.items?.map(({ section }) => (section === "yaml" ? this.#settings : {})) ?? null;
    this.#send({ id, result: settings });
  }
}

test("an editor shows what a key means, and underlines five typical mistakes", async () => {
  const schema = join(emptyFolder(), "schema.json");
  writeFileSync(schema, sim(["schema"]).stdout);
  const server = new LanguageServer(schema);
  const capabilities = { textDocument: { hover: { contentFormat: ["markdown"] }, publishDiagnostics: {} } };
  await server.ask("initialize", { processId: process.pid, rootUri: null, capabilities });
  server.tell("initialized", {});
  const uri = "file:///work/fleet.yaml";
  server.tell("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text: scenario } });
  await expect.poll(() => server.diagnostics, { timeout: 20_000 }).toEqual([]);

  const lines = scenario.split("\n");
  const hover = async (key: string) => {
    const line = lines.findIndex((each) => each.includes(key));
    const position = { line, character: lines[line].indexOf(key) + 1 };
    const found = (await server.ask("textDocument/hover", { textDocument: { uri }, position })) as {
      contents: { value: string };
    } | null;
    return found?.contents.value ?? "";
  };
  expect(await hover("peakHours")).toContain(
    "The part of the day at the peak. A part of the day such as 09:00-23:00. Default: 09:00-21:00.",
  );
  expect(await hover("bounds")).toContain("Between how many tasks scaling moves the service.");
  expect(await hover("target:")).toContain("AWS: TargetValue");

  const mistakes = [
    ["60/s", "60/sec"],
    ["cpu: 1 vCPU", "cpu: 50"],
    ["2 GB", "99 GB"],
    ["p99 <= 1s", "p98 =< 1s"],
    ["bounds", "boundz"],
  ] as const;
  for (const [version, [right, wrong]] of mistakes.entries()) {
    server.diagnostics = null;
    const textDocument = { uri, version: version + 2 };
    server.tell("textDocument/didChange", { textDocument, contentChanges: [{ text: scenario.replace(right, wrong) }] });
    await expect.poll(() => server.diagnostics, { timeout: 20_000 }).not.toBeNull();
    const underlined = server.diagnostics!.map(({ range }) => range.start.line);
    expect([wrong, underlined]).toEqual([wrong, [lines.findIndex((line) => line.includes(right))]]);
  }
});
