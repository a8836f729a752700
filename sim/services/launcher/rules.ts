import type { Path } from "../../../scenarios/language/index.js";
import { didYouMean } from "../../../scenarios/language/issues.js";
import { either, spell } from "../../../scenarios/language/spelling.js";
import { Clock, isTooLong } from "../../../workload/clock.js";
import { integral, rateAt } from "../../../workload/curves/index.js";
import { createDistribution, type DistributionConfig } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { momentsOf } from "../../../workload/when.js";
import { byProvider } from "../../capacity/providers/by-provider.js";
import { providers } from "../../capacity/providers/index.js";
import { sharesOf } from "../../capacity/strategy.js";
import { reportUnreadable } from "../file-rule.js";
import type { ServiceRule, ServiceView } from "../kind.js";
import { flowConfig, flowName, profileOf } from "./flows.js";
import type { LauncherConfig } from "./shape.js";

type Rule = ServiceRule<LauncherConfig>;

/** Each run has a Fargate task: a launcher has no instances to put one on. */
const noInstances: Rule = {
  code: "no-instances",
  check({ capacity }, { at }, report) {
    const onFargate = providers.filter(({ hasInstances }) => !hasInstances).map(({ name }) => name);
    for (const { name } of sharesOf(capacity)) {
      if (onFargate.includes(name)) continue;
      const hint = "a worker-service with instances works on EC2 what a queue brings";
      report([...at, "capacity", name], { severity: "error", expected: either(onFargate), got: name, hint });
    }
  },
};

/** A flow may only name a profile that exists. */
const knownProfiles: Rule = {
  code: "unknown-profile",
  check({ profiles, profile, flows }, { at }, report) {
    const names = Object.keys(profiles);
    const check = (path: Path, name: string | undefined) => {
      if (name === undefined || names.includes(name)) return;
      const hint = didYouMean(name, names);
      report([...at, ...path], {
        severity: "error",
        expected: `one of the profiles ${names.join(", ")}`,
        got: `'${name}'`,
        hint,
      });
    };
    check(["profile"], profile);
    for (const [flow, own] of Object.entries(flows)) check(["flows", flow, "profile"], own.profile);
  },
};

/** Settings of a flow must belong to runs that some demand sends. */
const usedFlows: Rule = {
  code: "idle-flow",
  check({ flows }, { at, sent }, report) {
    const used = sent.flatMap((demand) => [demand.name, ...(demand.classes ?? []).map(({ name }) => name)]);
    for (const flow of Object.keys(flows)) {
      if (used.includes(flow)) continue;
      report([...at, "flows", flow], {
        severity: "warning",
        expected: "a flow whose runs come: the name of a class of a demand, or of a demand with a request",
        got: `'${flow}', of which none come`,
        hint: didYouMean(flow, used),
      });
    }
  },
};

/** A run calls nobody: what it asks of others is a wait. */
const noCalls: Rule = {
  code: "run-calls",
  check(_, { classes }, report) {
    for (const { at, request } of classes) {
      const index = request.steps.findIndex(({ kind }) => kind === "call");
      if (index < 0) continue;
      const hint = "write a wait with the distribution of its latency";
      report([...at, "steps", index, "call"], {
        severity: "error",
        expected: "cpu or wait in a task of a run",
        got: "a call",
        hint,
      });
    }
  },
};

/** Files behind distributions can be read. */
const tableFiles: Rule = {
  code: "file",
  check(config, { at, tables }, report) {
    const of = (path: Path, distribution: DistributionConfig | undefined) => {
      if (distribution === undefined) return;
      const made = orInputError(() => createDistribution(distribution, tables));
      if (made instanceof InputError) reportUnreadable(made, config, at, path, report);
    };
    for (const [key, distribution] of Object.entries(config.launch)) of(["launch", key], distribution);
    for (const [flow, { memory, disk }] of Object.entries(config.flows)) {
      of(["flows", flow, "memory"], memory);
      of(["flows", flow, "disk"], disk);
    }
  },
};

/** A process that waits as long as ECS does is killed before it can say that its run has failed. */
const drainInTime: Rule = {
  code: "late-drain",
  check({ drain: { onSigterm, timeout, stopTimeout } }, { at }, report) {
    if (onSigterm === "ignore" || timeout < stopTimeout) return;
    report([...at, "drain", "timeout"], {
      severity: "warning",
      expected: `less than the stopTimeout of ${spell.time(stopTimeout)}`,
      got: spell.time(timeout),
      hint: "SIGKILL comes first, and only the reconciler finds out: lower it, or raise drain.stopTimeout (120s at most)",
    });
  },
};

