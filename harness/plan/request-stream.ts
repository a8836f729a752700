import type { Demand } from "../../workload/demand.js";
import { type RequestClass, stepsMax } from "../../workload/requests.js";
import type { Work } from "../protocol.js";
import type { PlannedRequest, PlanStream } from "./planned.js";
import { isInShare, type Share } from "./share.js";

/** What a demand's part of a plan is made from. */
export interface StreamParts {
  readonly demand: Demand;
  readonly seed: number;
  readonly share: Share;
  /** Earlier arrivals are drawn but left out, so that draws stay in step with the simulator's. */
  readonly from: number;
}

/** The requests of one demand that belong to a share of the plan. */
export class RequestStream implements PlanStream {
  readonly #parts: StreamParts;
  readonly #steps = new Int32Array(stepsMax);
  #ordinal = 0;

  constructor(parts: StreamParts) {
    this.#parts = parts;
    this.#skip();
  }

  get dueAt(): number {
    return this.#parts.demand.nextAt;
  }

  take(): PlannedRequest {
    const { demand } = this.#parts;
    const dueAt = demand.nextAt;
    const ordinal = this.#ordinal++;
    const requestClass = demand.classes[demand.take(this.#steps, 0)];
    this.#skip();
    return {
      kind: "request",
      dueAt,
      demand: demand.name,
      service: demand.to,
      id: requestId(demand.name, ordinal),
      ordinal,
      class: requestClass,
      work: workOf(requestClass, this.#steps),
    };
  }

  #skip(): void {
    const { demand, seed, share, from } = this.#parts;
    while (demand.nextAt < from || (demand.nextAt < Infinity && !isInShare(share, seed, demand.name, this.#ordinal))) {
      demand.take(this.#steps, 0);
      this.#ordinal++;
    }
  }
}

/** The id of a demand's request, the same in every process and share. */
export function requestId(demand: string, ordinal: number): string {
  return `${demand}-${String(ordinal).padStart(8, "0")}`;
}

/** The work of a request of this class, with the drawn durations of its steps. */
export function workOf({ steps }: RequestClass, durations: Int32Array): readonly Work[] {
  return steps.map(({ kind }, step) => ({ kind, duration: durations[step] }));
}
