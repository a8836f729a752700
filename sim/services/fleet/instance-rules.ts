import type { Path } from "../../../scenarios/language/index.js";
import { either, spell } from "../../../scenarios/language/spelling.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { typeNamed } from "../../capacity/instances/pools.js";
import { roomFor } from "../../capacity/packing.js";
import { type ProviderName, providers } from "../../capacity/providers/index.js";
import { sharesOf } from "../../capacity/strategy.js";
import { InstanceLaunches } from "../../pool/instances/instance-launches.js";
import { kindOf, metricNames } from "../../scaling/metric.js";
import type { ReadingName } from "../../scaling/metrics/kind.js";
import { createDynamicPolicies, withoutCooldown } from "../../scaling/scaling-shape.js";
import { reportUnreadable } from "../file-rule.js";
import type { ServiceRule, ServiceView } from "../kind.js";
import { isScaledByDefault, type TaskFleetConfig } from "./fleet-shape.js";
import { groupsOf, scalesItself } from "./instances-shape.js";
import { createTaskDefinition } from "./task-definitions.js";

type Rule = ServiceRule<TaskFleetConfig>;

/** Tasks that are to be on instances have some. */
const instancesSaid: Rule = {
  code: "no-instances",
  check({ instances, fallback }, view, report) {
    const wanted = [...usedBy(view), ...(fallback === undefined ? [] : [fallback.to])];
    for (const { name, hasInstances } of providers) {
      if (!hasInstances || !wanted.includes(name) || instances?.[name] !== undefined) continue;
      report([...view.at, "capacity"], {
        severity: "error",
        expected: `instances for ${name}, on which its tasks are placed`,
        got: "none",
        hint: `write services.${view.name}.instances: { ${name}: { types: [m6g.2xlarge] } }`,
      });
    }
  },
};

/** Instances that no task is placed on are bought for nothing, or never. */
const instancesUsed: Rule = {
  code: "unused-instances",
  check({ instances, fallback }, view, report) {
    const used = usedBy(view);
    for (const [name] of groupsOf(instances)) {
      if (used.includes(name) || fallback?.to === name) continue;
      report([...view.at, "instances", name], {
        severity: "warning",
        expected: `a weight for ${name} in capacity`,
        got: "none",
        hint: `write capacity: { ${name}: { weight: 1 } }, or leave these instances out`,
      });
    }
  },
};

/** A type has the processor of the tasks, and some type holds one. */
const typesForTask: Rule = {
  code: "instance-type",
  check({ task, instances }, { name, at }, report) {
    const { vcpu, memoryMib } = createTaskDefinition(name, task);
    for (const [provider, group] of groupsOf(instances)) {
      const path = [...at, "instances", provider, "types"];
      const types = group.types.map(typeNamed);
      for (const [index, { architecture, name: type }] of types.entries()) {
        if (architecture === task.architecture) continue;
        const hint = `set task.architecture: ${architecture}, or choose a type of the other sort`;
        report([...path, index], { severity: "error", expected: `a type for ${task.architecture}`, got: type, hint });
      }
      const needs = { cpu: vcpu, memory: memoryMib * group.memoryReservation };
      const { reserve } = group;
      const holds = types.some(
        ({ cpu, memory }) => roomFor(needs, { cpu: cpu - reserve.cpu, memory: memory - reserve.memory }) > 0,
      );
      if (holds) continue;
      report(path, {
        severity: "error",
        expected: `a type with room for a task of ${spell.vcpu(needs.cpu)} and ${spell.memory(needs.memory)}`,
        got: group.types.join(", "),
        hint: `the agent and daemons keep ${spell.vcpu(reserve.cpu)} and ${spell.memory(reserve.memory)} of each (reserve)`,
      });
    }
  },
};

