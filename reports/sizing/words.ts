import { absent, dollars, type Format, percent, quantity } from "../../sim/facts/numbers.js";
import type { Amounts, Level } from "../../sim/sizing/fit.js";
import type { Range } from "../../sim/sizing/need.js";
import type { Answer, PerMonthUsd, RoleSizing, Sizing, SizingObjective, Unit } from "../../sim/sizing/sizing.js";
import type { InstanceFleet } from "../../sim/sizing/ways-to-buy.js";

/** The load to serve: "1,000 agents", "10,000 connections (4,000 sse, 6,000 websocket)". */
export function loadWords({ load }: Sizing): readonly string[] {
  return Object.entries(load).map(([name, amount]) => {
    if (typeof amount === "number") return `${quantity(amount)} ${name}`;
    const kinds = Object.entries(amount).map(([kind, count]) => `${quantity(count)} ${kind}`);
    const total = Object.values(amount).reduce((sum, count) => sum + count, 0);
    return `${quantity(total)} ${name} (${kinds.join(", ")})`;
  });
}

/** A number that may be a range: "5.5", "5–10". */
export function range({ low, high }: Range, format: Format = quantity): string {
  const [from, to] = [format(low), format(high)];
  if (from === to) return from;
  return `${from.replace(/ .*$/, "")}–${to}`;
}

/** "4 vCPU/8 GB". */
export function sizeWords({ vcpu, memoryGb }: Amounts): string {
  return `${quantity(vcpu)} vCPU/${quantity(memoryGb)} GB`;
}

/** "4/8", under a heading that says vCPU/GB. */
export function pair({ vcpu, memoryGb }: Amounts): string {
  return `${quantity(vcpu)}/${quantity(memoryGb)}`;
}

const formats: Readonly<Record<Unit, Format>> = {
  vCPU: (value) => `${quantity(value)} vCPU`,
  GB: (value) => `${quantity(value)} GB`,
  ratio: percent,
  USD: dollars,
  count: quantity,
  "yes or no": (value) => (value === 1 ? "yes" : "no"),
};

/** An answer with its unit. */
export function answerWords({ value, unit }: Answer): string {
  return value === null ? absent : range(value, formats[unit]);
}

/** Which containers: the name in the file, or that they are the cheapest. */
export function useWords({ use, fit }: RoleSizing): string {
  return use === null ? "the cheapest within the targets" : `${use}${fit.on === "EC2" ? " (EC2 alone)" : ""}`;
}

/** One resource that a full container has enough of, or not. */
export interface FitRow {
  readonly role: string;
  readonly topic: string;
  readonly needs: string;
  readonly has: string;
  readonly use: string;
  readonly verdict: string;
  readonly level: Level;
}

/** CPU, in each state where there are several, and memory of the containers that a role uses. */
export function fitRows(role: string, { fit }: RoleSizing, targets: Sizing["targets"]): readonly FitRow[] {
  const { has, needed, states, cpuUse, cpuLevel, memoryUse, memoryLevel } = fit;
  const single = [{ state: "", neededVcpu: needed.vcpu, cpuUse, level: cpuLevel }];
  const cpu = (states.length === 0 ? single : states).map(({ state, neededVcpu, cpuUse, level }) => ({
    role,
    topic: `vCPU ${state}`.trimEnd(),
    needs: range(neededVcpu),
    has: quantity(has.vcpu),
    use: range(cpuUse, wholePercent),
    verdict: levelWords(level, targets.cpu, "cpu"),
    level,
  }));
  const memory = {
    role,
    topic: "GB",
    needs: range(needed.memoryGb),
    has: quantity(has.memoryGb),
    use: range(memoryUse, wholePercent),
    verdict: levelWords(memoryLevel, targets.memory, "memory"),
    level: memoryLevel,
  };
  return [...cpu, memory];
}

const wholePercent: Format = (value) => `${quantity(Math.round(value * 100))} %`;

function levelWords(level: Level, targets: Readonly<Record<string, number>>, resource: "cpu" | "memory"): string {
  switch (level) {
    case "short":
      return "does not fit";
    case "no-buffer":
      return `no ${percent(targets.oomBuffer)} buffer left`;
    case "scales-up":
      return `above ${percent(targets.scaleUp)}: scales up`;
    case "above-target":
      return `above the ${resource === "cpu" ? "target or burst room" : "target"} (${percent(targets.target)})`;
    case "scales-down":
      return `below ${percent(targets.scaleDown)}: scales down`;
    case "within":
      return "within the targets";
  }
}

/** A share of its formulas that a size lacks: "57 %", or a dash for nothing. */
export function lacking(share: Range): string {
  return share.high === 0 ? absent : range(share, wholePercent);
}

/** Money of the three ways to buy. */
export function perMonthWords({ fargate, fargateSpot, ec2 }: PerMonthUsd): readonly string[] {
  return [fargate, fargateSpot, ec2].map((usd) => (usd === null ? absent : dollars(usd)));
}

/** "50 × m5.xlarge". */
export function instanceWords(fleet: InstanceFleet | null | undefined): string {
  return fleet ? `${quantity(fleet.instances)} × ${fleet.instanceType}` : "no type takes them";
}

/** Use of the instances, and the number that no packing could do without. */
export function packedWords(fleet: InstanceFleet): string {
  const { cpuPacked, memoryPacked, instances, instancesAtLeast, spotPerMonthUsd } = fleet;
  const fewer =
    instances === instancesAtLeast ? "none fewer would do" : `at least ${quantity(instancesAtLeast)} by the sums`;
  const spot = spotPerMonthUsd === null ? "" : `; ${dollars(spotPerMonthUsd)} on EC2 Spot, by its advisor of June 2025`;
  return `${percent(cpuPacked)} of their vCPU and ${percent(memoryPacked)} of their memory reserved, ${fewer}${spot}`;
}

/** "met", "missed", and what was found. */
export function objectiveWords(objective: SizingObjective): string {
  return `${objective.objective}: ${objective.verdict} (${answerWords(objective)})`;
}
