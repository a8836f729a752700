/** A local staging fleet that stands: where it listens and how to end it. */
export interface LocalFleet {
  /** Base URL of each service's balancer: http for requests, the same with ws for sessions. */
  readonly targets: Readonly<Record<string, string>>;
  /** The ECS-compatible endpoint. */
  readonly controlUrl: string;
  /** The DynamoDB-compatible store; null where the scenario wants none. */
  readonly storeUrl: string | null;
  readonly cluster: string;
  /** Whether tasks burn CPU or serve it by timers, and why. */
  readonly cpu: { readonly kind: "virtual" | "real"; readonly why: string };
  /** Ends every process of the fleet; resolves when the last one is gone. */
  stop(): Promise<void>;
}

/** What every process of a fleet knows by name. */
export const storeTables = { writes: "fleetcast-writes", deadLetters: "fleetcast-dead-letters" } as const;
