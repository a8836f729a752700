import { closeSync, createReadStream, existsSync, openSync, readSync, statSync } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { WrongCall } from "../failures.js";
import { NotAnOffer, type Offer } from "./offer.js";
import { readCsvOffer } from "./offer-csv.js";
import { readJsonOffer } from "./offer-json.js";

/** Reads the prices of a bill out of an offer file of AWS's price list, JSON or CSV, gzipped or not, as a stream. */
export async function readOffer(path: string): Promise<Offer> {
  if (!existsSync(path)) throw new WrongCall([`${path}: no such file`]);
  if (!statSync(path).isFile()) throw new WrongCall([`${path}: expected a file of AWS's price list`]);
  const bytes = opened(path);
  try {
    const [first, all] = await peeked(bytes);
    return await (/^\s*[{[]/.test(first) ? readJsonOffer(all) : readCsvOffer(all));
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === null) throw error;
    throw new WrongCall([`${path}: ${reason}`]);
  } finally {
    bytes.destroy();
  }
}

function opened(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  if (!isGzipped(path)) return file;
  return pipeline(file, createGunzip({ chunkSize: 1 << 18 }), () => {}); // the reader meets the error
}

function isGzipped(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const magic = new Uint8Array(2);
    return readSync(file, magic, 0, 2, 0) === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
  } finally {
    closeSync(file);
  }
}

/** The beginning of the bytes as text, and all of them. */
async function peeked(bytes: Readable): Promise<readonly [string, AsyncIterable<Uint8Array>]> {
  const chunks: AsyncIterator<Uint8Array> = bytes[Symbol.asyncIterator]();
  const { value, done } = await chunks.next();
  if (done === true) throw new NotAnOffer("nothing");
  return [Buffer.from(value).toString("utf8", 0, 64).replace("\ufeff", ""), again(value, chunks)];
}

async function* again(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** The file's fault in words; null where the error is not about the file. */
function reasonOf(error: unknown): string | null {
  if (error instanceof NotAnOffer) return `expected an offer file of AWS's price list, got ${error.got}`;
  const { code = "" } = error as NodeJS.ErrnoException;
  return code.startsWith("Z_") ? "expected a whole gzip file, got a broken one: download it again" : null;
}
