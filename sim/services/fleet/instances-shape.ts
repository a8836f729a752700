import { z } from "zod";
import { duration, integer } from "../../../scenarios/language/index.js";
import {
  groupKeys,
  type InstanceGroupConfig,
  type SpotGroupKeys,
  spotGroupKeys,
} from "../../capacity/instances/shape.js";
import { type ProviderName, providers } from "../../capacity/providers/index.js";
import { instanceScalingShape } from "../../scaling/scaling-shape.js";

const scaling = instanceScalingShape
  .optional()
  .describe(
    "The policies that scale the instances, which tasks then fill; left out, the tasks say how many there are.",
  );

const scaledKeys = {
  desired: integer({ min: 0, max: 10_000 }).optional().meta({
    description: "Instances at the start of a group that scales itself; left out, as few as the bounds allow.",
    aws: "DesiredCapacity",
  }),
  warmup: duration({ max: 86_400_000_000 }).prefault("300s").meta({
    description:
      "How long a new instance warms up: meanwhile its group is not scaled in, and it counts for no further scale-out.",
    aws: "DefaultInstanceWarmup",
  }),
  scaling,
};

const onDemandGroup = z.strictObject({ ...groupKeys, ...scaledKeys });
const spotGroup = z.strictObject({ ...groupKeys, ...spotGroupKeys, ...scaledKeys });

/** A group of instances as a service has it, on whichever provider. */
export interface InstancesConfig extends InstanceGroupConfig, Partial<Omit<SpotGroupKeys, "known">> {
  readonly desired?: number | undefined;
  readonly warmup: number;
  readonly scaling?: z.output<typeof instanceScalingShape> | undefined;
}

/** The groups of a service, by provider. */
export type Instances = Readonly<Partial<Record<ProviderName, InstancesConfig>>>;

const groups = providers
  .filter(({ hasInstances }) => hasInstances)
  .map(
    ({ name, purchase }) =>
      [
        name,
        (purchase === "spot" ? spotGroup : onDemandGroup).optional().describe(`The instances of ${name}.`),
      ] as const,
  );

/** The instances of a service whose tasks share some: a group for each provider of that sort that its strategy uses. */
export const instancesShape = z.strictObject(Object.fromEntries(groups)) as unknown as z.ZodType<Instances>;

/** The policies of a group say its size, and its tasks fill it. */
export function scalesItself({ scaling }: Pick<InstancesConfig, "scaling">): boolean {
  return scaling !== undefined;
}

/** A service without the policies of tasks that do nothing, since its instances lead. */
export function ownScaling<Fleet extends { readonly instances?: Instances | undefined }>(fleet: Fleet): Fleet {
  return groupsOf(fleet.instances).some(([, group]) => scalesItself(group)) ? { ...fleet, scaling: [] } : fleet;
}

/** The groups of a service, each with its provider. */
export function groupsOf(instances: Instances | undefined): readonly (readonly [ProviderName, InstancesConfig])[] {
  return providers.flatMap(({ name }) => {
    const group = instances?.[name];
    return group === undefined ? [] : [[name, group] as const];
  });
}

/** Aspects that a service has in addition where its tasks run on instances of their own. */
export function instanceAspects(fleet: { readonly instances?: Instances | undefined } | null): readonly "instances"[] {
  return groupsOf(fleet?.instances).length > 0 ? ["instances"] : [];
}
