import { Command, Option } from "commander";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { leftOut } from "../../../harness/staging/incidents.js";
import { endFleet, fleetStatuses, runningFleets } from "../../../harness/staging/running-fleets.js";
import { type LocalFleetOrder, startDetachedFleet, startLocalFleet } from "../../../harness/staging/start.js";
import type { FleetStatus, ServiceStatus } from "../../../harness/staging/status.js";
import { columns, indent } from "../../../reports/layout.js";
import { packageVersion } from "../../experiments/package-assets.js";
import { absent, percent } from "../../facts/numbers.js";
import { type ReadScenario, requestServices, type Scenario } from "../../scenario/index.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { examples, type ScenarioOptions, wholeNumber, withScenarioOptions } from "../options.js";
import { startShown } from "../terminal.js";

interface UpOptions extends ScenarioOptions {
  readonly port?: number;
  readonly detach?: true;
}

/** A local fleet of real processes, built from a scenario. */
export const staging = (command: Command): Command =>
  command
    .description("A local fleet of real processes built from a scenario, with an endpoint that speaks ECS.")
    .addHelpText("after", examples("sim staging up fleet.yaml", "sim staging status", "sim staging down"))
    .addCommand(up())
    .addCommand(status())
    .addCommand(down());

const up = (): Command =>
  withScenarioOptions(new Command("up"))
    .description("Starts the fleet of a scenario and keeps it until Ctrl-C: tasks, balancers, store, ECS endpoint.")
    .argument("<scenario.yaml>")
    .option("--detach", "return when its tasks are healthy; `sim staging down` ends it")
    .option("--port <n>", "first of its ports, 0 for free ones (default: staging.local.port)", wholeNumber(0))
    .addHelpText("after", examples("sim staging up fleet.yaml", "sim staging up fleet.yaml --detach --port 19000"))
    .action(async (path: string, options: UpOptions) => {
      const read = openScenario(path, { ...options, staging: true });
      printWarnings(read.warnings);
      printAssumed(read.scenario);
      const order = orderOf(read, options);
      if (options.detach)
        await startShown((watch) => startDetachedFleet(order, watch)).then(({ pid }) => printFleet(pid));
      else await stayUp(order);
    });

/** The fleet that is started for a scenario; the call's port goes before the scenario's. */
export function orderOf(
  { scenario, resolved, data }: ReadScenario,
  { port }: Pick<UpOptions, "port">,
): LocalFleetOrder {
  return { resolved, files: data.texts, version: packageVersion(), ports: port ?? scenario.staging.local.port };
}

/** Says where the fleet starts with a count that nobody wrote, and what of the scenario it leaves out. */
function printAssumed(scenario: Scenario): void {
  for (const words of leftOut(scenario)) process.stderr.write(`${words}\n`);
  for (const [name, { desired, bounds }] of Object.entries(requestServices(scenario))) {
    if (desired === undefined)
      process.stderr.write(`${name}: desired is left out: starts with bounds.min, ${bounds.min}\n`);
  }
}

async function stayUp(order: LocalFleetOrder): Promise<void> {
  const fleet = await startShown((watch) => startLocalFleet({ ...order, isKnown: true }, watch));
  fleet.begin(process.hrtime.bigint());
  await printFleet(fleet.pid);
  process.stderr.write("Ctrl-C ends it\n");
  const stop = () => fleet.stop();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const why = await fleet.ended;
  if (why !== null) throw new EnvironmentProblem(why);
}

async function printFleet(pid: number): Promise<void> {
  const status = (await fleetStatuses()).find((each) => each.pid === pid);
  if (status !== undefined) process.stdout.write(fleetText(status));
}

const status = (): Command =>
  new Command("status")
    .description("Says how the local fleets of this user are: tasks by provider and state, requests, CPU.")
    .addOption(new Option("--format <name>", "how to print it").choices(["text", "json"]).default("text"))
    .action(async ({ format }: { readonly format: string }) => {
      const statuses = await fleetStatuses();
      if (format === "json") process.stdout.write(`${JSON.stringify(statuses, null, 2)}\n`);
      else process.stdout.write(statuses.map(fleetText).join("\n") || "no staging fleet is up\n");
    });

const down = (): Command =>
  new Command("down").description("Ends the local fleets of this user, with all their processes.").action(async () => {
    const fleets = await runningFleets();
    for (const fleet of fleets) {
      await endFleet(fleet);
      process.stdout.write(`ended the staging fleet of ${fleet.scenario} (process ${fleet.pid})\n`);
    }
    if (fleets.length === 0) process.stdout.write("no staging fleet is up\n");
  });

/** A local staging fleet for a person: its services and tasks, where they listen, and how to ask its ECS endpoint. */
export function fleetText(fleet: FleetStatus): string {
  const { scenario, pid, startedAt, services, controlUrl, storeUrl, cluster, cpu } = fleet;
  const head = ["service", "tasks", "desired", "healthy", "requests", "CPU", "URL"];
  const addresses = [
    ["ECS", controlUrl, `aws ecs list-tasks --cluster ${cluster} --endpoint-url ${controlUrl}`],
    ["store", storeUrl ?? absent, ...(storeUrl === null ? [] : ["DynamoDB"])],
  ];
  const lines = [
    `staging fleet of ${scenario}: process ${pid}, since ${startedAt}`,
    `  ${cpu.why}`,
    "",
    ...indent(columns([head, ...services.map(serviceCells)], "llrrrrl")),
    "",
    ...indent(columns(addresses, "lll")),
  ];
  return `${lines.join("\n")}\n`;
}

function serviceCells(service: ServiceStatus): readonly string[] {
  const { name, tasks, desired, healthy, requests, cpu, url, isDeploying } = service;
  const states = tasks.map(({ provider, state, count }) => `${count} ${provider} ${state}`);
  const note = isDeploying ? [" (deploying)"] : [];
  return [
    name + note.join(""),
    states.join(", ") || absent,
    ...[desired, healthy, requests].map(String),
    cpu === null ? absent : percent(cpu),
    url,
  ];
}
