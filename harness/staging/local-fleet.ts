/** A running local staging fleet: where it listens and how to end it. */
export interface LocalFleet {
  /** Base URL of each service's balancer: http for requests, the same with ws for sessions. */
  readonly targets: Readonly<Record<string, string>>;
  /** The ECS-compatible endpoint. */
  readonly controlUrl: string;
  /** The DynamoDB-compatible store; null when the scenario has none. */
  readonly storeUrl: string | null;
  readonly cluster: string;
  /** Whether tasks burn real CPU or simulate it with timers, and why. */
  readonly cpu: { readonly kind: "virtual" | "real"; readonly why: string };
  /** Ends every process of the fleet; resolves when the last one is gone. */
  stop(): Promise<void>;
}

/** Names of the store's tables, known to every process of a fleet. */
export const storeTables = { writes: "fleetcast-writes", deadLetters: "fleetcast-dead-letters" } as const;

/** What a supervisor process is to start; the first message it gets. */
export interface SupervisorOrder {
  readonly kind: "order";
  /** The whole scenario as YAML, and the data files it names, by the paths used in it. */
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  /** First of the ports; 0 takes free ones. */
  readonly port: number;
  readonly version: string;
  /** Whether the fleet ends with the process that started it; otherwise it runs until it is told to end. */
  readonly isAttached: boolean;
  /** Whether `sim staging status` and `down` can find it. */
  readonly isKnown: boolean;
}

/** A message to a supervisor process over its IPC channel (advanced serialization). The order comes first. */
export type SupervisorCommand =
  | SupervisorOrder
  /** Time zero, in nanoseconds of `process.hrtime.bigint`. */
  | { readonly kind: "begin"; readonly timeZeroNs: bigint }
  | { readonly kind: "stop" };

/** A running fleet, as plain data. */
export type StandingFleet = Omit<LocalFleet, "stop">;

/** How far the start of a fleet has come. */
export interface StartProgress {
  readonly healthy: number;
  /** Number of tasks that it starts with. */
  readonly desired: number;
}

/** A message from a supervisor process. */
export type SupervisorReport =
  | ({ readonly kind: "starting" } & StartProgress)
  | { readonly kind: "standing"; readonly fleet: StandingFleet }
  /** It cannot continue; the message says what to check. The process ends after this. */
  | { readonly kind: "failed"; readonly message: string; readonly isOurs: boolean };
