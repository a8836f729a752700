import { describe, expect, test } from "vitest";
import { issuesOf } from "./reader.js";
import { finds, type RuleCase, web } from "./rule-case.js";

const ec2 = "capacity: { EC2: { weight: 1 } }";
const scaling = "scaling: [ { kind: target-tracking, metric: cpu, target: 50 % } ]";
const led = (more = "") => `instances: { EC2: { types: [m6i.large], bounds: { min: 1, max: 9 }, ${scaling}${more} } }`;

describe("of instances refused is", () => {
  test.each<RuleCase>([
    {
      code: "no-instances",
      path: "services.web.capacity",
      text: web(`${ec2} # here`),
      says: /instances for EC2, on which its tasks are placed, got none \(write services\.web\.instances: { EC2: { types: \[m6g\.2xlarge\] } }\)/,
    },
    {
      code: "instance-type",
      path: "services.web.instances.EC2.types[1]",
      text: web(`${ec2}\ninstances: { EC2: { types: [m6i.large, m6g.large] } } # here`),
      says: /a type for x86_64, got m6g\.large \(set task\.architecture: arm64/,
    },
    {
      code: "instance-type",
      path: "services.web.instances.EC2.types",
      text: web(`${ec2}\ntask: { cpu: 8 vCPU, memory: 16 GB }\ninstances: { EC2: { types: [c6i.2xlarge] } } # here`),
      says: /room for a task of 8 vCPU and 16 GB, got c6i\.2xlarge \(the agent and daemons keep 0 vCPU and 512 MiB of each/,
    },
    {
      code: "instance-group",
      path: "services.web.instances.EC2.zones",
      text: web(`${ec2}\ninstances: { EC2: { types: [m6i.large], zones: 5 } } # here`),
      says: /at most the 3 zones of the account, got 5/,
    },
    {
      code: "instance-group",
      path: "services.web.instances.EC2.desired",
      text: web(`${ec2}\ninstances: { EC2: { types: [m6i.large], desired: 3 } } # here`),
      says: /nothing here, since its tasks say how many instances there are, got 3 \(bounds\.min keeps some/,
    },
    {
      code: "instance-group",
      path: "services.web.instances.EC2.desired",
      text: web(`${ec2}\n${led(", desired: 12")} # here`),
      says: /1 to 9 instances, as bounds say, got 12/,
    },
    {
      code: "instances-lead",
      path: "services.web.capacity",
      text: web(`${led()}\ncapacity: { EC2: { weight: 1 }, FARGATE: { weight: 1 } } # here`),
      says: /EC2 alone, since the instances of EC2 scale themselves.* got FARGATE besides \(put them into a service of their own/,
    },
    {
      code: "instances-lead",
      path: "services.web.scaling",
      text: web(`${ec2}\n${led()}\nscaling: [ { kind: target-tracking, metric: cpu, target: 70 % } ] # here`),
      says: /no policies of tasks, since the instances of EC2 scale themselves/,
    },
    {
      code: "instances-lead",
      path: "services.web.desired",
      text: web(`${ec2}\n${led()}\ndesired: 3 # here`),
      says: /nothing here, .* got 3 \(instances\.EC2\.desired says with how many instances it begins\)/,
    },
    {
      code: "scaling-metric",
      path: "services.web.instances.EC2.scaling[0].metric",
      text: web(
        `${ec2}\ninstances: { EC2: { types: [m6i.large], scaling: [ { kind: target-tracking, metric: requests-per-target, target: 100/min } ] } } # here`,
      ),
      says: /cpu.* or .*memory.*, got requests-per-target \(the instances of web have no such metric\)/,
    },
    {
      code: "savings-plan-rate",
      path: "prices.committedUsdPerHour",
      text: `${web(`${ec2}\ninstances: { EC2: { types: [m6i.large] } }`)}\nprices: { committedUsdPerHour: $1 } # here`,
      says: /savingsPlanDiscountEc2 beside it, since the plan pays for EC2 instances too/,
    },
    {
      code: "no-price",
      path: "region",
      text: `region: eu-south-1 # here\n${web(`${ec2}\ntask: { cpu: 1 vCPU, memory: 2 GB, architecture: arm64 }\ninstances: { EC2: { types: [m7g.large] } }`)}`,
      says: /a region with every price, got no price for EC2 m7g\.large Linux on-demand in eu-south-1/,
    },
  ])("'$code' at '$path'", finds("error"));
});

test("instances that no task is placed on are warned of", () => {
  finds("warning")({
    code: "unused-instances",
    path: "services.web.instances.EC2",
    text: web("instances: { EC2: { types: [m6i.large] } } # here"),
    says: /a weight for EC2 in capacity, got none/,
  });
});

test("tasks on instances are of any size, and one that may come to Fargate is of Fargate's", () => {
  const codes = (capacity: string) =>
    issuesOf(
      `extends: good.yaml\n${web(`task: { cpu: 0.7 vCPU, memory: 1500 MiB }\ninstances: { EC2: { types: [m6i.large] } }\ncapacity: ${capacity}`)}`,
    ).map(({ code }) => code);
  expect(codes("{ EC2: { weight: 1 } }")).toEqual([]);
  expect(codes("{ EC2: { weight: 1 }, FARGATE: { weight: 1 } }")).toContain("task-size");
});

test("a type, a strategy of allocation and AWS's own words are told of where they are misspelt", () => {
  const words = (group: string) =>
    issuesOf(`extends: good.yaml\n${web(`${ec2}\ninstances: { ${group} }`)}`)
      .map(({ path, expected, hint }) => `${path}: ${expected} (${hint})`)
      .join("\n");
  expect(words("EC2: { types: [m6i.2xlrage] }")).toMatch(/types\[0\]: .*did you mean m6i\.2xlarge/);
  expect(words("EC2: { types: [m6i.large], minSize: 3 }")).toMatch(
    /minSize: the spelling bounds: { min: 0, max: 200 }/,
  );
  expect(words("EC2_SPOT: { types: [m6i.large], allocation: cheapest }")).toMatch(/allocation: .*lowest-price/);
  expect(words("EC2_SPOT: { types: [m6i.large], spotMaxPrice: 0.1 }")).toMatch(
    /not modelled yet: a maximum price of Spot/,
  );
  expect(words("EC2: { types: [m6i.large], allocation: lowest-price }")).toMatch(/EC2\.allocation/);
});
