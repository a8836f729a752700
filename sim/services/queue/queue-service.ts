import { minute } from "../../../scenarios/language/units/time.js";
import type { Demand } from "../../../workload/demand.js";
import type { MessageFacts } from "../../facts/aspects/messages.js";
import { messageCauses } from "../../facts/aspects/requests.js";
import { ends } from "../../facts/ends.js";
import type { AspectName, Facts, MinuteFacts } from "../../facts/facts.js";
import { Recorder } from "../../facts/recorder.js";
import { RequestMinutes } from "../../facts/request-minutes.js";
import { columnsOf } from "../../facts/service-metrics.js";
import { Ways } from "../../work/calls.js";
import { classCount, firstClassOf } from "../../work/classes.js";
import { MinuteClock } from "../minute-clock.js";
import { DemandRecorders, requestFacts } from "../request-facts.js";
import type { Service } from "../service.js";
import type { ServiceContext } from "../service-context.js";
import { MessageQueue } from "./message-queue.js";
import { QueueBill } from "./queue-bill.js";
import type { QueueServiceConfig } from "./shape.js";

/** Aspects of a queue: a request is a message here, and its latency the time until it was done. */
export const queueAspects = ["latency", "requests", "messages"] as const satisfies readonly AspectName[];

/** A queue with its books; who works on its messages is another service. */
export class QueueService implements Service {
  readonly fleet = null;
  readonly name: string;
  readonly queue: MessageQueue;
  readonly station: MessageQueue;
  readonly #config: QueueServiceConfig;
  readonly #context: ServiceContext;
  readonly #recorder = new Recorder();
  readonly #demands: DemandRecorders;
  readonly #minutes: RequestMinutes;
  readonly #bill: QueueBill;
  readonly #clock: MinuteClock;
  #oldestMost = 0;

  constructor(config: QueueServiceConfig, context: ServiceContext) {
    const { simulation, seed, name, demands, calls, clock } = context;
    this.name = name;
    this.#config = config;
    this.#context = context;
    this.#demands = new DemandRecorders(context.apart, [...demands, ...calls], 0);
    const sent = classCount(demands);
    const ways = new Ways(seed, calls, sent);
    this.queue = new MessageQueue({
      simulation,
      seed,
      name,
      config,
      recorder: this.#recorder,
      demands: this.#demands,
      classes: [...demands, ...calls].flatMap(({ classes }) => classes),
      ways,
    });
    this.station = this.queue;
    this.#bill = new QueueBill(this.queue, context.ledger, name);
    const count = Math.ceil(clock.duration / minute);
    this.#minutes = new RequestMinutes(this.#recorder, columnsOf(queueAspects), count, context.limits);
    this.#clock = this.#createClock();
  }

  get inFlight(): number {
    return this.queue.length;
  }

  link(serviceOf: (name: string) => Service): void {
    const { deadLetterQueue } = this.#config;
    if (deadLetterQueue !== undefined) this.queue.buryIn(serviceOf(deadLetterQueue).queue!);
  }

  begin(): void {
    this.#clock.begin();
  }

  open(demand: Demand): void {
    this.queue.open(demand, firstClassOf(demand, this.#context.demands));
  }

  get soFar(): MinuteFacts {
    return this.#minutes.soFar;
  }

  end(): void {
    this.#clock.end();
  }

  facts(): Facts {
    this.#minutes.addRest();
    const unfinishedOf = (recorder: Recorder | null) => {
      const { visible, inFlight } = this.queue.unfinished(recorder);
      return visible + inFlight;
    };
    const longest = Number.POSITIVE_INFINITY; // a message may be received many times
    return {
      kind: "queue",
      minutes: this.#minutes.columns,
      demands: this.#demands.facts(unfinishedOf, longest, messageCauses),
      requests: requestFacts(this.#recorder, unfinishedOf(null), messageCauses),
      latency: { histogram: this.#recorder.latency.snapshot(), longest, within: this.#minutes.within },
      messages: this.#messageFacts(),
    };
  }

  #messageFacts(): MessageFacts {
    const { arrived, failedBy } = this.#recorder;
    const { counts, peaks, queueing, drainTime } = this.queue;
    const { executions, repeated, lost, failed } = counts;
    const { billed, receives, empty } = this.#bill.reported;
    const left = this.queue.unfinished();
    return {
      sent: arrived,
      deadLettered: failedBy[ends.deadLettered],
      expired: failedBy[ends.expired],
      queued: left.visible,
      inFlight: left.inFlight,
      executions,
      repeated,
      lost,
      failed,
      receives,
      emptyReceives: empty,
      billed,
      queueing: queueing.snapshot(),
      visibleMost: peaks.visible,
      inFlightMost: peaks.inFlight,
      inSystemMost: peaks.inSystem,
      oldestMost: this.#oldestMost,
      drain: drainTime,
    };
  }

  #createClock(): MinuteClock {
    const { simulation, clock } = this.#context;
    return new MinuteClock(simulation, clock.duration, {
      open: () => {
        this.queue.beginReport();
        this.#bill.begin();
      },
      close: (minute, from, to) => {
        const { visible, inFlightNow, oldestAge } = this.queue;
        this.#oldestMost = Math.max(this.#oldestMost, oldestAge);
        this.#minutes.close(minute, { visible, inFlight: inFlightNow, oldestS: oldestAge / 1e6 });
        this.#bill.close(from, to);
      },
    });
  }
}