/** A base holds for each call, and a call is for one task: weights then count for nothing. */
const baseOfCalls: Rule = {
  code: "base-of-runs",
  check({ capacity }, { at }, report) {
    const shares = sharesOf(capacity);
    const based = shares.find(({ base }) => base > 0);
    if (based === undefined || shares.length < 2) return;
    report([...at, "capacity", based.name, "base"], {
      severity: "warning",
      expected: "weights alone: a base holds for each call of RunTask, which is for one task",
      got: `a base that sends every run to ${based.name}`,
      hint: "leave base out",
    });
  },
};

/** Runs are not replaced by deployments. */
const noDeployment: Rule = {
  code: "run-deployment",
  check({ capacity }, { at, isDeployed, strategies }, report) {
    if (!isDeployed || strategies.length > 1 || strategies.some((each) => each !== capacity)) return;
    report(at, {
      severity: "error",
      expected: "no deployment of a run-launcher: its runs end by themselves",
      got: "an incident that deploys it",
      hint: "a strategy-switch changes where its next runs are launched; take the others to services",
    });
  },
};

/** Runs that are there on average do not need more vCPUs than the account may have. */
const runQuota: Rule = {
  code: "run-quota",
  check(config, view, report) {
    const needed = vcpusAtBusiest(config, view);
    for (const { name } of providers) {
      const quota = view.account.vcpuQuota[name];
      if (needed[name] <= quota) continue;
      report(["account", "vcpuQuota", name], {
        severity: "warning",
        expected: `at least ${spell.vcpu(Math.ceil(needed[name]))} of ${name} for the runs of ${view.name} at the busiest`,
        got: spell.vcpu(quota),
        hint: "RunTask is refused beyond it: ask AWS for a higher quota (a new account has 6 vCPU), or use smaller profiles",
      });
    }
  },
};

/** Outages and manual passes of the reconciler fall into the run. */
const outsideRun: Rule = {
  code: "outside-run",
  check({ reconciler, api }, { at, clock }, report) {
    if (isTooLong(clock)) return;
    const run = new Clock(clock);
    const check = (path: Path, whens: readonly Parameters<typeof momentsOf>[0][]) => {
      for (const [index, when] of whens.entries()) {
        const isSeen = momentsOf(when, run).some(
          (moment) => moment < run.horizon.to && moment + (when.lasts ?? 0) >= run.horizon.from,
        );
        if (isSeen) continue;
        const expected = `a moment within the run of ${spell.time(clock.duration)}`;
        report([...at, ...path, index], {
          severity: "warning",
          expected,
          got: "one outside",
          hint: "see clock.start and clock.duration",
        });
      }
    };
    check(["reconciler", "outages"], reconciler.outages);
    check(["reconciler", "manual"], reconciler.manual);
    check(["api", "outages"], api.outages);
  },
};

/** A launcher begins without runs: a warm-up that is shorter than they are leaves the first of them out. */
const shortWarmup: Rule = {
  code: "run-warmup",
  check(_, { at, demands, clock, name }, report) {
    const mean = Math.max(
      0,
      ...demands.flatMap(({ classes }) => classes.map(({ meanCpu, meanWait }) => meanCpu + meanWait)),
    );
    const steady = demands.some(({ rates }) => rateAt(rates, 0) > 0);
    if (!steady || clock.warmup >= mean) return;
    report(at, {
      severity: "warning",
      expected: `a warm-up as long as its runs are, ${spell.time(Math.ceil(mean / 1e6) * 1e6)} on average`,
      got: spell.time(clock.warmup),
      hint: `${name} begins without any runs: set clock.warmup, unless that is what you mean`,
    });
  },
};

/** Every check across the keys of a launcher; a new one is a constant and a word here. */
export const launcherRules: readonly Rule[] = [
  noInstances,
  knownProfiles,
  usedFlows,
  noCalls,
  tableFiles,
  drainInTime,
  baseOfCalls,
  noDeployment,
  runQuota,
  outsideRun,
  shortWarmup,
];

/** The most runs that are there at a time on average, those of the time that one takes, × the vCPUs of their profile, by provider. */
function vcpusAtBusiest(config: LauncherConfig, { demands, sent }: ServiceView) {
  const shares = sharesOf(config.capacity);
  const weights = shares.reduce((sum, { weight }) => sum + weight, 0);
  const needed = byProvider(() => 0);
  for (const [index, { rates, classes }] of demands.entries()) {
    for (const { name, share, meanCpu, meanWait } of classes) {
      const flow = flowName(sent[index] ?? { name: "" }, { name });
      const profile = config.profiles[profileOf(config, flow)];
      if (profile === undefined) continue;
      const lasts = meanCpu / Math.min(1, profile.cpu) + meanWait;
      const moments = [...rates.from].flatMap((from) => [from, from + lasts]);
      const most = Math.max(0, ...moments.map((to) => integral(rates, to - lasts, to)));
      const vcpus = most * share * profile.cpu;
      if (flowConfig(config, flow)?.critical) needed.FARGATE += vcpus;
      else for (const { name: provider, weight } of shares) needed[provider] += (vcpus * weight) / Math.max(1, weights);
    }
  }
  return needed;
}
