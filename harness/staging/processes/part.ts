import { fork } from "node:child_process";

/** The AWS SDK's words on versions of Node would come from every process. */
export const nodeOptions = ["--disable-warning=NodeVersionSupportWarning"];

/** A process of the fleet. It ends by itself when its IPC channel closes, so it never outlives the one that started it. */
export interface Part<Command> {
  readonly pid: number;
  send(command: Command): void;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
}

/** Who is told what a process of the fleet says, and that it ended. */
export interface PartListener<Report> {
  report(report: Report): void;
  /** The process has ended, with a code or by a signal. */
  exited(code: number | null): void;
}

/** Starts a module as a process of the fleet; `order` is the first thing that it is told. */
export function forkPart<Command, Report>(module: URL, order: Command, listener: PartListener<Report>): Part<Command> {
  const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
  const child = fork(module, { serialization: "advanced", stdio: [...stdio], execArgv: nodeOptions });
  // A process that cannot be started, or told something, ends; its end is what is reported.
  child.on("error", () => {});
  const gone = new Promise<void>((resolve) => {
    child.once(child.pid === undefined ? "error" : "exit", (code: unknown) => {
      listener.exited(typeof code === "number" ? code : null);
      resolve();
    });
  });
  child.on("message", (report) => listener.report(report as Report));
  const send = (command: Command) => {
    if (child.connected) child.send(command as object, () => {});
  };
  send(order);
  return { pid: child.pid ?? 0, send, kill: (signal) => child.kill(signal), gone };
}
