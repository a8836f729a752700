import assert from "node:assert";
import { zeros } from "../../sim/outcome/record.js";
import { type Driver, type DriverContext, TargetUnreachable } from "../generator/driver.js";
import { checkLimits, machineLimits } from "../machine-limits.js";
import type { Planned } from "../plan/planned.js";
import { httpCounters } from "./counters.js";
import { Exchanges } from "./exchanges.js";
import { reach } from "./reach.js";
import { testGate } from "./self-test.js";

/** Time in which the connections have to be established. */
const openLimitMs = 10_000;

/**
 * Makes the driver that sends HTTP requests to one service's target: autocannon is the transport, the pacer the clock.
 */
export function createHttpDriver(context: DriverContext): Driver {
  return new HttpDriver(context);
}

class HttpDriver implements Driver {
  readonly counters = zeros(httpCounters);
  readonly #context: DriverContext;
  readonly #exchanges: Exchanges;

  constructor(context: DriverContext) {
    this.#context = context;
    this.#exchanges = new Exchanges(context, this.counters);
  }

  get inFlight(): number {
    return this.#exchanges.inFlight;
  }

  async open(): Promise<void> {
    const { connections, opening } = this.#context;
    const target = httpTarget(this.#context.target);
    checkLimits(connections, machineLimits());
    await testGate();
    await reach(target);
    const open = await this.#exchanges.connections.open(target, { opening, most: connections }, openLimitMs);
    if (open > 0) return;
    await this.#exchanges.connections.close();
    throw new TargetUnreachable(
      `${target.origin}: it can be reached, but none of ${opening} connections was established within ${openLimitMs / 1_000} s; ` +
        "check how many connections it accepts",
    );
  }

  release(planned: Planned): void {
    assert(planned.kind === "request", `a ${planned.kind} of ${planned.demand} was released to the driver of requests`);
    this.#exchanges.begin(planned);
  }

  async close(grace: number): Promise<void> {
    await this.#exchanges.allEnded(grace);
    this.#exchanges.giveUp();
    await this.#exchanges.connections.close();
  }
}

/** The HTTP URL of a target that may be named by the URL of its sessions. */
function httpTarget({ href }: URL): URL {
  return new URL(href.replace(/^ws/, "http"));
}
