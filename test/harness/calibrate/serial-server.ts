import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/**
 * A server on loopback that serves one request at a time, each in `serviceMs` milliseconds, as a single-threaded one
 * does.
 */
export async function serialServer({ serviceMs = 5, status = 200 } = {}) {
  let free = 0;
  let connections = 0;
  const server = createServer((request, response) => {
    request.resume();
    const now = performance.now();
    free = Math.max(now, free) + serviceMs;
    setTimeout(() => response.writeHead(status).end(), free - now);
  });
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, connections: () => connections };
}
