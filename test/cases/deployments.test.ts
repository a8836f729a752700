import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

const text = readFileSync(new URL("maximum-percent-300.yaml", import.meta.url), "utf8");

test("a maximum of 300 percent is allowed: the deployment has both new tasks beside the old ones and loses no request", () => {
  const replication = simulate(scenario(text));
  const { requests } = onlyService(replication);
  expect(replication.events.map(({ kind }) => kind)).toEqual(["deployment", "deployment", "deployment"]);
  expect(replication.events.at(-1)?.message).toMatch(/is completed/);
  expect(requests.completed).toBe(requests.arrived);
});
