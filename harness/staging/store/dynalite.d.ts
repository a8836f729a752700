declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** Milliseconds for which a new table stays in state CREATING. */
    readonly createTableMs?: number;
  }

  /** Makes a DynamoDB-compatible server that stores everything in memory. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
