import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deserialize, serialize } from "node:v8";
import { gunzip, gzip } from "node:zlib";
import type { Redis } from "ioredis";
import type { Replication } from "../../outcome/replication.js";
import type { Sample } from "../../outcome/sample.js";
import type { ResolvedScenario } from "../trial.js";
import { prefix, QueueUnreachable } from "./redis.js";

/** Texts stay so long after somebody asked for a trial of theirs. */
const textsKeptS = 86_400;
/** A sample waits so long to be fetched, and this much longer for others who want the same one. */
const samplesKeptS = 3_600;
const fetchedKeptS = 300;

/** A scenario as it stands on the shelf: its files by their digests, since many scenarios share them. */
interface Shelved {
  readonly resolved: string;
  readonly replications: number;
  readonly files: readonly (readonly [path: string, digest: string])[];
}

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/**
 * The data that callers and workers exchange beside jobs: scenarios and files, each once by its digest, and samples by
 * their trials.
 */
export class Shelf {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Puts there what is missing, and keeps the rest for another day. */
  async put(scenarios: Iterable<ResolvedScenario>): Promise<void> {
    const texts = new Map<string, string>();
    for (const scenario of scenarios) for (const [digest, text] of shelved(scenario).texts) texts.set(digest, text);
    const asked = this.#redis.pipeline();
    for (const digest of texts.keys()) asked.expire(textKey(digest), textsKeptS);
    const found = (await asked.exec()) ?? [];
    const missing = [...texts].filter((_, at) => found[at]?.[1] !== 1);
    for (const [digest, text] of missing) await this.#redis.set(textKey(digest), await pack(text), "EX", textsKeptS);
  }

  /** The scenario of a digest; null where it, or a file of it, is not there any more. */
  async scenario(digest: string): Promise<ResolvedScenario | null> {
    const text = await this.#text(digest);
    if (text === null) return null;
    const { resolved, replications, files }: Shelved = JSON.parse(text);
    const found = new Map<string, string>();
    for (const [path, each] of files) {
      const content = await this.#text(each);
      if (content === null) return null;
      found.set(path, content);
    }
    return { resolved, replications, files: found };
  }

  async putSample(trial: string, sample: Sample): Promise<void> {
    await this.#redis.set(sampleKey(trial), await pack(JSON.stringify(sample)), "EX", samplesKeptS);
  }

  async putWhole(trial: string, replication: Replication): Promise<void> {
    await this.#redis.set(sampleKey(trial), await pack(serialize(replication)), "EX", samplesKeptS);
  }

  async hasSample(trial: string): Promise<boolean> {
    return (await this.#redis.exists(sampleKey(trial))) === 1;
  }

  /** The samples of these trials that are there. */
  async fetchSamples(trials: readonly string[]): Promise<ReadonlyMap<string, Sample>> {
    return this.#fetch(trials, (bytes): Sample => JSON.parse(bytes.toString("utf8")));
  }

  /** The replications of these trials that are there. */
  async fetchWhole(trials: readonly string[]): Promise<ReadonlyMap<string, Replication>> {
    return this.#fetch(trials, replicationIn);
  }

  async #fetch<Made>(trials: readonly string[], read: (bytes: Buffer) => Made): Promise<ReadonlyMap<string, Made>> {
    const found = new Map<string, Made>();
    if (trials.length === 0) return found;
    const packed = await this.#redis.mgetBuffer(trials.map(sampleKey));
    for (const [at, each] of packed.entries()) if (each !== null) found.set(trials[at], read(await unpack(each)));
    const kept = this.#redis.pipeline();
    for (const trial of found.keys()) kept.expire(sampleKey(trial), fetchedKeptS);
    if (found.size > 0) await kept.exec();
    return found;
  }

  async #text(digest: string): Promise<string | null> {
    const packed = await this.#redis.getBuffer(textKey(digest));
    return packed === null ? null : (await unpack(packed)).toString("utf8");
  }
}

/** Numbers stand in it as they do in memory: a worker of a newer Node may write what an older one cannot read. */
function replicationIn(bytes: Buffer): Replication {
  try {
    return deserialize(bytes);
  } catch (error) {
    const why = `Node ${process.version} cannot read what a worker made with another Node; install one version everywhere`;
    throw new QueueUnreachable(why, { cause: error });
  }
}

/** The name of a scenario on the shelf. */
export function shelfDigest(scenario: ResolvedScenario): string {
  return shelved(scenario).digest;
}

interface Parcel {
  readonly digest: string;
  /** The scenario's own text and those of its files, by their digests. */
  readonly texts: ReadonlyMap<string, string>;
}

const parcels = new WeakMap<ResolvedScenario, Parcel>();

/** Made once of each scenario, whose files may be large. */
function shelved(scenario: ResolvedScenario): Parcel {
  const known = parcels.get(scenario);
  if (known !== undefined) return known;
  const { resolved, replications, files } = scenario;
  const named = [...files].map(([path, text]) => ({ path, digest: digestOf(text), text }));
  const own = { resolved, replications, files: named.map(({ path, digest }) => [path, digest] as const) };
  const text = JSON.stringify(own satisfies Shelved);
  const digest = digestOf(text);
  const texts = new Map([[digest, text], ...named.map((file) => [file.digest, file.text] as const)]);
  const made = { digest, texts };
  parcels.set(scenario, made);
  return made;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function textKey(digest: string): string {
  return `${prefix}:text:${digest}`;
}

function sampleKey(trial: string): string {
  return `${prefix}:sample:${trial}`;
}
