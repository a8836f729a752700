declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** Milliseconds that a new table stays in state CREATING. */
    readonly createTableMs?: number;
  }

  /** A DynamoDB-compatible server, in memory. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
