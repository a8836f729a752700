import type { AddressInfo } from "node:net";
import { CreateTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { storeTables } from "../local-fleet.js";
import { createClient } from "./client.js";
import type { StoreOrder, StoreReport } from "./store.js";

/** The process of the local fleet's store: DynamoDB's protocol, in memory, gone with the fleet. */
process.once("message", (order: StoreOrder) => serve(order));
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {}); // Ctrl-C reaches the whole group; the parent says when

function serve(order: StoreOrder): void {
  const server = dynalite({ createTableMs: 0 });
  server.on("error", (error) => report({ kind: "failed", message: `the store cannot listen: ${error.message}` }));
  server.listen(order.port, "127.0.0.1", async () => {
    const { port } = server.address() as AddressInfo;
    await createTables(`http://127.0.0.1:${port}`);
    report({ kind: "listening", port });
  });
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
