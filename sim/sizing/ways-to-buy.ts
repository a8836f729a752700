import { hoursPerMonth } from "../../scenarios/language/units/time.js";
import type { TaskSize } from "../capacity/fargate-sizes.js";
import { type InstanceType, instanceTypes } from "../capacity/instance-types.js";
import { spotAdvice } from "../capacity/instances/spot-advisor.js";
import { instancesFor, roomFor, type TaskGroup } from "../capacity/packing.js";
import { ec2, instanceComponent } from "../cost/items/ec2.js";
import { fargate } from "../cost/items/fargate.js";
import type { BillItem } from "../cost/items/item.js";
import { observedDiscount, type PriceBook, type PriceList, priceList } from "../cost/price-book.js";
import { exact } from "./need.js";
import type { SizingConfig } from "./shape.js";

/** EC2 instances of one type that hold some containers. */
export interface InstanceFleet {
  readonly instanceType: string;
  readonly vcpu: number;
  readonly memoryGb: number;
  readonly instances: number;
  /** Lower bound for any packing, by the sums of vCPU and memory. */
  readonly instancesAtLeast: number;
  /** Shares of the instances' vCPU and memory that the containers reserve. */
  readonly cpuPacked: number;
  readonly memoryPacked: number;
  readonly perMonthUsd: number;
  /** Price of all of them on Spot, at the saving of the Spot Instance Advisor; null where it lists none. */
  readonly spotPerMonthUsd: number | null;
}

/** Hourly prices of each way to buy, in one region and on one architecture. */
export class WaysToBuy {
  readonly prices: PriceList;
  readonly spotDiscount: number;
  readonly #config: SizingConfig;
  readonly #vcpuUsdPerHour: number;
  readonly #gbUsdPerHour: number;
  readonly #types: readonly (InstanceType & { readonly usdPerHour: number })[];

  constructor(config: SizingConfig, book: PriceBook) {
    const [vcpu, memory] = fargateItems(config);
    const types = typesOf(config, book).map((type) => ({ ...type, item: instanceItem(type) }));
    this.#config = config;
    this.prices = priceList(book, config.region, [vcpu, memory, ...types.map(({ item }) => item)]);
    const paid = 1 - config.prices.discount;
    const usd = (item: BillItem) => paid * (this.prices.rows.get(item)?.usd ?? Number.NaN);
    this.#vcpuUsdPerHour = usd(vcpu);
    this.#gbUsdPerHour = usd(memory);
    this.#types = types.map(({ item, ...type }) => ({ ...type, usdPerHour: usd(item) }));
    this.spotDiscount = config.spotDiscount ?? observedDiscount(book, config.region)?.discount ?? 0;
  }

  /** An hour of a task on Fargate. */
  fargateUsdPerHour = ({ cpu, memory }: TaskSize): number =>
    cpu * this.#vcpuUsdPerHour + (memory / 1_024) * this.#gbUsdPerHour;

  /** A month of so many tasks on Fargate. */
  fargatePerMonth({ size, count }: TaskGroup): number {
    return count * this.fargateUsdPerHour(size) * hoursPerMonth;
  }

  /** Tasks packed on each type of instance that holds them, the cheapest first. */
  onInstances(tasks: readonly TaskGroup[]): readonly InstanceFleet[] {
    const fleets = this.#types.flatMap((type) => {
      const room = { cpu: type.cpu, memory: type.memory - this.#config.ec2.reservedMemory };
      const instances = instancesFor(tasks, room);
      return instances === null ? [] : [instanceFleet(tasks, type, room, instances, this.#config.region)];
    });
    return fleets.toSorted((a, b) => a.perMonthUsd - b.perMonthUsd);
  }

  /** Number of containers of a size that each instance type holds. */
  perInstance(size: TaskSize): Readonly<Record<string, number>> {
    const entries = this.#types.map(({ name, cpu, memory }) => [
      name,
      roomFor(size, { cpu, memory: memory - this.#config.ec2.reservedMemory }),
    ]);
    return Object.fromEntries(entries);
  }
}

/** The types to try: those that are named, or every one with a price that always has all of its CPU. */
function typesOf({ ec2, architecture, region }: SizingConfig, book: PriceBook): readonly InstanceType[] {
  if (ec2.instanceTypes !== undefined) return instanceTypes.filter(({ name }) => ec2.instanceTypes!.includes(name));
  return instanceTypes.filter(
    (type) =>
      type.architecture === architecture && !type.burstable && book.find(region, "EC2", instanceComponent(type.name)),
  );
}

function instanceFleet(
  tasks: readonly TaskGroup[],
  { name, cpu, memory, usdPerHour }: InstanceType & { readonly usdPerHour: number },
  room: TaskSize,
  instances: number,
  region: string,
): InstanceFleet {
  const sum = (of: "cpu" | "memory") => tasks.reduce((total, { size, count }) => total + count * size[of], 0);
  const perMonthUsd = instances * usdPerHour * hoursPerMonth;
  const advice = spotAdvice(name, region);
  return {
    instanceType: name,
    vcpu: cpu,
    memoryGb: memory / 1_024,
    instances,
    instancesAtLeast: Math.max(Math.ceil(exact(sum("cpu") / room.cpu)), Math.ceil(exact(sum("memory") / room.memory))),
    cpuPacked: sum("cpu") / (instances * cpu),
    memoryPacked: sum("memory") / (instances * memory),
    perMonthUsd,
    spotPerMonthUsd: advice === null ? null : perMonthUsd * (1 - advice.saving),
  };
}

function fargateItems({ architecture }: SizingConfig): readonly [BillItem, BillItem] {
  const item = (name: string) => fargate.find(({ item }) => item === `Fargate ${name} ${architecture}`)!;
  return [item("vCPU"), item("memory")];
}

function instanceItem({ name }: InstanceType): BillItem {
  return ec2.find(({ item }) => item === `EC2 ${name}`)!;
}
