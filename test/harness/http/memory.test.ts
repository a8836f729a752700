import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { Drive, evenly, requestClass } from "./drive.js";
import { serveSockets } from "./targets.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

test("memory is flat: 20,000 requests leave nothing behind", async () => {
  const answer = Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwell");
  const url = await serveSockets((socket) => socket.on("data", () => socket.write(answer)));
  const drive = new Drive(url, { connections: 32 });
  const plan = evenly(1_000, 0, requestClass({ timeout: "30s" }));
  await drive.driver.open();
  const heapAfter = async (rounds: number): Promise<number> => {
    for (let round = 0; round < rounds; round++) {
      for (const planned of plan) drive.driver.release(planned);
      while (drive.driver.inFlight > 0) await new Promise((resolve) => setImmediate(resolve));
      drive.ended.length = 0;
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = await heapAfter(3);
  const after = await heapAfter(20);
  await drive.driver.close(0);
  // A request that leaves even one timer or map entry behind keeps more than 100 bytes: 2 MB over 20,000.
  expect(after - before).toBeLessThan(1_000_000);
}, 60_000);
