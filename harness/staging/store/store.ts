import { BatchWriteItemCommand, DynamoDBClient, paginateScan, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { storeTables } from "../local-fleet.js";

/** The order that the store process gets at its start, over its IPC channel. */
export interface StoreOrder {
  readonly kind: "order";
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
}

/**
 * A message from the store process: it listens and has the tables of `storeTables`, each with the hash key `id`, or why
 * not.
 */
export type StoreReport =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string };

type StoreTable = (typeof storeTables)[keyof typeof storeTables];

/** A store that takes writes by their ids. */
export interface WriteStore {
  /** Stores at most 25 distinct ids; resolves when all are durable. */
  put(table: StoreTable, ids: readonly string[], signal?: AbortSignal): Promise<void>;
}

/** The store of a fleet without one: it accepts everything and keeps nothing. */
export const noStore: WriteStore = { put: async () => {} };

/** Connects to the store that listens at `storeUrl`. */
export function connectStore(storeUrl: string): WriteStore {
  const client = createClient(storeUrl);
  return {
    async put(table, ids, signal) {
      let requests: WriteRequest[] = [...new Set(ids)].map((id) => ({ PutRequest: { Item: { id: { S: id } } } }));
      while (requests.length > 0) {
        const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } });
        const { UnprocessedItems } = await client.send(command, { abortSignal: signal });
        requests = UnprocessedItems?.[table] ?? [];
      }
    },
  };
}

/** Reads the ids of all writes in the store. */
export function writeIds(storeUrl: string): Promise<ReadonlySet<string>> {
  return idsIn(storeUrl, storeTables.writes);
}

/** Reads the ids of all dead letters in the store. */
export function deadLetterIds(storeUrl: string): Promise<ReadonlySet<string>> {
  return idsIn(storeUrl, storeTables.deadLetters);
}

async function idsIn(storeUrl: string, table: StoreTable): Promise<ReadonlySet<string>> {
  const client = createClient(storeUrl);
  const ids = new Set<string>();
  for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const item of page.Items ?? []) ids.add(item.id.S!);
  }
  client.destroy();
  return ids;
}

/**
 * Makes a client of the local store, which requires a signature but accepts any, so these credentials protect nothing.
 */
export function createClient(storeUrl: string): DynamoDBClient {
  // The SDK's version is pinned, so its warning about later versions of Node is of no use to a user.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  return new DynamoDBClient({
    endpoint: storeUrl,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
}
