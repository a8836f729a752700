import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { memoryTerm, vcpuTerm } from "../../sim/sizing/term.js";
import { problems, read } from "./read.js";

const good = `region: us-east-1
load: { agents: 100, connections: { sse: 10, grpc: 30 } }
sidecars: { otel: { cpu: 256, memory: 512 } }
roles:
  worker:
    serves: agents
    memory: { each: 512 MB per agent }
    states: { idle: 0.1 vCPU per agent, active: 0.25 vCPU to 0.5 vCPU per agent }
    sidecars: [ otel ]
    sizes: { large: { cpu: 4096, memory: 10240, holds: 20 } }
    use: large
objectives: [ worker fits, worker/large cpuUse <= 80 %, total fargatePerMonth <= $3,000 ]
claims: [ { document: 5 containers, compute: worker.containers } ]
`;

test("the file without a mistake has no problem, and its resolved form is the same file", () => {
  const first = read(good);
  expect(problems(good)).toEqual([]);
  if (!first.ok) throw new Error("cannot be");
  const second = read(first.resolved);
  expect(second.ok && second.config).toEqual({ ...first.config });
});

describe("refused, with place and remedy", () => {
  test.each<[set: string, problem: RegExp]>([
    ["roles.worker.serves=agent", /roles\.worker\.serves: expected one of the loads .*agents.*did you mean agents\?/],
    ["roles.worker.use=lagre", /roles\.worker\.use: .*did you mean large\?/],
    ["roles.worker.sizedFor=activ", /roles\.worker\.sizedFor: .*did you mean active\?/],
    ["roles.worker.sidecars=[otle]", /roles\.worker\.sidecars\[0\]: .*did you mean otel\?/],
    ["roles.worker.memory.each=1 MB per 10 grcp connections", /memory\.each: .*did you mean grpc connections\?/],
    ["roles.worker.memory.each=100", /^$/],
    [
      "roles.worker.memory.each=100 per agent per hour",
      /memory\.each: expected a memory size such as .* per 100 agents/,
    ],
    ["roles.worker.states.active=0.5 vCPU to 0.25 vCPU per agent", /states\.active: .*from the less to the more/],
    ["roles.worker.states.active=0.25-0.5 vCPU per agent", /states\.active: .*0\.25 vCPU to 0\.5 vCPU/],
    ["roles.worker.sizes.large.memory=9.5 GB", /sizes\.large: .*4 vCPU with 9 GB .*4 vCPU with 10 GB/],
    ["roles.worker.sizes.large.cpu=3 vCPU", /sizes\.large: expected one of Fargate's .*4 vCPU with 10 GB/],
    ["roles.worker.memory=", /roles\.worker: expected formulas for cpu \(or states\) and memory/],
    ["load.agents=0", /roles\.worker\.serves: expected at least one of agents, got 0/],
    [
      "targets.cpu.scaleUp=60 %",
      /targets\.cpu: expected scaleDown below target below scaleUp, got 50 %, 70 % and 60 %/,
    ],
    ["targets.memory.oomBuffer=100 %", /targets\.memory\.oomBuffer: expected less than all/],
    ["ec2.instanceTypes=[m5.lrage]", /ec2\.instanceTypes\[0\]: .*did you mean m5\.large\?/],
    ["ec2.instanceTypes=[m5a.large]", /region: .*no price for EC2 m5a\.large .*add the row/],
    ["region=us-east-11", /region: expected a region with every price.*did you mean us-east-1\?/],
    ["prices.file=none.csv", /prices\.file: expected a file that exists/],
    ["objectives=[worker fit]", /objectives\[0\]: .*did you mean fits\?/],
    ["objectives=[worker cpuUse]", /objectives\[0\]: expected a limit such as/],
    ["objectives=[worker fits <= 1]", /objectives\[0\]: expected 'worker fits' without a limit/],
    ["objectives=[total fargatePerMonth <= lots]", /objectives\[0\]: expected US dollars/],
    ["claims=[{document: x, compute: worker.lagre.cpuUse}]", /claims\[0\]\.compute: .*did you mean large\?/],
    ["claims=[{document: x, compute: wroker.cpuUse}]", /claims\[0\]\.compute: .*did you mean worker\?/],
    ["roles={}", /roles: expected at least one role, got none/],
    ["rolls=1", /rolls: expected one of the keys .*did you mean roles\?/],
  ])("%s", (set, problem) => {
    expect(problems(good, { set: [set] }).join("\n")).toMatch(problem);
  });

  test("a role that no size of Fargate holds one of, where none is named", () => {
    const set = ["roles.worker.use=", "roles.worker.memory.each=200 GB per agent"];
    expect(problems(good, { set }).join("\n")).toMatch(/roles\.worker: expected a role of which some size of Fargate/);
  });

  test("all mistakes at once", () => {
    const set = ["roles.worker.use=x", "load.agents=-1", "region=nowhere", "objectives=[y]"];
    expect(problems(good, { set })).toHaveLength(4);
  });
});

describe("a summand of a formula", () => {
  const amount = fc.integer({ min: 0, max: 1_000 }).map((quarters) => quarters / 4);
  const word = fc.constantFrom("agents", "connections", "users");
  const per = fc.option(
    fc.record({
      kind: fc.option(fc.constantFrom("sse", "idle")),
      load: word,
      count: fc.integer({ min: 1, max: 5_000 }),
    }),
  );
  const term = fc
    .tuple(amount, amount, per)
    .map(([one, other, per]) => ({ low: Math.min(one, other), high: Math.max(one, other), per }));

  test.each([
    ["vCPU", vcpuTerm()],
    ["memory", memoryTerm()],
  ])("of %s is written so that it reads back exactly", (_, codec) => {
    fc.assert(
      fc.property(term, (value) => {
        expect(z.decode(codec, z.encode(codec, value))).toEqual(value);
      }),
    );
  });

  test.each([
    ["0.25 vCPU", { low: 0.25, high: 0.25, per: null }],
    [256, { low: 0.25, high: 0.25, per: null }],
    ["0.5 vCPU per 50 agents", { low: 0.5, high: 0.5, per: { kind: null, load: "agents", count: 50 } }],
    ["0.25 vCPU to 0.5 vCPU per agent", { low: 0.25, high: 0.5, per: { kind: null, load: "agent", count: 1 } }],
    ["1.5 vCPU per 1,000 grpc streams", { low: 1.5, high: 1.5, per: { kind: "grpc", load: "streams", count: 1000 } }],
  ])("%s", (written, value) => {
    expect(z.decode(vcpuTerm(), written)).toEqual(value);
  });

  test.each(["", "vCPU", "0.5 vCPU per 0 agents", "0.5 GB per agent", "0.5 vCPU per 5 6 agents", true, null])(
    "refused: %s",
    (written) => {
      expect(vcpuTerm().safeDecode(written).success).toBe(false);
    },
  );
});
