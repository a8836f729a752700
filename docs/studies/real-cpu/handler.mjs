// A single-threaded HTTP service that knows nothing of any scenario: each request has JSON built, parsed, sorted,
// hashed and compressed, more or less of it as chance wants. About 10 ms of CPU on a core of 2024.
import { createHash, pbkdf2Sync } from "node:crypto";
import { createServer } from "node:http";
import { deflateSync } from "node:zlib";

const port = Number(process.argv[2] ?? 9000);
let served = 0;

/** Two numbers in [0, 1) that belong to a request. */
function chanceOf(path) {
  const digest = createHash("sha256").update(`${path} ${served++}`).digest();
  return [digest.readUInt32LE(0) / 2 ** 32, digest.readUInt32LE(4) / 2 ** 32];
}

/** Most answers are lists of some hundred rows; one in ten is four times as long. */
function answer(path) {
  const [size, kind] = chanceOf(path);
  const rows = Math.round((250 + 750 * size) * (kind < 0.1 ? 4 : 1));
  const list = Array.from({ length: rows }, (_, i) => ({ id: (i * 7919) % rows, name: `row ${i}`, at: Math.sin(i) }));
  const parsed = JSON.parse(JSON.stringify(list)).sort((a, b) => a.at - b.at || a.id - b.id);
  const key = pbkdf2Sync(path, "salt", 3_500 + 5 * rows, 32, "sha256");
  return deflateSync(JSON.stringify({ key: key.toString("hex"), parsed }), { level: 9 });
}

const server = createServer((request, response) => {
  const body = answer(request.url);
  response.writeHead(200, { "content-type": "application/json", "content-encoding": "deflate" }).end(body);
});
server.listen(port, "127.0.0.1", () => console.log(`process ${process.pid} listens on http://127.0.0.1:${port}`));
