import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { TargetUnreachable } from "../../../harness/generator/driver.js";
import { certificate, privateKey } from "./certificate.js";
import { Drive } from "./drive.js";

async function serveTls(): Promise<string> {
  const server = createServer({ cert: certificate, key: privateKey }, (_, response) => response.end());
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `https://localhost:${(server.address() as AddressInfo).port}`;
}

/** Drives one request in a process that trusts an authority, and returns how it ended. Needs `npm run build`. */
async function driveTrusting(authority: string, target: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "fleetcast-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "authority.pem");
  writeFileSync(file, authority);
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script(target)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
  });
  return stdout;
}

const dist = new URL("../../../dist/", import.meta.url).href;

function script(target: string): string {
  return `
    import { createHttpDriver } from "${dist}harness/http/index.js";
    import { requestTemplateShape } from "${dist}workload/target.js";
    const requestClass = { name: "request", writes: 0, responseBytes: 0, timeout: null, retries: null };
    const driver = createHttpDriver({
      target: new URL("${target}"), seed: 1, connections: 2, opening: 2, now: () => performance.now() * 1_000, environment: {},
      recorder: { record: (_, { ending }) => process.stdout.write(ending) },
      templates: new Map([["turns", requestTemplateShape.parse({})]]),
    });
    await driver.open();
    driver.release({ kind: "request", dueAt: performance.now() * 1_000, demand: "turns", id: "a", ordinal: 0, class: requestClass, work: [] });
    await driver.close(5_000_000);
  `;
}

describe("TLS", () => {
  test("is refused before the load when the certificate is not trusted, with the remedy", async () => {
    const opening = new Drive(await serveTls()).driver.open();
    await expect(opening).rejects.toThrow(TargetUnreachable);
    await expect(opening).rejects.toThrow(/self-signed certificate; .* NODE_EXTRA_CA_CERTS=authority\.pem/);
  });

  test("is driven when the certificate is trusted and for this host", async () => {
    expect(await driveTrusting(certificate, await serveTls())).toBe("answered");
  });
});
