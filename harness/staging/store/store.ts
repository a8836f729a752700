/** What the store process is told at its start, over its IPC channel. */
export interface StoreOrder {
  readonly kind: "order";
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number;
}

/** What the store process reports: it listens and has the tables of `storeTables`, each with the hash key `id`; or why not. */
export type StoreReport =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "failed"; readonly message: string };
