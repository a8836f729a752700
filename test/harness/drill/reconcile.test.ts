import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { promisedBy, reconcile, reconcileAll, storedByCommand } from "../../../harness/drill/reconcile.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { LoadPlan } from "../../../harness/plan/load-plan.js";
import type { Planned } from "../../../harness/plan/planned.js";
import { scenario } from "../../support/simulate.js";

const stored = (writes: readonly string[], deadLetters: readonly string[] = []) => ({
  writes: new Map(writes.map((id) => [id, writes.filter((each) => each === id).length])),
  deadLetters: new Set(deadLetters),
});
const promises = (ids: readonly string[]) => ids.map((id) => ({ id }));

describe("a promised write", () => {
  test("is kept, dead-lettered or lost, by its id", () => {
    expect(reconcile(promises(["a", "b", "c", "d"]), stored(["a", "d", "x"], ["b", "y"]))).toEqual({
      ...{ acknowledged: 4, kept: 2, deadLettered: 1, lost: 1, duplicates: 0 },
      lostIds: ["c"],
    });
  });

  test("that is found twice counts as kept once, and as a duplicate", () => {
    const { kept, deadLettered, duplicates } = reconcile(promises(["a", "b"]), stored(["a", "a", "b"], ["b"]));
    expect([kept, deadLettered, duplicates]).toEqual([2, 0, 2]);
  });

  test("ends in exactly one way, whatever the store holds", () => {
    const ids = fc.uniqueArray(fc.string());
    fc.assert(
      fc.property(ids, ids, ids, (promised, writes, dead) => {
        const { acknowledged, kept, deadLettered, lost, lostIds } = reconcile(promises(promised), stored(writes, dead));
        expect(kept + deadLettered + lost).toBe(acknowledged);
        const missing = promised.filter((id) => !writes.includes(id) && !dead.includes(id));
        expect([lost, lostIds]).toEqual([missing.length, missing.slice(0, 100)]);
      }),
    );
  });
});

const yaml = `
name: shop
region: us-east-1
clock: { duration: 10s, warmup: 5s }
staging: { warmup: 2s }
demand:
  - name: visits
    to: web
    curve: 20/s
    classes: [{ name: buy, weight: 1, steps: [{ wait: 10ms }], writes: 2 }, { name: look, weight: 3, steps: [{ wait: 1ms }] }]
  - { name: chats, to: talk, curve: 1/s, session: { messages: 3, between: 1s, message: { steps: [{ wait: 9ms }], writes: 1 } } }
services:
  web: { task: { cpu: 1 vCPU, memory: 2 GB }, writeBuffer: { flushEvery: 10ms } }
  talk: { task: { cpu: 1 vCPU, memory: 2 GB }, writeBuffer: { flushEvery: 10ms } }
`;

function planned() {
  const read = scenario(yaml);
  const parts = { scenario: read.scenario, tables: read.data.tables };
  const plan = new LoadPlan({ ...parts, share: { index: 1, of: 1 } });
  const all: Planned[] = [];
  for (let next = plan.next(); next !== null; next = plan.next()) all.push(next);
  return { parts, work: all.filter((each) => each.kind !== "session") };
}

test("the plan shows what an answer promises: as many writes as its class has, for messages too", () => {
  const { parts, work } = planned();
  const all = promisedBy(new Set(work.map(({ id }) => id)), parts);
  const count = (service: string) =>
    work.reduce((sum, each) => sum + (each.service === service ? each.class.writes : 0), 0);
  expect(all.get("web")).toMatchObject({ unanswered: 0 });
  expect(all.get("web")!.writes).toHaveLength(count("web"));
  expect(all.get("talk")!.writes).toHaveLength(count("talk"));
  const buy = work.find((each) => each.class.name === "buy")!;
  expect(all.get("web")!.writes.map(({ id }) => id)).toEqual(expect.arrayContaining([`${buy.id}/0`, `${buy.id}/1`]));
  expect(all.get("web")!.writes.some(({ isReported }) => !isReported)).toBe(true); // the warm-up is driven too
});

test("a request without an expected answer promises nothing", () => {
  const { parts, work } = planned();
  const none = promisedBy(new Set(), parts);
  expect(none.get("web")!.writes).toEqual([]);
  const reported = work.filter(({ service, dueAt }) => service === "web" && dueAt >= 0);
  expect(none.get("web")!.unanswered).toBe(reported.length);
});

test("writes that running tasks still hold are waited for, and those that never appear are lost", async () => {
  const { parts, work } = planned();
  const folder = mkdtempSync(join(tmpdir(), "fleetcast-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const acknowledged = join(folder, "ids");
  writeFileSync(acknowledged, work.map(({ id }) => `${id}\n`).join(""));
  const ids = [...promisedBy(new Set(work.map(({ id }) => id)), parts).values()].flatMap(({ writes }) => writes);
  let looks = 0;
  const late = async () => stored(looks++ === 0 ? [] : ids.map(({ id }) => id));
  const found = await reconcileAll({ ...parts, acknowledged, stored: late });
  expect([looks, found.get("web")!.all.lost, found.get("talk")!.all.lost]).toEqual([2, 0, 0]);
  const { all, reported } = found.get("web")!;
  expect(reported.acknowledged).toBeLessThan(all.acknowledged);
});

describe("staging.reconcile.command", () => {
  test("prints one id per line; an id printed twice counts twice", async () => {
    const { writes } = await storedByCommand("printf 'a/0\\nb/0\\n\\na/0\\n'");
    expect([...writes]).toEqual([
      ["a/0", 2],
      ["b/0", 1],
    ]);
  });

  test.each([
    ["fails", "echo a; exit 3", 60_000, "staging.reconcile.command failed (exit code 3)"],
    ["does not end", "sleep 60", 100, "staging.reconcile.command took more than 0.1 s"],
  ])("that %s is told as such", async (_how, command, limitMs, words) => {
    await expect(storedByCommand(command, limitMs)).rejects.toThrow(words);
    await expect(storedByCommand(command, limitMs)).rejects.toBeInstanceOf(EnvironmentProblem);
  });
});
