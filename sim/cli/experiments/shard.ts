import type { Shard } from "../../experiments/laboratory.js";
import { WrongCall } from "../failures.js";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The part of an experiment that a call computes: what `--shard` says, or which child of an AWS Batch array job or of an
 * indexed Kubernetes job this is; null for all of it. `/8` leaves the number to the job.
 */
export function shardOf(written: string | undefined, environment: Environment): Shard | null {
  const job = jobOf(environment);
  if (written === undefined) {
    if (job === null) return null;
    if (job.of === undefined)
      throw new WrongCall([
        `${job.variable} is set, and does not say how many children there are: add --shard /N with their number, or --shard 1/1 for all of it`,
      ]);
    return checked(job.number, job.of, `${job.variable}=${job.number}`);
  }
  const [, number, of] = /^(\d*)\/(\d+)$/.exec(written.trim()) ?? [];
  if (of === undefined) throw new WrongCall([`--shard ${written}: expected a part of a number of parts, such as 3/8`]);
  if (number !== "") return checked(Number(number) - 1, Number(of), `--shard ${written}`);
  if (job === null)
    throw new WrongCall([
      `--shard ${written}: neither AWS_BATCH_JOB_ARRAY_INDEX nor JOB_COMPLETION_INDEX is set; say which part, such as 1${written}`,
    ]);
  return checked(job.number, Number(of), `${job.variable}=${job.number} with --shard ${written}`);
}

interface JobChild {
  readonly variable: string;
  /** Counted from 0. */
  readonly number: number;
  readonly of: number | undefined;
}

/** AWS Batch tells the number of children as well; Kubernetes does not. */
function jobOf(environment: Environment): JobChild | null {
  const { AWS_BATCH_JOB_ARRAY_INDEX: batch, AWS_BATCH_JOB_ARRAY_SIZE: size, JOB_COMPLETION_INDEX: job } = environment;
  if (batch !== undefined) {
    const variable = "AWS_BATCH_JOB_ARRAY_INDEX";
    const of = size === undefined ? undefined : whole(size, "AWS_BATCH_JOB_ARRAY_SIZE");
    return { variable, number: whole(batch, variable), of };
  }
  const variable = "JOB_COMPLETION_INDEX";
  return job === undefined ? null : { variable, number: whole(job, variable), of: undefined };
}

function whole(text: string, variable: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new WrongCall([`${variable}=${text}: expected a whole number from 0 on`]);
}

function checked(number: number, of: number, written: string): Shard {
  if (number >= 0 && number < of) return { number, of };
  throw new WrongCall([`${written}: there is no part ${number + 1} of ${of}`]);
}
