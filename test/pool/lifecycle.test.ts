import { describe, expect, test } from "vitest";
import {
  ACTIVATING,
  DEACTIVATING,
  DEPROVISIONING,
  FREE,
  PENDING,
  PROVISIONING,
  RUNNING,
  STOPPING,
} from "../../sim/pool/task-table.js";
import { Fleet, measured, origin, seconds, spot } from "./fleet.js";

/** A task that runs and is in rotation at time zero, with so many requests in flight. */
function running(busy: number, stop = {}): { fleet: Fleet; task: number } {
  const fleet = new Fleet(stop);
  const task = fleet.lifecycle.place(measured, origin({ provider: spot }));
  fleet.processes.busy[task] = busy;
  fleet.processes.told.length = 0;
  return { fleet, task };
}

describe("a launch", () => {
  test("goes PROVISIONING, PENDING from the image pull on, ACTIVATING, RUNNING, and serves at its first good check", () => {
    // Checks come every 30 s; the first falls 0.5 × 30 = 15 s after RUNNING, when the 5 s of boot are over.
    const fleet = new Fleet();
    const task = fleet.lifecycle.launch(measured, 0, origin());
    const seen = [0, 27, 28, 61, 62, 80, 81, 95, 96].map((at) => [
      at,
      fleet.until(at).tasks.state[task],
      fleet.isServing,
    ]);
    expect(seen).toEqual([
      [0, PROVISIONING, false],
      [27, PROVISIONING, false],
      [28, PENDING, false],
      [61, PENDING, false],
      [62, ACTIVATING, false],
      [80, ACTIVATING, false],
      [81, RUNNING, false],
      [95, RUNNING, false],
      [96, RUNNING, true],
    ]);
    expect(fleet.processes.told).toEqual(["81: process up", "96: healthy"]);
    expect([fleet.tasks.pullStartedAt[task], fleet.tasks.runningAt[task]]).toEqual([seconds(28), seconds(81)]);
  });

  test("that the account paces begins later by that", () => {
    const fleet = new Fleet();
    fleet.lifecycle.launch(measured, seconds(4), origin());
    expect(fleet.until(200).processes.told).toEqual(["85: process up", "100: healthy"]);
  });

  test("of a fleet that starts ten times as fast is looked at ten times as often", () => {
    const fleet = new Fleet();
    fleet.lifecycle.launch({ ...measured, boot: seconds(20), faster: 10 }, 0, origin());
    expect(fleet.until(200).processes.told).toEqual(["81: process up", "85.5: healthy"]); // (15 + 30) ÷ 10
  });

  test("of an application that boots for 20 s misses its first check and serves from the next one, 30 s later", () => {
    const fleet = new Fleet();
    fleet.lifecycle.launch({ ...measured, boot: seconds(20) }, 0, origin());
    expect(fleet.until(200).processes.told).toEqual(["81: process up", "126: healthy"]);
  });

  test("is over when it is stopped before it runs: no process, no drain, no signal", () => {
    const fleet = new Fleet();
    const task = fleet.lifecycle.launch(measured, 0, origin());
    fleet.until(40).lifecycle.stop(task, "scale-in");
    expect(fleet.tasks.state[task]).toBe(DEPROVISIONING);
    expect(fleet.until(200).processes.told).toEqual(["40: stopped"]);
    expect(fleet.tasks.state[task]).toBe(FREE);
  });

  test("is not needed for the tasks that are there as the world begins", () => {
    const fleet = new Fleet();
    const task = fleet.lifecycle.place(measured, origin());
    expect([fleet.tasks.state[task], fleet.isServing]).toEqual([RUNNING, true]);
    expect(fleet.until(200).processes.told).toEqual(["0: process up", "0: healthy"]);
  });
});

