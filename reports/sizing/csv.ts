import { stringify } from "csv-stringify/sync";
import type { Fit } from "../../sim/sizing/fit.js";
import type { PerMonthUsd, RoleSizing, Sizing } from "../../sim/sizing/sizing.js";
import type { Reporter } from "../reporter.js";

const header = [
  ...["sizing", "variant", "role", "size", "inUse", "containers", "vcpu", "memoryGb", "holds"],
  ...["formulaVcpuLow", "formulaVcpuHigh", "formulaMemoryGbLow", "formulaMemoryGbHigh"],
  ...["neededVcpuLow", "neededVcpuHigh", "neededMemoryGbLow", "neededMemoryGbHigh"],
  ...["cpuUseLow", "cpuUseHigh", "memoryUseLow", "memoryUseHigh", "cpuLevel", "memoryLevel", "fits"],
  ...["withinTargetsVcpu", "withinTargetsMemoryGb", "fargateUsd", "fargateSpotUsd", "ec2Usd"],
];

/** A row for every size of every role, in use or not, and one for the total; money is of a month. */
export const csv: Reporter<Sizing> = {
  format: "csv",
  print({ sizing, variant, roles, total }) {
    const rows = Object.entries(roles).flatMap(([name, role]) => rowsOf(role).map((row) => [name, ...row]));
    const { containers, vcpu, memoryGb, perMonthUsd } = total;
    const blank = header.slice(8, -3).map(() => null);
    const sum = ["total", null, true, containers, vcpu, memoryGb, ...blank, ...money(perMonthUsd)];
    return stringify([header, ...[...rows, sum].map((row) => [sizing, variant, ...row])], {
      cast: { boolean: (value) => (value ? "yes" : "no") },
    });
  },
};

type Cell = string | number | boolean | null;

function rowsOf({ use, sizes, fit, containers, perMonthUsd, cheapest }: RoleSizing): readonly (readonly Cell[])[] {
  const listed = Object.entries(sizes).map(([size, each]) =>
    row(size, each, size === use ? { inUse: true, containers, perMonthUsd } : { inUse: false, containers: null }),
  );
  if (use === null) return [...listed, row("cheapest", fit, { inUse: true, containers, perMonthUsd })];
  if (cheapest === null) return listed;
  const price = { fargate: cheapest.perMonthUsd, fargateSpot: null, ec2: null };
  const others = { inUse: false, containers: cheapest.containers, perMonthUsd: price };
  return [...listed, row("cheapest", cheapest.fit, others)];
}

interface Used {
  readonly inUse: boolean;
  readonly containers: number | null;
  readonly perMonthUsd?: PerMonthUsd;
}

function row(size: string, fit: Fit, { inUse, containers, perMonthUsd }: Used): readonly Cell[] {
  const { has, holds, formula, needed, cpuUse, memoryUse, cpuLevel, memoryLevel, fits, withinTargets } = fit;
  const ranges = [formula.vcpu, formula.memoryGb, needed.vcpu, needed.memoryGb, cpuUse, memoryUse];
  return [
    ...[size, inUse, containers, has.vcpu, has.memoryGb, holds],
    ...ranges.flatMap(({ low, high }) => [low, high]),
    ...[cpuLevel, memoryLevel, fits, withinTargets?.vcpu ?? null, withinTargets?.memoryGb ?? null],
    ...(perMonthUsd === undefined ? [null, null, null] : money(perMonthUsd)),
  ];
}

function money({ fargate, fargateSpot, ec2 }: PerMonthUsd): readonly (number | null)[] {
  return [fargate, fargateSpot, ec2];
}
