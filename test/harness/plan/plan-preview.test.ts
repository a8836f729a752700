import { expect, test } from "vitest";
import { previewPlan } from "../../../harness/plan/plan-preview.js";
import { planOf, scenarioWithSessions, whole } from "./plans.js";

const read = scenarioWithSessions();
const plan = planOf(read);

test("a preview counts what each demand asks for and shows the first rows, without a network", () => {
  const { demands, rows } = previewPlan({ scenario: read.scenario, tables: read.data.tables, share: whole }, 1_000);
  const turns = plan.filter(({ demand }) => demand === "chat-turns");
  expect(demands[0]).toMatchObject({
    demand: "chat-turns",
    service: "web",
    warmup: turns.filter(({ dueAt }) => dueAt < 0).length,
    scheduled: turns.filter(({ dueAt }) => dueAt >= 0).length,
    sessions: 0,
  });
  // The spike brings three times 20 a second, and by chance hardly ever twice that.
  expect(demands[0].busiestSecond).toBeGreaterThan(60);
  expect(demands[0].busiestSecond).toBeLessThan(120);
  expect(demands[1].sessions).toBe(plan.filter(({ kind }) => kind === "session").length);
  expect(rows.map(({ dueAt }) => dueAt)).toEqual(plan.slice(0, 1_000).map(({ dueAt }) => dueAt));
  const request = rows.find(({ demand }) => demand === "chat-turns")!;
  expect(request).toMatchObject({ method: "GET", path: "/", id: expect.stringMatching(/^chat-turns-\d{8}$/) });
  expect(request.work).toMatch(/^cpu=\d+(,wait=\d+)?$/);
});
