import { type Entry, run } from "./entry.js";

/** Runs of two flows, some of which fail, die, need too much memory or are taken by Spot. */
const flows =
  "etl: { memory: { kind: uniform, min: 100 MB, max: 700 MB }, disk: { kind: uniform, min: 10 GB, max: 21 GB }, tasks: { timeout: 25s, retries: 1, fails: 20 % } }";
const keysOfLauncher = [
  "kind: run-launcher",
  `flows: { ${flows} }`,
  "capacity: { FARGATE: { weight: 1 }, FARGATE_SPOT: { weight: 1, market: general } }",
  "dependencies: { size: 100 MB }",
  "failures: { imagePull: 10 % }",
  "reconciler: { every: 60s, staleAfter: 60s, pageSize: 3 }",
].join(", ");

const given = [
  "demand=[ { name: nightly, to: dagy, curve: 30/min, classes: [ { name: etl, steps: [ { wait: { kind: exponential, mean: 20s } }, { cpu: 5s } ], retries: { attempts: 2, backoff: { initial: 2s } } }, { name: report, steps: [ { wait: 30s } ] } ] } ]",
  `services={ dagy: { ${keysOfLauncher} } }`,
  "incidents=[ { kind: spot-crunch, at: 4m, market: general, lasts: 1m, takes: 100 %, within: 20s } ]",
];

const changed = (change: string, ...more: readonly string[]): Entry =>
  run(`services.dagy.${change}`, ...given, ...more);
const busy =
  "services.dagy.api={ rate: 0.2/s, burst: 1, attempts: 2, backoff: { initial: 5s, multiplier: 3, max: 8s } }";
/** A few runs that are long give as much time to die in as many short ones, and are quicker to simulate. */
const longRuns =
  "demand=[ { name: nightly, to: dagy, curve: 30/h, classes: [ { name: report, steps: [ { wait: 35m }, { wait: 35m } ] } ] } ]";
const oneProfile = "services.dagy.profiles={ only: { cpu: 0.25 vCPU, memory: 1 GB } }";
const outage = (of: string, when: string) => `${of}.outages=[ { ${when} } ]`;
const manual = (keys: string) => `services.dagy.reconciler.manual=[ { ${keys} } ]`;
const failures = [
  ...["network", "role", "artifactMissing", "artifactDenied", "artifactUnreachable", "packageBroken"],
  ...["packageUnavailable", "compileFailed", "packageLeftOut", "importFailed", "imagePull"],
];

