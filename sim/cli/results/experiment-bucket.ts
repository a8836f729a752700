import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { EnvironmentProblem, networkAdvice } from "../../../harness/environment-problem.js";
import { hostOf, isLoopback } from "../../../harness/guard/host.js";
import type { SampleStore } from "../../experiments/laboratory.js";
import { differenceOf, type ExperimentPlan, planText } from "../../experiments/plan.js";
import type { Sample } from "../../outcome/sample.js";
import { WrongCall } from "../failures.js";
import { type ExperimentPlace, type PlaceOptions, partName, planName, samplesName } from "./experiment-directory.js";
import { SampleFile } from "./sample-file.js";

/** Samples wait so long for others that go with them, or until they are so many bytes. */
const partMs = 30_000;
const partBytes = 4 << 20;
const pollMs = 1_000;
/** Objects that are read at once. */
const readsAtOnce = 8;
/** The SDK waits between them, longer each time: a minute of trouble is got over. */
const attemptsMax = 8;

/**
 * Opens a prefix of a bucket for an experiment. Samples are kept in parts, an object of many, called by the digest of what
 * is in it: a part that is there already is not written again, and its samples are not computed again.
 */
export async function openBucket(url: string, plan: ExperimentPlan, options: PlaceOptions): Promise<ExperimentPlace> {
  const bucket = new BucketFolder(url, options.endpointUrl);
  await bucket.claim(plan, options.force ?? false);
  const part = partName(options.shard ?? { number: 0, of: 1 });
  const spool = await Spool.of(bucket, options.shard === null ? "" : `${part}/`, options.besides);
  return new ExperimentBucket(bucket, spool, part);
}

/** The plan that a prefix of a bucket holds, and a local copy of its samples. */
export async function readBucket(url: string, endpointUrl?: string) {
  const bucket = new BucketFolder(url, endpointUrl);
  const plan = await bucket.read(planName);
  if (plan === null) return { plan, samples: [], parts: [], close() {} };
  const spool = await Spool.of(bucket, "");
  return { plan, samples: [spool.path], parts: spool.parts, close: () => spool.close() };
}

class ExperimentBucket implements ExperimentPlace {
  readonly store: SampleStore;
  readonly #bucket: BucketFolder;
  readonly #spool: Spool;
  readonly #part: string;
  readonly #timer: NodeJS.Timeout;
  #uploaded: number;
  #lastMs = performance.now();
  #pending: Promise<void> = Promise.resolve();
  #failure: Error | null = null;

