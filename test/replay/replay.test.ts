import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { main } from "../cli/sim.js";
import { busy } from "../support/busy.js";
import { latencyOf, scenario, simulate, type WholeFacts } from "../support/simulate.js";
import { fetchNodes } from "./nodes.js";

const folder = mkdtempSync(join(tmpdir(), "fleetcast-replay-"));
const file = join(folder, "busy.yaml");
const first = join(folder, "first");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The outcome of a run as the command prints it. */
function outcome(args: readonly string[], node = process.execPath, path = file): string {
  const call = [main, "run", path, "--quiet", "--format", "json", ...args];
  const { status, stdout, stderr } = spawnSync(node, call, { encoding: "utf8" });
  if (status !== 0 && status !== 3) throw new Error(`exit ${status}: ${stderr}`);
  return stdout;
}

describe("a scenario and a seed", () => {
  let once = "";
  beforeAll(() => {
    writeFileSync(file, busy.replace("replications: 4", "replications: 2"));
    once = outcome(["--workers", "1", "--out", first]);
  });

  test("give the same outcome to the byte with one worker and with two", () => {
    expect(outcome(["--workers", "2"])).toBe(once);
  });

  test("give another outcome and digest with another seed", () => {
    const [one, other] = [1, 2].map((seed) => simulate(scenario(`${busy}seed: ${seed}\n`)));
    expect(other.digest).not.toBe(one.digest);
    const median = ({ services }: typeof one) => latencyOf(services.web as WholeFacts).quantile(0.5);
    expect(median(other)).not.toBe(median(one));
  });

  test("run again from their run directory, to the same digest and the same outcome.json", () => {
    const again = outcome([], process.execPath, join(first, "scenario.yaml"));
    expect(again).toBe(once);
    expect(again).toBe(readFileSync(join(first, "outcome.json"), "utf8"));
  });

  describe("on other Nodes", () => {
    const majors = [20, 22, 24].filter((major) => !process.version.startsWith(`v${major}.`));
    let nodes: ReadonlyMap<number, string> = new Map();
    beforeAll(() => {
      nodes = fetchNodes(majors, folder);
    });

    test.for(majors)("give the same outcome to the byte on Node %s", (major, { skip }) => {
      const node = nodes.get(major);
      if (node === undefined) return skip(`the npm package node@${major} could not be installed`);
      expect(outcome([], node)).toBe(once);
    });
  });
});
