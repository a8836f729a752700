import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emptyFolder, sim } from "./sim.js";

const shipped = fileURLToPath(new URL("../../scenarios/sizing/mistersmith.yaml", import.meta.url));

test("what the file says must fit and does not exits 3, after the page", () => {
  const { code, stdout, stderr } = sim(["size", shipped, "--set", "objectives=[worker fits]"]);
  expect([code, stderr]).toEqual([3, ""]);
  expect(stdout).toMatch(/^mistersmith · fleetcast \d/);
});

test("mistakes exit 2 with their places, and nothing is written", () => {
  const folder = emptyFolder();
  const options = [
    "--set",
    "roles.worker.sizes.xlarge.on=FARGATE",
    "--set",
    "load.agnets=3",
    "--out",
    join(folder, "out"),
  ];
  const { code, stdout, stderr } = sim(["size", shipped, ...options]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/8192\/24576.*8192\/28672/);
  expect(existsSync(join(folder, "out"))).toBe(false);
});

test("--out keeps what was asked: asked again, with prices of one's own, it gives the same answer", () => {
  const folder = emptyFolder();
  const row =
    "region,service,component,unit,usd,source,as_of\nus-east-1,Fargate,Linux/x86 vCPU,vCPU-hour,0.05,mine,2026\n";
  writeFileSync(join(folder, "own.csv"), row);
  writeFileSync(
    join(folder, "mine.yaml"),
    "extends: mistersmith.yaml\nprices: { file: own.csv }\nload: { agents: 200 }\n",
  );
  expect(sim(["size", "mine.yaml", "--out", "out", "--format", "json"], folder)).toMatchObject({ code: 0, stderr: "" });
  const answer = readFileSync(join(folder, "out", "sizing.json"), "utf8");
  expect(sim(["size", "out/sizing.yaml", "--format", "json"], folder).stdout).toBe(answer);
  // 10 workers of 4 vCPU and 10 GB for 730 h
  expect(JSON.parse(answer).roles.worker.perMonthUsd.fargate).toBeCloseTo(7300 * (4 * 0.05 + 10 * 0.004445), 6);
  expect(sim(["size", "mine.yaml", "--out", "out"], folder)).toMatchObject({ code: 2 });
});
