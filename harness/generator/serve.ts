import { EnvironmentProblem } from "../environment-problem.js";
import { pinAddresses } from "../guard/addresses.js";
import { TargetUnreachable } from "./driver.js";
import type { DriverFactories } from "./driver-set.js";
import { Generator } from "./generator.js";
import type { Failure, FromProcess, ToProcess } from "./order.js";

const reportMs = 1_000;

/** Makes this forked process generate load on its parent's orders. It exits when the parent disconnects or is gone. */
export function serve(factories: DriverFactories): void {
  const served = new ServedGenerator(factories);
  // Ctrl-C reaches the whole process group, but only the parent decides what it means.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit());
  process.on("message", (message: ToProcess) => void served.take(message).catch(fail));
  process.on("uncaughtException", fail);
}

class ServedGenerator {
  readonly #factories: DriverFactories;
  #generator: Generator | null = null;
  #hasBegun = false;

  constructor(factories: DriverFactories) {
    this.#factories = factories;
  }

  async take(message: ToProcess): Promise<void> {
    switch (message.kind) {
      case "open":
        pinAddresses(message.part.addresses);
        this.#generator = new Generator(message.part, this.#factories);
        await this.#generator.open();
        return tell({ kind: "opened" });
      case "begin":
        return this.#run(message.zeroNs);
      case "end":
        this.#generator!.end(message.grace);
        if (!this.#hasBegun) await this.#run(process.hrtime.bigint());
    }
  }

  async #run(zeroNs: bigint): Promise<void> {
    this.#hasBegun = true;
    const generator = this.#generator!;
    const report = (isLast: boolean) => tell({ kind: "measured", measured: generator.snapshot(), isLast });
    const timer = setInterval(() => report(false), reportMs);
    await generator.run(zeroNs);
    clearInterval(timer);
    report(true);
  }
}

function tell(message: FromProcess): void {
  if (process.connected) process.send!(message);
}

function fail(error: unknown): void {
  tell({ kind: "failed", failure: failureOf(error) });
}

function failureOf(error: unknown): Failure {
  if (error instanceof TargetUnreachable) return { kind: "unreachable", message: error.message };
  if (error instanceof EnvironmentProblem) return { kind: "environment", message: error.message };
  return { kind: "bug", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