const entries: Readonly<Record<string, Entry>> = {
  abruptFailuresPerMonth: changed("abruptFailuresPerMonth=99 %", "clock.warmup=12h", longRuns),
  "api.attempts": changed("api.attempts=1", busy),
  "api.backoff.initial": changed("api.backoff.initial=2s", busy),
  "api.backoff.jitter": changed("api.backoff.jitter=none", busy),
  "api.backoff.max": changed("api.backoff.max=30s", busy),
  "api.backoff.multiplier": changed("api.backoff.multiplier=1", busy),
  "api.burst": changed("api.burst=5", busy),
  "api.outages[].at": changed(outage("api", "at: 2m, lasts: 1m")),
  "api.outages[].cron": changed(outage("api", "cron: '45 8 * * *', lasts: 1m")),
  "api.outages[].lasts": changed(
    outage("api", "at: 2m, lasts: 3m"),
    `services.dagy.${outage("api", "at: 2m, lasts: 1m")}`,
  ),
  "api.rate": changed("api.rate=0.1/s", busy),
  "dependencies.from": changed("dependencies.from=image"),
  "dependencies.size": changed("dependencies.size=200 MB"),
  "drain.onSigterm": changed("drain.onSigterm=ignore"),
  "drain.stopTimeout": changed("drain.stopTimeout=2s", "services.dagy.drain.onSigterm=ignore"),
  "drain.timeout": changed("drain.timeout=0s"),
  "flows.*.critical": changed("flows.etl.critical=true"),
  "flows.*.disk": changed("flows.etl.disk=30 GB"),
  "flows.*.memory": changed("flows.etl.memory=600 MB"),
  "flows.*.profile": changed("flows.etl.profile=medium"),
  "flows.*.tasks.fails": changed("flows.etl.tasks.fails=50 %"),
  "flows.*.tasks.retries": changed("flows.etl.tasks.retries=0"),
  "flows.*.tasks.retryDelay": changed("flows.etl.tasks.retryDelay=1s"),
  "flows.*.tasks.timeout": changed("flows.etl.tasks.timeout=10s"),
  ...Object.fromEntries(
    ["create", "deprovision", "download", "import", "installPerGib", "provision", "pullPerGib"].map((phase) => [
      `launch.${phase}`,
      changed(`launch.${phase}=33s`),
    ]),
  ),
  ...Object.fromEntries(failures.map((cause) => [`failures.${cause}`, changed(`failures.${cause}=40 %`)])),
  profile: changed("profile=medium"),
  "profiles.*.cpu": changed("profiles.only.cpu=0.5 vCPU", oneProfile),
  "profiles.*.memory": changed("profiles.only.memory=2 GB", oneProfile),
  "profiles.*.storage": changed("profiles.only.storage=30 GB", oneProfile),
  "reconciler.every": changed("reconciler.every=30s"),
  "reconciler.manual[].at": run(manual("at: 3m"), ...given),
  "reconciler.manual[].cron": run(manual("cron: '46 8 * * *'"), ...given),
  "reconciler.manual[].pageSize": run(manual("at: 3m, pageSize: 2"), ...given, manual("at: 3m")),
  "reconciler.manual[].staleAfter": run(manual("at: 3m, staleAfter: 2m"), ...given, manual("at: 3m")),
  "reconciler.order": changed(
    "reconciler.order=stable",
    "services.dagy.reconciler={ every: 60s, staleAfter: 0s, pageSize: 1 }",
  ),
  "reconciler.outages[].at": changed(outage("reconciler", "at: 2m, lasts: 2m")),
  "reconciler.outages[].cron": changed(outage("reconciler", "cron: '45 8 * * *', lasts: 2m")),
  "reconciler.outages[].lasts": changed(
    outage("reconciler", "at: 2m, lasts: 5m"),
    `services.dagy.${outage("reconciler", "at: 2m, lasts: 2m")}`,
  ),
  "reconciler.pageSize": changed("reconciler.pageSize=30"),
  "reconciler.staleAfter": changed("reconciler.staleAfter=0s"),
  "retry.capacity": changed("retry.capacity=on-demand"),
  "retry.outOfMemory": changed("retry.outOfMemory=larger"),
  split: changed("split=counted"),
  "task.architecture": changed("task.architecture=arm64"),
  "task.arm64WorkFactor": changed("task.arm64WorkFactor=2", "services.dagy.task.architecture=arm64"),
  "task.image": changed("task.image=1 GB"),
};

/** Every key of a launcher of runs, and of the infrastructure that it needs, by its path. */
export const launcherKeys: Readonly<Record<string, Entry>> = {
  ...Object.fromEntries(Object.entries(entries).map(([key, entry]) => [`services.*.<run-launcher>.${key}`, entry])),
  "infrastructure.vpcEndpoints.carry": run(
    "infrastructure.vpcEndpoints={ interface: 2, carry: 50 % }",
    "infrastructure={ natGateways: 1, perRequest: { natData: 1 MB }, vpcEndpoints: { interface: 2 } }",
  ),
  "infrastructure.vpcEndpoints.gateway": run(
    "infrastructure.vpcEndpoints.gateway=true",
    "infrastructure={ natGateways: 1, imagePullsThroughNat: true }",
  ),
  "infrastructure.vpcEndpoints.interface": run("infrastructure.vpcEndpoints.interface=2"),
};
