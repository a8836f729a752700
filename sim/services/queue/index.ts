import type { Path } from "../../../scenarios/language/index.js";
import { spell } from "../../../scenarios/language/spelling.js";
import { classesOf } from "../../../workload/demand-shape.js";
import { defineService, type ServiceRule } from "../kind.js";
import { oneRequest } from "../one-request-rule.js";
import { QueueService, queueAspects } from "./queue-service.js";
import { type QueueServiceConfig, queueShape } from "./shape.js";

type Rule = ServiceRule<QueueServiceConfig>;

/** Somebody works on its messages. */
const worked: Rule = {
  code: "no-workers",
  check(_config, { at, name, workers }, report) {
    if (workers.length > 0) return;
    report([...at], {
      severity: "warning",
      expected: `a worker-service with queue: ${name}`,
      got: "none",
      hint: "nobody receives its messages: they stay until they expire",
    });
  },
};

/** A message that is not done comes back by itself: its demand does not try again. */
const noRetries: Rule = {
  code: "message-retries",
  check({ maxReceiveCount }, { classes }, report) {
    for (const { at, request } of classes) {
      if (request.retries === null) continue;
      report([...at, "retries"], {
        severity: "error",
        expected: "no retries of a message",
        got: "retries",
        hint: `a message that is not done is received again, ${maxReceiveCount} times in all (maxReceiveCount)`,
      });
    }
  },
};

/** A standard queue of SQS. */
export const queue = defineService({
  kind: "queue",
  about: "A standard queue of SQS, whose messages worker services take; who sends one has an answer at once.",
  shape: queueShape,
  isDrivable: false,
  aspects: queueAspects,
  rules: [oneRequest, worked, noRetries],
  assumptions: queueAssumptions,
  serves: classesOf,
  answersAtOnce: true,
  links: ({ deadLetterQueue: to }) =>
    to === undefined ? [] : [{ at: ["deadLetterQueue"] as Path, to, as: "dead-letters" }],
  create: (config, context) => new QueueService(config, context),
});

function queueAssumptions(
  config: QueueServiceConfig,
  { name }: { readonly name: string },
): readonly (readonly string[])[] {
  const { duplicateProbability, visibilityTimeout, maxReceiveCount, retention, deadLetterQueue } = config;
  const grave = deadLetterQueue === undefined ? "is counted, and gone" : `goes to ${deadLetterQueue}`;
  return [
    [
      `a message of ${name} that is not deleted ${spell.time(visibilityTimeout)} after it was received can be received again, ${spell.count(maxReceiveCount)} times in all; then it ${grave}; after ${spell.time(retention)} it expires, in flight or not (visibilityTimeout, maxReceiveCount, retention)`,
      `messages of ${name} come in the order in which they became visible; SQS promises none, and who waits longest gets the next`,
      duplicateProbability === 0
        ? `${name} hides every message that it has given away: SQS promises to deliver at least once, and now and then gives one twice (duplicateProbability)`
        : `${spell.percent(duplicateProbability)} of receives leave their message visible`,
      "a message that is executed again takes as long as the first time; the first deletion ends it",
      `a request to ${name} takes no time where a worker makes it; the free million of requests a month is not taken off the bill`,
    ],
  ];
}