describe("a scale-in", () => {
  test("of an idle task takes it out of the rotation at once; SIGTERM comes when all 300 s of draining are over", () => {
    const { fleet, task } = running(0);
    fleet.until(10).lifecycle.stop(task, "scale-in");
    expect(fleet.isServing).toBe(false);
    expect(fleet.until(309).tasks.state[task]).toBe(DEACTIVATING);
    expect(fleet.until(310).processes.told).toEqual([
      "310: connections closed, scale-in",
      "310: SIGTERM, 30 s to go, scale-in",
      "310: process gone, scale-in",
      "310: stopped",
    ]);
    expect(fleet.until(319).tasks.state[task]).toBe(DEPROVISIONING);
    expect(fleet.until(320).tasks.state[task]).toBe(FREE);
  });

  test("drains for as long as the target group says; a process that stays has 30 s more until SIGKILL", () => {
    const { fleet, task } = running(0, { deregistrationDelay: seconds(20) });
    fleet.until(10).lifecycle.stop(task, "scale-in");
    fleet.until(29).processes.busy[task] = 1;
    fleet.processes.keepsBusy = true;
    expect(fleet.until(31).tasks.state[task]).toBe(STOPPING);
    expect(fleet.until(100).processes.told.slice(1)).toEqual([
      "30: SIGTERM, 30 s to go, scale-in",
      "60: process gone, scale-in",
      "60: stopped",
    ]);
  });

  test("without a delay sends SIGTERM at once", () => {
    const { fleet, task } = running(0, { deregistrationDelay: 0 });
    fleet.until(10).lifecycle.stop(task, "scale-in");
    expect(fleet.until(10).processes.told.at(-1)).toBe("10: stopped");
  });

  test("waits for requests that do not end until the deregistration delay is over, then the balancer closes them", () => {
    const { fleet, task } = running(1);
    fleet.lifecycle.stop(task, "deployment");
    expect(fleet.until(1_000).processes.told).toEqual([
      "300: connections closed, deployment",
      "300: SIGTERM, 30 s to go, deployment",
      "300: process gone, deployment",
      "300: stopped",
    ]);
  });

  test("that is asked for again does not begin again", () => {
    const { fleet, task } = running(1);
    fleet.lifecycle.stop(task, "scale-in");
    fleet.until(100).lifecycle.stop(task, "deployment");
    expect(fleet.until(1_000).processes.told[0]).toBe("300: connections closed, scale-in");
  });

  test("of a task that runs but has not passed a check yet: it never serves", () => {
    const fleet = new Fleet();
    const task = fleet.lifecycle.launch(measured, 0, origin());
    fleet.until(90).lifecycle.stop(task, "scale-in");
    expect(fleet.until(300).processes.told).not.toContain("96: healthy");
    expect(fleet.isServing).toBe(false);
  });
});

describe("StopTask", () => {
  test("is deregistration and SIGTERM at once, without a drain, and SIGKILL after the stop timeout", () => {
    const { fleet, task } = running(1);
    fleet.until(10).lifecycle.stopTask(task);
    expect([fleet.isServing, fleet.tasks.state[task]]).toEqual([false, STOPPING]);
    expect(fleet.until(100).processes.told).toEqual([
      "10: SIGTERM, 30 s to go, stop-task",
      "40: process gone, stop-task",
      "40: stopped",
    ]);
  });

  test("is over when the process ends by itself before SIGKILL", () => {
    const { fleet, task } = running(1);
    fleet.until(5).lifecycle.stopTask(task);
    fleet.until(8).lifecycle.exited(task);
    expect(fleet.until(100).processes.told.slice(-2)).toEqual(["8: process gone, stop-task", "8: stopped"]);
  });

  test("cuts a drain short, and ends a task that does not run yet without a signal", () => {
    const { fleet, task } = running(0);
    fleet.lifecycle.stop(task, "scale-in");
    const starting = fleet.until(20).lifecycle.launch(measured, 0, origin({ ordinal: 1 }));
    for (const each of [task, starting]) fleet.until(30).lifecycle.stopTask(each);
    expect(fleet.until(400).processes.told).toEqual([
      "30: SIGTERM, 30 s to go, stop-task",
      "30: process gone, stop-task",
      "30: stopped",
      "30: stopped",
    ]);
  });
});

