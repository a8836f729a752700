import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { auditLoad } from "../../../harness/audit/audit.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { drive, GeneratorDied } from "../../../harness/generator/drive.js";
import { TargetUnreachable } from "../../../harness/generator/driver.js";
import type { LoadProgress } from "../../../harness/generator/order.js";
import { drivenDemands } from "../../../harness/plan/driven.js";
import { loadFacts } from "../../../harness/record/load-facts.js";
import type { MeasuredSnapshot } from "../../../harness/record/snapshot.js";
import { emptyFolder } from "../../cli/sim.js";
import { familyOf } from "../../support/processes.js";
import { planOf } from "../plan/plans.js";
import { orderOf, shortScenario, smallTarget, tinyProcess } from "./load.js";

const planned = (read: ReturnType<typeof shortScenario>) =>
  planOf(read).flatMap((each) => (each.kind === "session" ? [] : [each]));
const sum = (column: Iterable<number>) => [...column].reduce((total, count) => total + count, 0);
const endsOf = ({ services }: MeasuredSnapshot) => sum(Object.values(services.web.ends));

test("two processes send exactly the plan, note what was answered, and count what was due in the reported time", async () => {
  const read = shortScenario({ rate: 200, seconds: 1, warmup: "300ms" });
  const target = await smallTarget();
  const folder = emptyFolder();
  const acknowledged = join(folder, "acknowledged");
  const order = orderOf(read, target.url, { processes: 2, acknowledged });
  const { measured, aborted, elapsed } = await drive(order, tinyProcess);
  const plan = planned(read);
  expect(target.ids.toSorted()).toEqual(plan.map(({ id }) => id).toSorted());
  const reported = plan.filter(({ dueAt }) => dueAt >= 0).length;
  expect(reported).toBeLessThan(plan.length);
  expect([measured.services.web.scheduled, endsOf(measured), sum(measured.load[0].intended)]).toEqual([
    reported,
    reported,
    reported,
  ]);
  expect([aborted, elapsed, measured.generator.processes]).toEqual([null, 1_000_000, 2]);
  expect(measured.services.web.counters).toEqual({ opened: 2 });
  expect(readdirSync(folder)).toEqual(["acknowledged"]);
  expect(readFileSync(acknowledged, "utf8").trimEnd().split("\n").toSorted()).toEqual(target.ids.toSorted());
});

test("the watch is called once a second, and a reason to stop ends the load with what was measured", async () => {
  const read = shortScenario({ rate: 50, seconds: 30 });
  const target = await smallTarget();
  const seen: LoadProgress[] = [];
  const watch = (progress: LoadProgress) => (seen.push(progress) === 2 ? "web p99 is breached" : null);
  const { measured, aborted, elapsed } = await drive(orderOf(read, target.url, { watch }), tinyProcess);
  expect([seen.length, aborted]).toEqual([2, "web p99 is breached"]);
  expect(elapsed).toBeLessThan(20_000_000);
  expect(endsOf(measured)).toBe(measured.services.web.scheduled);
  expect(measured.services.web.scheduled).toBeGreaterThanOrEqual(endsOf(seen[1].measured));
});

test("a process that is too busy to release in time is found by the audit", async () => {
  const read = shortScenario({ rate: 200, seconds: 1 });
  const { url } = await smallTarget();
  const { measured } = await drive(orderOf(read, `${url}blocked`), tinyProcess);
  expect(measured.services.web.scheduled).toBe(planned(read).length);
  const facts = loadFacts(read.scenario, drivenDemands(read.scenario, read.data.tables));
  const failed = auditLoad(measured, facts).checks.filter(({ passed }) => !passed);
  expect(failed.map(({ name }) => name)).toContain("visits: send lag p99");
});

test("an abort while it warms up gives an empty measurement", async () => {
  const read = shortScenario({ rate: 50, seconds: 30, warmup: "10s" });
  const { url } = await smallTarget();
  const abort = new AbortController();
  const begun = () => abort.abort(new Error("the fleet is gone"));
  const { measured, aborted, elapsed } = await drive(orderOf(read, url, { signal: abort.signal, begun }), tinyProcess);
  expect([endsOf(measured), aborted, elapsed]).toEqual([0, "the fleet is gone", 0]);
});

test("an abort before any process is ready also gives an empty measurement", async () => {
  const { url } = await smallTarget();
  const { measured, aborted } = await drive(
    orderOf(shortScenario(), url, { signal: AbortSignal.abort() }),
    tinyProcess,
  );
  expect([endsOf(measured), aborted]).toEqual([0, "stopped by the user"]);
});

test("a target that refuses connections is reported before time zero", async () => {
  const read = shortScenario({ seconds: 30 });
  const refused = drive(orderOf(read, "http://127.0.0.1:1/", { processes: 2 }), tinyProcess);
  await expect(refused).rejects.toThrow(TargetUnreachable);
  await expect(refused).rejects.toThrow("is it running?");
});

test("a message that cannot be sent to a process ends the load at once, and the process", async () => {
  // A function cannot be sent to a process.
  const environment = { TOKEN: String.prototype.toString as unknown as string };
  const { url } = await smallTarget();
  const before = familyOf(process.pid).length;
  await expect(drive(orderOf(shortScenario(), url, { environment }), tinyProcess)).rejects.toThrow(
    "could not be cloned",
  );
  expect(familyOf(process.pid)).toHaveLength(before);
});

test("a name is connected to at the checked address, and no name server is asked again", async () => {
  const read = shortScenario({ rate: 20 });
  const target = await smallTarget();
  const url = `http://rebound.fleetcast.test:${target.port}/`; // a name that no name server knows
  const addresses = new Map([["rebound.fleetcast.test", ["127.0.0.1"]]]);
  const { measured } = await drive(orderOf(read, url, { addresses }), tinyProcess);
  expect(target.ids).toHaveLength(endsOf(measured));
  expect(endsOf(measured)).toBe(planned(read).length);
});

test("a process that dies ends the load; what all processes had measured is kept", async () => {
  const read = shortScenario({ rate: 20, seconds: 30 });
  const { url } = await smallTarget();
  const died = await drive(orderOf(read, `${url}mortal`, { processes: 2 }), tinyProcess).catch((error) => error);
  expect(died).toBeInstanceOf(GeneratorDied);
  expect(died).toBeInstanceOf(EnvironmentProblem);
  expect(died.message).toMatch(/^generator process [12] of 2 died \(SIGKILL\)/);
  expect(died.partial.aborted).toBe(died.message);
  expect(died.partial.measured.services.web.scheduled).toBeGreaterThan(0);
});
