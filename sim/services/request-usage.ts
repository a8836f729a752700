import type { RequestClass } from "../../workload/requests.js";
import { type BilledBalancer, type InfrastructureLedger, meterMinute } from "../cost/metering.js";
import type { Recorder } from "../facts/recorder.js";
import type { WriteBuffer } from "../work/write-buffer.js";

/** Connections that a service holds for its clients, since some beginning: how many were asked for, and microseconds of all together. */
export interface HeldConnections {
  readonly connects: number;
  readonly connectionTime: number;
}

interface UsageMeterParts {
  readonly books: readonly InfrastructureLedger[];
  readonly service: string;
  /** Null where there is none. */
  readonly balancer: BilledBalancer | null;
  readonly recorder: Recorder;
  readonly writes: Pick<WriteBuffer, "accepted">;
  readonly classes: readonly RequestClass[];
  /** Null where each request comes by itself: connections are then kept alive as the infrastructure says. */
  readonly connections: HeldConnections | null;
}

interface Counts extends HeldConnections {
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
  #before: Counts = { attempts: 0, answered: 0, writes: 0, connects: 0, connectionTime: 0 };

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

  /** Begins the billed time: what came before is not billed. */
  begin(): void {
    this.#before = this.#counts();
  }

  close(from: number, to: number, tasks: number): void {
    const { books, service, balancer, connections } = this.#parts;
    const now = this.#counts();
    const connects = now.connects - this.#before.connects;
    const connectionTime = now.connectionTime - this.#before.connectionTime;
    const requests = now.attempts - this.#before.attempts;
    const answered = now.answered - this.#before.answered;
    const writes = now.writes - this.#before.writes;
    this.#before = now;
    for (const book of books) {
      const { requestsPerConnection, connectionIdle } = book.infrastructure;
      const newConnections = connections === null ? requests / requestsPerConnection : connects;
      const kept = requests * this.#meanDurationS + newConnections * (connectionIdle / 1e6);
      const openS = connections === null ? kept : connectionTime / 1e6;
      meterMinute(book, {
        service,
        balancer,
        from,
        to,
        requests,
        ...(connections !== null && { evaluated: connects }),
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
    const { recorder, writes, connections } = this.#parts;
    return {
      attempts: recorder.attempts,
      answered: recorder.completed + recorder.degraded,
      writes: writes.accepted,
      connects: connections?.connects ?? 0,
      connectionTime: connections?.connectionTime ?? 0,
    };
  }
}