/** A group has the zones that it asks for, and begins within its bounds. */
const groupSize: Rule = {
  code: "instance-group",
  check({ instances }, { at, account }, report) {
    for (const [provider, group] of groupsOf(instances)) {
      const path = [...at, "instances", provider];
      const { zones, desired, bounds } = group;
      if (zones !== undefined && zones > account.zones) {
        const expected = `at most the ${account.zones} zones of the account`;
        report([...path, "zones"], {
          severity: "error",
          expected,
          got: String(zones),
          hint: "account.zones says how many there are",
        });
      }
      if (desired === undefined) continue;
      if (!scalesItself(group)) {
        report([...path, "desired"], {
          severity: "error",
          expected: "nothing here, since its tasks say how many instances there are",
          got: String(desired),
          hint: "bounds.min keeps some; with scaling: [ … ] the group has a size of its own, which its tasks fill",
        });
      } else if (desired < bounds.min || desired > bounds.max) {
        const expected = `${bounds.min} to ${bounds.max} instances, as bounds say`;
        report([...path, "desired"], { severity: "error", expected, got: String(desired) });
      }
    }
  },
};

/** Where tasks follow instances, tasks fill them: nothing else may set the number of tasks or their providers. */
const instancesLead: Rule = {
  code: "instances-lead",
  check({ instances, scaling, desired, capacity }, { at, name }, report) {
    const leading = groupsOf(instances).find(([, group]) => scalesItself(group));
    if (leading === undefined) return;
    const [provider] = leading;
    const others = sharesOf(capacity).filter((share) => share.name !== provider);
    const because = `the instances of ${provider} scale themselves (instances.${provider}.scaling), and tasks fill them`;
    if (others.length > 0) {
      report([...at, "capacity"], {
        severity: "error",
        expected: `${provider} alone, since ${because}`,
        got: `${others.map((share) => share.name).join(" and ")} besides`,
        hint: `put them into a service of their own, for example ${name}-burst, or leave the scaling of the group out: then the tasks of ${name} say how many instances there are`,
      });
    }
    if (scaling.length > 0 && !isScaledByDefault({ scaling })) {
      const hint = "leave it out, or move it to the instances";
      report([...at, "scaling"], {
        severity: "error",
        expected: `no policies of tasks, since ${because}`,
        got: "some",
        hint,
      });
    }
    if (desired !== undefined) {
      const hint = `instances.${provider}.desired says with how many instances it begins`;
      report([...at, "desired"], {
        severity: "error",
        expected: `nothing here, since ${because}`,
        got: String(desired),
        hint,
      });
    }
  },
};

/** A group is scaled by metrics that its service has. */
function ownInstanceMetrics(readings: readonly ReadingName[]): Rule {
  return {
    code: "scaling-metric",
    check({ instances }, { name, at }, report) {
      const isOwn = (metric: (typeof metricNames)[number]) =>
        kindOf(metric).asks.every((reading) => reading === "messages" && readings.includes(reading));
      for (const [provider, { scaling = [] }] of groupsOf(instances)) {
        for (const [index, config] of scaling.entries()) {
          const { metrics = [] } = createDynamicPolicies([withoutCooldown(config)])[0] ?? {};
          const others = metrics.filter((metric) => !isOwn(metric));
          if (others.length === 0) continue;
          report([...at, "instances", provider, "scaling", index, "metric"], {
            severity: "error",
            expected: either(metricNames.filter(isOwn)),
            got: others.join(", "),
            hint: `the instances of ${name} have no such metric`,
          });
        }
      }
    },
  };
}

/** The tables that launches of instances are drawn from are there and can be read. */
const instanceLaunchFiles: Rule = {
  code: "file",
  check(config, { name, at, seed, tables }, report) {
    for (const [provider, group] of groupsOf(config.instances)) {
      const below: Path = ["instances", provider, "launch"];
      const made = orInputError(() => new InstanceLaunches(seed, name, group, tables));
      if (made instanceof InputError) reportUnreadable(made, config, at, below, report);
    }
  },
};

/** The checks of a service's instances; `readings`: what its kind shows beside its tasks. */
export function instanceRules(readings: readonly ReadingName[]): readonly Rule[] {
  return [
    instancesSaid,
    instancesUsed,
    typesForTask,
    groupSize,
    instancesLead,
    ownInstanceMetrics(readings),
    instanceLaunchFiles,
  ];
}

function usedBy({ strategies }: Pick<ServiceView, "strategies">): readonly ProviderName[] {
  return strategies.flatMap((strategy) => sharesOf(strategy).map(({ name }) => name));
}
