import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { checkPorts, fleetPorts } from "../../../harness/staging/ports.js";
import { emptyFolder } from "../../cli/sim.js";
import { scenario } from "../../support/simulate.js";
import { yaml } from "./control-rig.js";

test("ports are consecutive from the first: control, store, a balancer for each service", () => {
  const { scenario: config } = scenario(yaml("desired: 1"));
  expect(fleetPorts(config, 19_000)).toEqual({ control: 19_000, store: 19_001, balancers: { web: 19_002 } });
  expect(fleetPorts(config, 0)).toEqual({ control: 0, store: 0, balancers: { web: 0 } });
});

test("a port in use by another program is named, with how to find that program", async () => {
  vi.stubEnv("XDG_RUNTIME_DIR", emptyFolder());
  const other = createServer();
  onTestFinished(() => {
    vi.unstubAllEnvs();
    other.close();
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as AddressInfo;
  const refused = checkPorts({ control: port, store: 0, balancers: {} });
  await expect(refused).rejects.toThrow(EnvironmentProblem);
  await expect(refused).rejects.toThrow(new RegExp(`^port ${port} .*another program \\(lsof -i :${port} names it\\)`));
});
