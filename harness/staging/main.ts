import { EnvironmentProblem } from "../environment-problem.js";
import type { SupervisorCommand, SupervisorOrder, SupervisorReport } from "./local-fleet.js";
import { Supervisor } from "./supervisor.js";

/** The supervisor's process. However it ends, it takes the whole fleet down with it. */
let supervisor: Supervisor | null = null;
let isEnding = false;

process.on("message", (command: SupervisorCommand) => {
  if (command.kind === "order") begin(command);
  else if (command.kind === "begin") supervisor?.begin(command.timeZeroNs);
  else end(0);
});
process.on("SIGINT", () => end(0));
process.on("SIGTERM", () => end(0));
process.on("SIGHUP", () => end(0));
process.on("uncaughtException", fail);
process.stderr.on("error", () => {}); // whoever read the output has gone; the fleet runs on

async function begin(order: SupervisorOrder): Promise<void> {
  process.on("disconnect", () => order.isAttached && end(0));
  try {
    supervisor = new Supervisor(order, (what) => fail(new EnvironmentProblem(`the local fleet: ${what}`)));
    const fleet = await supervisor.start((progress) => report({ kind: "starting", ...progress }));
    if (!order.isAttached) supervisor.begin(process.hrtime.bigint());
    report({ kind: "standing", fleet });
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  if (isEnding) return;
  const isOurs = !(error instanceof EnvironmentProblem);
  const message = error instanceof Error ? (isOurs ? error.stack : error.message) : String(error);
  report({ kind: "failed", message: message ?? "", isOurs }, () => end(1));
}

async function end(code: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await supervisor?.close();
  process.exit(code);
}

function report(report: SupervisorReport, sent: () => void = () => {}): void {
  if (process.connected) return void process.send!(report, undefined, undefined, sent);
  if (report.kind === "failed") process.stderr.write(`${new Date().toISOString()} ${report.message}\n`);
  sent();
}
