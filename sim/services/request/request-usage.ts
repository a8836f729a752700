import type { RequestClass } from "../../../workload/requests.js";
import { type BilledBalancer, type InfrastructureLedger, meterMinute } from "../../cost/metering.js";
import type { Recorder } from "../../facts/recorder.js";
import type { WriteBuffer } from "./write-buffer.js";

interface UsageMeterParts {
  readonly books: readonly InfrastructureLedger[];
  readonly service: string;
  readonly balancer: BilledBalancer;
  readonly recorder: Recorder;
  readonly writes: Pick<WriteBuffer, "accepted">;
  readonly classes: readonly RequestClass[];
}

interface Counts {
  readonly attempts: number;
  readonly answered: number;
  readonly writes: number;
}

/** Books what a service's requests cause beside its tasks, minute by minute: bytes, connections, logs, writes. */
export class RequestUsage {
  readonly #parts: UsageMeterParts;
  readonly #requestBytes: number;
  readonly #responseBytes: number;
  readonly #meanDurationS: number;
  #before: Counts = { attempts: 0, answered: 0, writes: 0 };

  constructor(parts: UsageMeterParts) {
    this.#parts = parts;
    const { classes } = parts;
    const shares = classes.reduce((sum, { share }) => sum + share, 0);
    const mean = (of: (one: RequestClass) => number) =>
      shares === 0 ? 0 : classes.reduce((sum, one) => sum + one.share * of(one), 0) / shares;
    this.#requestBytes = mean(({ requestBytes }) => requestBytes);
    this.#responseBytes = mean(({ responseBytes }) => responseBytes);
    this.#meanDurationS = mean(({ meanCpu, meanWait }) => meanCpu + meanWait) / 1e6;
  }

  /** What came before is not billed. */
  begin(): void {
    this.#before = this.#counts();
  }

  close(from: number, to: number, tasks: number): void {
    const { books, service, balancer } = this.#parts;
    const now = this.#counts();
    const requests = now.attempts - this.#before.attempts;
    const answered = now.answered - this.#before.answered;
    const writes = now.writes - this.#before.writes;
    this.#before = now;
    for (const book of books) {
      const { requestsPerConnection, connectionIdle } = book.infrastructure;
      const newConnections = requests / requestsPerConnection;
      const openS = requests * this.#meanDurationS + newConnections * (connectionIdle / 1e6);
      meterMinute(book, {
        service,
        balancer,
        from,
        to,
        requests,
        requestBytes: requests * this.#requestBytes,
        responseBytes: answered * this.#responseBytes,
        newConnections,
        activeConnections: openS / ((to - from) / 1e6),
        writes,
        tasks,
      });
    }
  }

  #counts(): Counts {
    const { recorder, writes } = this.#parts;
    return {
      attempts: recorder.attempts,
      answered: recorder.completed + recorder.degraded,
      writes: writes.accepted,
    };
  }
}