describe("a Spot notice", () => {
  test("is SIGTERM at once, late requests for the balancer's lag, and SIGKILL after 30 s", () => {
    const { fleet, task } = running(1);
    fleet.lifecycle.interrupt(task);
    const serving = [0, 4.9, 5, 29].map((at) => [at, fleet.until(at).isServing]);
    expect(serving).toEqual([
      [0, true],
      [4.9, true],
      [5, false],
      [29, false],
    ]);
    expect(fleet.until(100).processes.told).toEqual([
      "0: SIGTERM, 30 s to go, spot",
      "0: lost, spot", // the scheduler asks for a replacement now
      "30: process gone, spot",
      "30: stopped",
    ]);
  });

  test("leaves a window of as long as stopTimeout says", () => {
    const { fleet, task } = running(1, { stopTimeout: seconds(120) });
    fleet.lifecycle.interrupt(task);
    expect(fleet.until(300).processes.told.at(-1)).toBe("120: stopped");
  });

  test("without lag takes the task out of the rotation with SIGTERM", () => {
    const { fleet, task } = running(1, { deregistrationLag: 0 });
    fleet.lifecycle.interrupt(task);
    expect(fleet.isServing).toBe(false);
  });

  test("cuts a drain short", () => {
    const { fleet, task } = running(1);
    fleet.lifecycle.stop(task, "scale-in");
    fleet.until(10).lifecycle.interrupt(task);
    expect(fleet.until(400).processes.told).toEqual([
      "10: SIGTERM, 30 s to go, spot",
      "10: lost, spot",
      "40: process gone, spot",
      "40: stopped",
    ]);
  });

  test("to a task that has not started yet ends it without a signal", () => {
    const fleet = new Fleet();
    const task = fleet.lifecycle.launch(measured, 0, origin({ provider: spot }));
    fleet.until(30).lifecycle.interrupt(task);
    expect(fleet.until(200).processes.told).toEqual(["30: stopped", "30: lost, spot"]);
  });

  test("to a task that has its SIGTERM already changes nothing, not even the reason", () => {
    const { fleet, task } = running(1);
    fleet.lifecycle.stopTask(task);
    fleet.until(20).lifecycle.interrupt(task);
    expect(fleet.until(100).processes.told.slice(-2)).toEqual(["30: process gone, stop-task", "30: stopped"]);
  });

  test("keeps the row until the balancer has let go of it, so that no other task is taken for it", () => {
    const { fleet, task } = running(0); // ends at SIGTERM; its network interface is gone before the lag is over
    const quick = { ...measured, deprovisioning: seconds(1) };
    const first = fleet.lifecycle.place(quick, origin({ ordinal: 1 }));
    fleet.processes.busy[first] = 0;
    fleet.lifecycle.interrupt(first);
    const second = fleet.until(3).lifecycle.place(quick, origin({ ordinal: 2 }));
    expect(second).not.toBe(first);
    const third = fleet.until(6).lifecycle.place(quick, origin({ ordinal: 3 }));
    expect(third).toBe(first);
    expect(fleet.until(20).targets.healthy).toBe([task, second, third].length);
  });
});

describe("a task that dies", () => {
  test("has no signal and no drain, and the balancer notices after its lag", () => {
    const { fleet, task } = running(1);
    fleet.lifecycle.die(task, "abrupt");
    expect(fleet.processes.told).toEqual(["0: process gone, abrupt", "0: stopped", "0: lost, abrupt"]);
    expect([fleet.until(4).isServing, fleet.until(5).isServing]).toEqual([true, false]);
    expect(fleet.until(20).tasks.state[task]).toBe(FREE);
  });

  test("dies once", () => {
    const { fleet, task } = running(1);
    fleet.lifecycle.die(task, "out-of-memory");
    fleet.lifecycle.die(task, "zone-outage");
    expect(fleet.processes.told).toHaveLength(3);
  });
});
