import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../scenarios/language/index.js";
import { openSizing } from "../../sim/cli/open-sizing.js";
import { shippedSizings } from "../../sim/experiments/package-assets.js";
import { ScenarioFiles } from "../../sim/library/scenario-files.js";
import type { Fit, Level } from "../../sim/sizing/fit.js";
import { size } from "../../sim/sizing/size.js";
import { mistersmith, mistersmithClaims, problems, sized } from "./read.js";

const { roles, total, instances } = sized(mistersmith);
const { claims } = sized(mistersmithClaims);
const exactly = (value: number) => ({ low: value, high: value });

describe("the document's own figures", () => {
  test("1,000 agents in large workers are 50 containers of 200 vCPU and 500 GB in all, packed to 100 %", () => {
    const { containers, vcpu, memoryGb, efficiency } = roles.worker;
    expect({ containers, vcpu, memoryGb, efficiency }).toEqual({
      containers: 50,
      vcpu: 200,
      memoryGb: 500,
      efficiency: 1,
    });
  });

  test("1,001 agents take one more, and 20 of 1,020 places are empty less one", () => {
    const { containers, efficiency } = sized(mistersmith, { set: ["load.agents=1001"] }).roles.worker;
    expect(containers).toBe(51);
    expect(efficiency).toBeCloseTo(1001 / 1020, 12);
  });

  test("an active agent's CPU does not fit: 20 of 0.25 to 0.5 vCPU, and 0.25 of the sidecar, against 4", () => {
    const { fit } = roles.worker;
    expect(fit.formula.vcpu).toEqual({ low: 5, high: 10 });
    expect(fit.needed.vcpu).toEqual({ low: 5.25, high: 10.25 });
    expect([fit.cpuLevel, fit.fits]).toEqual(["short", false]);
    expect(fit.states.map(({ state, neededVcpu, level }) => [state, neededVcpu.high, level])).toEqual([
      ["idle", 2.25, "within"],
      ["active", 10.25, "short"],
      ["peak", 20.25, "short"],
    ]);
  });

  test("the memory buffer does not fit: 20 × 512 MB are the whole 10 GB, and the sidecar goes beyond", () => {
    expect(roles.worker.fit.memoryUse).toEqual(exactly(10.5 / 10));
    expect(roles.worker.fit.memoryLevel).toBe("short");
    const alone = sized(mistersmith, { set: ["roles.worker.sidecars=[]"] }).roles.worker.fit;
    expect([alone.memoryUse.high, alone.memoryLevel, alone.fits]).toEqual([1, "no-buffer", false]);
  });

  test("8192/25600 is refused with the sizes of Fargate beside it, and is one for instances alone otherwise", () => {
    expect(problems(mistersmith, { set: ["roles.worker.sizes.xlarge.on=FARGATE"] })).toEqual([
      expect.stringMatching(
        /^sizing\.yaml:\d+:15 {2}roles\.worker\.sizes\.xlarge: .* got 8 vCPU with 25 GB \(8192\/25600\) .*8192\/24576.*8192\/28672/,
      ),
    ]);
    const { perMonthUsd } = sized(mistersmith, { set: ["roles.worker.use=xlarge"] }).roles.worker;
    expect([perMonthUsd.fargate, perMonthUsd.fargateSpot]).toEqual([null, null]);
    expect(perMonthUsd.ec2).toBeGreaterThan(0);
  });

  test("supervisor-prod-large needs 0.25 + 500/50 × 0.5 + 0.25 vCPU, supervisor-dev 0.25 + 10/50 × 0.5 + 0.25", () => {
    const { sizes } = roles.supervisor;
    expect([sizes["prod-large"].formula.vcpu.high, sizes["prod-large"].has.vcpu]).toEqual([5.5, 4]);
    expect([sizes.dev.formula.vcpu.high, sizes.dev.has.vcpu]).toEqual([0.6, 0.5]);
    expect(sizes["prod-large"].formula.memoryGb.high).toBe((256 + 500 + 128 + 128 + 256) / 1_024);
  });

  test("the gateways lack 20 to 57 % of the CPU that 0.5 + 1.5 per 1,000 + 0.5 asks for", () => {
    const lacking = Object.values(roles.gateway.sizes).map(({ cpuLacking }) => cpuLacking.high);
    const asked = [1.15, 2.5, 8.5, 16];
    const has = [0.5, 2, 4, 8];
    lacking.forEach((share, index) => {
      expect(share).toBeCloseTo(1 - has[index] / asked[index], 8);
    });
    expect(lacking.map((share) => Math.round(share * 100))).toEqual([57, 20, 53, 50]);
  });

  test("memory of a gateway is by the kinds of its connections, mixed as they are in all", () => {
    // Of 1,000 connections 400 are SSE, 400 WebSocket and 200 gRPC.
    const mib = 256 + 400 + (400 / 100) * 150 + (200 / 100) * 200;
    expect(roles.gateway.sizes.medium.formula.memoryGb.high).toBeCloseTo(mib / 1_024, 8);
  });

  test("its rounding by 256 and 512 makes a size of Fargate of none of its twelve", () => {
    const rounded = Object.values(roles).flatMap(({ sizes }) => Object.values(sizes).map(({ rounded }) => rounded!));
    expect(rounded).toHaveLength(12);
    // 0.6 vCPU × 1.5 = 0.9, up to 1; 778 MiB × 1.5 = 1,167, up to 1,536: with 1 vCPU Fargate begins at 2 GB.
    expect(rounded[0]).toEqual({ vcpu: 1, memoryGb: 1.5, isFargate: false });
    expect(total.roundedOnFargate).toBe(0);
  });

  test("every claim is answered by the number that it is wrong about", () => {
    const answers = Object.fromEntries(claims.map(({ compute, value }) => [compute, value]));
    expect(answers).toMatchObject({
      "worker.containers": exactly(50),
      "worker.vcpu": exactly(200),
      "worker.memory": exactly(500),
      "worker.efficiency": exactly(1),
      "worker.large.formulaVcpu": { low: 5, high: 10 },
      "worker.large.memoryUse": exactly(1.05),
      "worker.xlarge.fargateMemory": exactly(28),
      "total.roundedOnFargate": exactly(0),
      "supervisor.prod-large.formulaVcpu": exactly(5.5),
      "supervisor.dev.formulaVcpu": exactly(0.6),
      "gateway.low.cpuBelowFormula": roles.gateway.sizes.low.cpuLacking,
    });
  });
});

