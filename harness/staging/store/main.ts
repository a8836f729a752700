import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { CreateTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { storeTables } from "../local-fleet.js";
import { createLocalServer, type LocalRequest } from "../local-server.js";
import { createClient, type StoreOrder, type StoreReport } from "./store.js";

const missingStore =
  "the store of the local fleet is an optional part: install it with `npm install dynalite@4`, " +
  "or do without it: `--set staging.local.store=false`";

/** The process of the local fleet's store: DynamoDB's protocol, in memory, gone with the fleet. */
process.once("message", (order: StoreOrder) => serve(order));
process.on("disconnect", () => process.exit(0));
process.stderr.on("error", () => {}); // whoever read the output has gone; the fleet runs on
process.on("SIGINT", () => {}); // Ctrl-C reaches the whole process group, but only the parent decides when to end

async function serve(order: StoreOrder): Promise<void> {
  const server = await createStore();
  if (server === null) return report({ kind: "failed", message: missingStore });
  server.on("error", (error) => report({ kind: "failed", message: `the store cannot listen: ${error.message}` }));
  server.listen(order.port, "127.0.0.1", async () => {
    const { port } = server.address() as AddressInfo;
    await createTables(`http://127.0.0.1:${port}`);
    // Dynalite throws errors about a request long after it came; that request then stays without an answer.
    process.on("uncaughtException", (error) => process.stderr.write(`the store: ${error.stack}\n`));
    report({ kind: "listening", port });
  });
}

/**
 * Runs dynalite behind our own server, since dynalite ends its process when a client disconnects during a request. Null
 * when it is not installed.
 */
async function createStore(): Promise<Server | null> {
  const dynalite = await import("dynalite").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ERR_MODULE_NOT_FOUND") return null;
    throw error;
  });
  if (dynalite === null) return null;
  const [handle] = dynalite.default({ createTableMs: 0 }).listeners("request") as RequestListener[];
  return createLocalServer((request, response) =>
    handle(replayed(request) as IncomingMessage, response as ServerResponse & { req: IncomingMessage }),
  );
}

/** Rebuilds a request for dynalite, without its origin: dynalite would tell that origin that it may read the answer. */
function replayed({ method, url, headers: { origin, ...headers }, body }: LocalRequest): object {
  return Object.assign(Readable.from(body.length === 0 ? [] : [body]), { method, url, headers });
}

async function createTables(url: string): Promise<void> {
  const client = createClient(url);
  for (const table of Object.values(storeTables)) {
    const command = new CreateTableCommand({
      TableName: table,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await client.send(command);
    await waitUntilTableExists({ client, minDelay: 0.05, maxDelay: 0.05, maxWaitTime: 10 }, { TableName: table });
  }
  client.destroy();
}

function report(report: StoreReport): void {
  process.send!(report);
}
