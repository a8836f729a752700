import type { RequestClass } from "../../../workload/requests.js";
import type { UsageLedger } from "../../cost/ledger.js";
import type { MessageQueue } from "./message-queue.js";

/** A request of up to so many bytes is one; a larger one counts as several. Source: https://aws.amazon.com/sqs/pricing/ */
const chunk = 64 * 1024;

/** Counts the requests that SQS bills, and books them minute by minute. */
export class QueueBill {
  readonly #queue: MessageQueue;
  readonly #ledger: UsageLedger;
  readonly #service: string;
  /** Requests that one message counts as when it is sent, and a receive of so many messages, both on average. */
  readonly #perSend: number;
  readonly #perReceive: readonly number[];
  #begun = nothing;
  #before = nothing;

  constructor(queue: MessageQueue, ledger: UsageLedger, service: string) {
    this.#queue = queue;
    this.#ledger = ledger;
    this.#service = service;
    this.#perSend = meanOf(queue.classes, ({ requestBytes }) => Math.max(1, Math.ceil(requestBytes / chunk)));
    const bytes = meanOf(queue.classes, ({ requestBytes }) => requestBytes);
    this.#perReceive = Array.from(queue.counts.receives, (_, count) => Math.max(1, Math.ceil((count * bytes) / chunk)));
  }

  /** Begins the billed time: what came before is not billed. */
  begin(): void {
    this.#begun = this.#counts();
    this.#before = this.#begun;
  }

  close(from: number, to: number): void {
    const now = this.#counts();
    this.#ledger.spread({ meter: "sqs-requests", service: this.#service }, from, to, now.billed - this.#before.billed);
    this.#before = now;
  }

  /** Counts of the reported time, up to the last minute that was closed. */
  get reported(): Counts {
    return {
      billed: this.#before.billed - this.#begun.billed,
      receives: this.#before.receives - this.#begun.receives,
      empty: this.#before.empty - this.#begun.empty,
    };
  }

  #counts(): Counts {
    const { counts, pollers } = this.#queue;
    const { sends, receives, deletes, visibilityChanges } = counts;
    const { empty } = pollers;
    const received = receives.reduce((sum, count, messages) => sum + count * this.#perReceive[messages], 0);
    return {
      billed: sends * this.#perSend + received + empty + deletes + visibilityChanges,
      receives: receives.reduce((sum, count) => sum + count, 0),
      empty,
    };
  }
}

/** Requests so far: all that are billed, receives that brought something, and those that waited in vain. */
interface Counts {
  readonly billed: number;
  readonly receives: number;
  readonly empty: number;
}

const nothing: Counts = { billed: 0, receives: 0, empty: 0 };

function meanOf(classes: readonly RequestClass[], of: (one: RequestClass) => number): number {
  const shares = classes.reduce((sum, { share }) => sum + share, 0);
  return shares === 0 ? 1 : classes.reduce((sum, one) => sum + one.share * of(one), 0) / shares;
}