describe("the three ways to buy, of 50 tasks of 4 vCPU and 10 GB for 730 h in us-east-1", () => {
  const fargate = 50 * 730 * (4 * 0.04048 + 10 * 0.004445);
  const { perMonthUsd } = roles.worker;

  test("Fargate", () => {
    expect(perMonthUsd.fargate).toBeCloseTo(fargate, 6);
  });

  test("Fargate Spot takes off what was seen in the region, but of nothing that must not be interrupted", () => {
    expect(perMonthUsd.fargateSpot).toBeCloseTo(fargate * (1 - 0.6817), 6); // 1 − 0.01288561 / 0.04048
    expect(roles.gateway.perMonthUsd.fargateSpot).toBe(roles.gateway.perMonthUsd.fargate);
  });

  test("EC2: one worker to an m5.xlarge of 4 vCPU at $0.192, which nothing beats", () => {
    expect(perMonthUsd.ec2).toBeCloseTo(50 * 730 * 0.192, 6);
    expect(roles.worker.instances).toMatchObject({ instanceType: "m5.xlarge", instances: 50, cpuPacked: 1 });
    expect(roles.worker.perInstance).toMatchObject({ "m5.large": 0, "m5.xlarge": 1, "c5.4xlarge": 3, "m5.4xlarge": 4 });
  });

  test("together: 54 times 4 vCPU on 27 instances of 8", () => {
    expect(instances[0]).toMatchObject({ instanceType: "m5.2xlarge", instances: 27, instancesAtLeast: 27 });
    expect(total.perMonthUsd.ec2).toBeCloseTo(27 * 730 * 0.384, 6);
    expect(instances[0].spotPerMonthUsd).toBeCloseTo(27 * 730 * 0.384 * (1 - 0.54), 6); // the advisor's 54 % in us-east-1
  });

  test("an agreement takes its share off all of them", () => {
    const cheaper = sized(mistersmith, { set: ["prices.discount=10 %"] }).total.perMonthUsd;
    expect(cheaper.fargate).toBeCloseTo(0.9 * total.perMonthUsd.fargate!, 6);
    expect(cheaper.ec2).toBeCloseTo(0.9 * total.perMonthUsd.ec2!, 6);
  });
});

