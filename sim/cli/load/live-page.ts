import { LiveRecord } from "../../../harness/live/live-record.js";
import { PageServer } from "../../../harness/live/page-server.js";
import { errorWords, type LiveProgress, rateWords, timeWords } from "../../../harness/live/screen.js";
import { livePage, liveState } from "../../../reports/html/live.js";
import { Clock } from "../../../workload/clock.js";
import { pageScript } from "../../experiments/package-assets.js";
import { units } from "../../facts/units.js";
import type { Outcome } from "../../outcome/outcome.js";
import type { Scenario } from "../../scenario/index.js";
import type { StagedFleet } from "./staged-fleet.js";

/** The targets of a load, and its live page; null where nobody asked for one. */
export interface Staged {
  readonly fleet: StagedFleet;
  readonly page: LivePage | null;
}

/** Works while a page shows how far it is, where `--live`, alone or with a port, asks for one: null where nothing does. */
export async function withLivePage<T>(
  scenario: Scenario,
  live: number | true | undefined,
  work: (page: LivePage | null) => Promise<T>,
): Promise<T> {
  if (live === undefined) return work(null);
  const page = await LivePage.open(scenario, live === true ? 0 : live);
  try {
    return await work(page);
  } finally {
    page.close();
  }
}

/** A page of a load under way, which browsers of this machine can open. */
export class LivePage {
  readonly #server: PageServer;
  readonly #record = new LiveRecord();
  readonly #happened: string[] = [];
  #running: Readonly<Record<string, number>> = {};
  readonly #start: string;
  /** Listens at a port, or at one that is free (0), and says on stderr where. */
  static async open(scenario: Scenario, port: number): Promise<LivePage> {
    const { name, about } = scenario;
    const server = await PageServer.open(port, livePage(`${name}, live`, about, pageScript()));
    process.stderr.write(`live page: ${server.url}\n`);
    return new LivePage(server, new Clock(scenario.clock).iso(0));
  }

  private constructor(server: PageServer, start: string) {
    this.#server = server;
    this.#start = start;
  }

  update(progress: LiveProgress, predicted: Outcome | null): void {
    this.#record.observe(progress);
    this.#watch(progress);
    this.#server.tell(
      liveState({
        ...this.#record.lines(),
        ...{ start: this.#start, predicted, running: progress.running, happened: this.#happened },
        ...{ time: timeWords(progress), rates: rateWords(progress), errors: errorWords(progress.measured) },
      }),
    );
  }

  /** Every open page becomes the report. */
  end(report: string): Promise<void> {
    return this.#server.end(report);
  }

  /** Ends the page; has no effect after the end. */
  close(): void {
    this.#server.close();
  }

  /** Tasks that come and go are what happens to a fleet. */
  #watch({ now, running }: LiveProgress): void {
    if (running === null) return;
    for (const [service, count] of Object.entries(running)) {
      const before = this.#running[service];
      const at = now < 0 ? "before time zero" : `after ${units.s.print(now / 1e6)}`;
      if (before !== undefined && before !== count)
        this.#happened.push(
          `${at}: ${service} runs ${count} tasks, ${Math.abs(count - before)} ${count < before ? "fewer" : "more"}`,
        );
    }
    this.#running = running;
  }
}