  constructor(bucket: BucketFolder, spool: Spool, part: string) {
    this.#bucket = bucket;
    this.#spool = spool;
    this.#part = part;
    this.#uploaded = spool.file.size;
    this.#timer = setInterval(() => this.#uploadWhereDue(), pollMs).unref();
    this.store = { find: (trial) => spool.file.find(trial), add: (trial, sample) => this.#add(trial, sample) };
  }

  async flush(): Promise<void> {
    clearInterval(this.#timer);
    this.#upload();
    await this.#pending;
    if (this.#failure !== null) throw this.#failure;
  }

  async conclude(trials: readonly string[], results: readonly (readonly [string, string])[]): Promise<void> {
    await this.flush();
    this.#spool.file.seal(trials);
    await this.#bucket.writeFile(samplesName, this.#spool.path);
    for (const [name, text] of results) await this.#bucket.write(name, text);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#spool.close();
  }

  /**
   * Adds a sample to the part. If an earlier part could not be written the experiment ends, since more samples would be
   * lost.
   */
  #add(trial: string, sample: Sample): void {
    if (this.#failure !== null) throw this.#failure;
    this.#spool.file.add(trial, sample);
    this.#uploadWhereDue();
  }

  #uploadWhereDue(): void {
    const waiting = this.#spool.file.size - this.#uploaded;
    if (waiting >= partBytes || (waiting > 0 && performance.now() - this.#lastMs >= partMs)) this.#upload();
  }

  #upload(): void {
    if (this.#spool.file.size === this.#uploaded) return;
    const bytes = this.#spool.file.bytesFrom(this.#uploaded);
    this.#uploaded += bytes.length;
    this.#lastMs = performance.now();
    const name = `parts/${this.#part}/${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}.ndjson`;
    this.#pending = this.#pending
      .then(() => this.#bucket.writeNew(name, bytes))
      .then(() => {})
      .catch((error: Error) => {
        this.#failure ??= error;
      });
  }
}

/** A local copy of the samples of a bucket, gone when it is closed. */
class Spool {
  private constructor(
    private readonly folder: string,
    readonly path: string,
    readonly file: SampleFile,
    /** The names of the objects that it is a copy of. */
    readonly parts: readonly string[],
  ) {}

  /** Finds the parts whose names begin with `beginning`; samples in the files `besides` are found as well. */
  static async of(bucket: BucketFolder, beginning: string, besides: readonly string[] = []): Promise<Spool> {
    const folder = mkdtempSync(join(tmpdir(), "fleetcast-samples-"));
    const path = join(folder, samplesName);
    const file = new SampleFile(path, besides);
    const names: string[] = [];
    const spool = new Spool(folder, path, file, names);
    try {
      names.push(...(await bucket.list(`parts/${beginning}`)));
      for (let at = 0; at < names.length; at += readsAtOnce) {
        const parts = await Promise.all(names.slice(at, at + readsAtOnce).map((name) => bucket.readBytes(name)));
        for (const part of parts) if (part !== null) file.addLines(part);
      }
      return spool;
    } catch (error) {
      spool.close();
      throw error;
    }
  }

  close(): void {
    this.file.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A prefix of a bucket, through the SDK's own client; what fails says what to check. */
class BucketFolder {
  readonly #url: string;
  readonly #name: string;
  readonly #prefix: string;
  readonly #client: S3Client;

  constructor(url: string, endpointUrl: string | undefined) {
    const [, name, path] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*?))?\/?$/.exec(url) ?? [];
    if (name === undefined) throw new WrongCall([`${url}: expected s3://bucket/prefix`]);
    if (endpointUrl !== undefined && !URL.canParse(endpointUrl))
      throw new WrongCall(["--endpoint-url: expected a URL such as http://127.0.0.1:9000"]);
    this.#url = url;
    this.#name = name;
    this.#prefix = path === undefined || path === "" ? "" : `${path}/`;
    this.#client = connect(endpointUrl);
  }

  /** Sees that this experiment is there, and no other. */
  async claim(plan: ExperimentPlan, force: boolean): Promise<void> {
    const text = planText(plan);
    if (await this.writeNew(planName, Buffer.from(text))) return;
    const there = (await this.read(planName)) ?? "";
    if (there === text) return;
    if (force) return this.write(planName, text);
    const difference = differenceOf(there, plan) ?? "none of fleetcast";
    throw new WrongCall([
      `${this.#url}: holds another experiment, ${difference}; name another prefix, or say --force to write over it,`,
      "which keeps the samples that both have in common",
    ]);
  }

  async read(name: string): Promise<string | null> {
    return (await this.readBytes(name))?.toString("utf8") ?? null;
  }

  async readBytes(name: string): Promise<Buffer | null> {
    const command = new GetObjectCommand({ Bucket: this.#name, Key: this.#prefix + name });
    return this.#call("read", name, async () => {
      const { Body } = await this.#client.send(command);
      return Body === undefined ? null : Buffer.from(await Body.transformToByteArray());
    }).catch((error) => {
      if (error instanceof EnvironmentProblem && isNamed(error.cause, "NoSuchKey")) return null;
      throw error;
    });
  }

  async write(name: string, text: string): Promise<void> {
    await this.#put(name, { Body: text });
  }

  async writeFile(name: string, path: string): Promise<void> {
    await this.#put(name, { Body: createReadStream(path), ContentLength: statSync(path).size });
  }

  /** Writes an object that is not there yet; false where it is. */
  async writeNew(name: string, bytes: Buffer): Promise<boolean> {
    try {
      await this.#put(name, { Body: bytes, IfNoneMatch: "*" });
      return true;
    } catch (error) {
      // The second: somebody else writes it right now.
      const isThere = ["PreconditionFailed", "ConditionalRequestConflict"].some((each) =>
        isNamed((error as Error).cause, each),
      );
      if (isThere) return false;
      throw error;
    }
  }

  /** The names of the objects that begin so. */
  async list(beginning: string): Promise<readonly string[]> {
    const names: string[] = [];
    await this.#call("list", beginning, async () => {
      const request = { Bucket: this.#name, Prefix: this.#prefix + beginning };
      for await (const { Contents } of paginateListObjectsV2({ client: this.#client }, request))
        for (const { Key } of Contents ?? []) if (Key !== undefined) names.push(Key.slice(this.#prefix.length));
    });
    return names;
  }

  async #put(name: string, content: Pick<PutObjectCommandInput, "Body" | "ContentLength" | "IfNoneMatch">) {
    const object: PutObjectCommandInput = { Bucket: this.#name, Key: this.#prefix + name, ...content };
    const command = new PutObjectCommand(object);
    await this.#call("write", name, () => this.#client.send(command));
  }

  async #call<T>(verb: string, name: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw new EnvironmentProblem(`cannot ${verb} ${name} at ${this.#url}: ${adviceOn(error)}`, { cause: error });
    }
  }
}

function isNamed(error: unknown, name: string): boolean {
  return (error as { readonly name?: string } | undefined)?.name === name;
}

function adviceOn(error: unknown): string {
  const { name, message, code } = error as Error & { readonly code?: string };
  const network = networkAdvice(code);
  if (network !== null) return network;
  switch (name) {
    case "NoSuchBucket":
      return "there is no such bucket; make it, or check its name and the account";
    case "AccessDenied":
    case "Forbidden":
      return "access is denied; the role needs s3:ListBucket, s3:GetObject and s3:PutObject there";
    case "CredentialsProviderError":
      return "no credentials were found; give the task a role, or set up a profile as for the AWS CLI";
    default:
      return message === "Region is missing" ? "set AWS_REGION to the region of the bucket" : `${message} (${name})`;
  }
}

/** An endpoint of this machine believes any signature: these open nothing, and real ones are not shown to it. */
const ofThisMachine = { accessKeyId: "local", secretAccessKey: "local" };

function connect(endpointUrl: string | undefined): S3Client {
  // The SDK's version is pinned: what later ones will need is no news for a user.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  if (endpointUrl === undefined) return new S3Client({ maxAttempts: attemptsMax });
  const isHere = isLoopback(hostOf(new URL(endpointUrl)));
  return new S3Client({
    ...{ maxAttempts: attemptsMax, endpoint: endpointUrl, forcePathStyle: true },
    ...(isHere && { credentials: ofThisMachine }),
    region: process.env.AWS_REGION ?? "us-east-1", // other stores have none, and sign with this one
  });
}