/** One container of 4 vCPU and 8 GB that needs so much. */
function fitOf(cpu: string, memory: string): Fit {
  const text = `region: us-east-1\nload: { things: 1 }\nroles:\n  one: { serves: things, cpu: { all: ${cpu} }, memory: { all: ${memory} }, sizes: { only: { cpu: 4, memory: 8 GB, holds: 1 } }, use: only }\n`;
  return sized(text).roles.one.fit;
}

describe("where a full container lies", () => {
  test.each<[cpu: string, level: Level, fits: boolean]>([
    ["1.99 vCPU", "scales-down", true],
    ["2 vCPU", "within", true],
    ["2.8 vCPU", "within", true],
    ["2.81 vCPU", "above-target", true],
    ["3.2 vCPU", "above-target", true],
    ["3.21 vCPU", "scales-up", true],
    ["4 vCPU", "scales-up", true],
    ["4.01 vCPU", "short", false],
    ["1 vCPU to 5 vCPU", "short", false],
  ])("%s of 4 vCPU: %s", (cpu, level, fits) => {
    expect([fitOf(cpu, "6 GB").cpuLevel, fitOf(cpu, "6 GB").fits]).toEqual([level, fits]);
  });

  test.each<[memory: string, level: Level, fits: boolean]>([
    ["4.7 GB", "scales-down", true],
    ["6.4 GB", "within", true],
    ["6.5 GB", "above-target", true],
    ["7.2 GB", "above-target", true],
    ["7.21 GB", "no-buffer", false],
    ["8 GB", "no-buffer", false],
    ["8.1 GB", "short", false],
  ])("%s of 8 GB: %s", (memory, level, fits) => {
    expect([fitOf("2 vCPU", memory).memoryLevel, fitOf("2 vCPU", memory).fits]).toEqual([level, fits]);
  });
});

test("the sizes of the document do not fit at any of its load tests, the cheapest within its targets do", () => {
  for (const variant of ["base", "standard", "peak", "fitting"]) {
    const { objectives, roles } = sized(mistersmith, { variant });
    expect(objectives.filter(({ verdict }) => verdict !== "met")).toEqual([]);
    const fits = Object.values(roles).map(({ fit }) => fit.fits && fit.cpuLevel === "within");
    expect(fits).toEqual(Array.from({ length: 3 }, () => variant === "fitting"));
  }
});

test("every shipped sizing file says its question and is answered, in each of its variants", () => {
  const files = readdirSync(shippedSizings).filter((file) => file.endsWith(".yaml"));
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const path = join(shippedSizings, file);
    const { main, load } = new ScenarioFiles(path, shippedSizings);
    for (const variant of [undefined, ...readDocument(main, { load }).variants]) {
      const { config, book } = openSizing(path, { set: [], ...(variant !== undefined && { variant }) });
      expect(config.about).toContain("?");
      expect(size(config, book, { variant: null, version: "test" }).total.containers).toBeGreaterThan(0);
    }
  }
});
