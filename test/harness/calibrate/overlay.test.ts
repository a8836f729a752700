import { describe, expect, test } from "vitest";
import { type Calibration, calibrate } from "../../../harness/calibrate/calibration.js";
import { overlayYaml, sampleCsv } from "../../../harness/calibrate/overlay.js";
import type { Subject } from "../../../harness/calibrate/subject.js";
import { requestService } from "../../../sim/scenario/index.js";
import { createRequestClass } from "../../../workload/requests.js";
import { readGood } from "../../scenario/reader.js";
import { draws } from "./samples.js";

const subject: Subject = {
  demand: "turns",
  requestClass: null,
  service: "web",
  written: {},
  scenarioCpu: 1_000,
  stretch: 1,
  isFirstComeFirstServed: true,
  maxConcurrent: 100,
  isWorkerPool: false,
};

function calibrated(family: string | null, more: Partial<Subject> = {}): Calibration {
  const durations = Float64Array.from(draws({ kind: "gamma", mean: 20_000, shape: 3 }, 500, 1), (work) => work + 2_000);
  const cpu = { micros: 20_000, basis: "read" };
  const observation = {
    ...{ source: 'probe of "x": 5/s', durations, requests: 510, isUndisturbed: true, busy: 0.3, cpu },
    utilization: { from: 0, to: 0.3012 },
  };
  const choice = { at: "2026-11-21", family, sampleFile: "sample.csv" };
  return calibrate(observation, { ...subject, ...more }, choice)!;
}

describe("the overlay of a calibration", () => {
  test.each(["exponential", "lognormal", "gamma"])(
    "reads back as a scenario with the %s steps that were found",
    (family) => {
      const calibration = calibrated(family);
      const { scenario } = readGood(overlayYaml(calibration, "good.yaml"));
      expect(scenario.demand[0].request!.steps).toEqual(
        calibration.steps.map(({ kind, config }) => ({ [kind]: config })),
      );
      expect(scenario.demand[0].curve).toEqual({ kind: "constant", rate: 20 });
      expect(scenario.calibration.turns).toEqual({
        source: 'probe of "x": 5/s',
        at: "2026-11-21",
        requests: 500,
        utilization: { from: 0, to: 0.301 },
      });
    },
  );

  test("draws from the sample when told to", () => {
    const calibration = calibrated("empirical");
    const read = readGood(overlayYaml(calibration, "good.yaml"), { files: { "sample.csv": sampleCsv(calibration) } });
    const config = { name: "request", weight: 1, ...read.scenario.demand[0].request! };
    const { meanCpu } = createRequestClass(config, 1, read.data.tables);
    expect([calibration.needsSample, Math.abs(meanCpu - 20_000) < 1]).toEqual([true, true]);
  });

  test("draws from the sample when no family fits, without being told to", () => {
    const humps = Float64Array.from({ length: 500 }, (_, i) => (i % 2 ? 40_000 : 4_000) + i);
    const cpu = { micros: 20_000, basis: "read" };
    const observation = { source: "log", durations: humps, requests: 500, isUndisturbed: true, busy: 0.3, cpu };
    const choice = { at: "2026-11-27", family: null, sampleFile: "sample.csv" };
    const found = calibrate({ ...observation, utilization: null }, subject, choice)!;
    expect([found.isGood, found.isEmpirical, found.needsSample]).toEqual([false, true, true]);
    expect(found.steps).toContainEqual({
      kind: "cpu",
      config: { kind: "empirical", file: "sample.csv", column: "micros", unit: 1 },
    });
    const lognormal = calibrate({ ...observation, utilization: null }, subject, { ...choice, family: "lognormal" })!;
    expect(lognormal.steps.find(({ kind }) => kind === "cpu")!.config.kind).toBe("lognormal");
  });

  test("sets the service's slots, order, pauses and latency", () => {
    const service = {
      maxConcurrent: 6,
      discipline: "event-loop",
      pauses: { every: { kind: "fixed", value: 5_000_000 }, lasts: { kind: "exponential", mean: 60_000 } },
      latency: 640,
    } as const;
    const { scenario } = readGood(overlayYaml({ ...calibrated("gamma"), service }, "good.yaml"));
    const { task, balancer } = requestService("web", scenario);
    expect(task).toMatchObject({
      cpu: 1,
      maxConcurrent: 6,
      discipline: { kind: "event-loop" },
      pauses: service.pauses,
    });
    expect(balancer.latency).toBe(640);
  });

  test("changes one class of several, and no other", () => {
    const classes = `
extends: good.yaml
demand: { turns: { request: null, classes: [ { name: short, steps: [ { cpu: 5ms } ] }, { name: long, steps: [ { cpu: 1s } ] } ] } }
`;
    const yaml = overlayYaml(calibrated("gamma", { requestClass: "long" }), "classes.yaml");
    const { scenario } = readGood(yaml, { files: { "classes.yaml": classes } });
    const [short, long] = scenario.demand[0].classes!;
    expect(short.steps).toEqual([{ cpu: { kind: "fixed", value: 5_000 } }]);
    expect(long.steps.map((step) => Object.keys(step))).toEqual([["wait"], ["cpu"]]);
  });

  test("claims no range of utilization that nobody knows", () => {
    const calibration = calibrated("gamma");
    const unknown = { ...calibration, observation: { ...calibration.observation, utilization: null } };
    expect(readGood(overlayYaml(unknown, "good.yaml")).scenario.calibration.turns.utilization).toBeUndefined();
  });
});
