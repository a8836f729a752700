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

/** What a supervisor process is to start: the first thing that it is told. */
export interface SupervisorOrder {
  readonly kind: "order";
  /** The whole scenario as YAML, and the data files that it names, by the path it names them with. */
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  /** First of the ports; 0 takes free ones. */
  readonly port: number;
  readonly version: string;
  /** It ends with the process that started it; else it goes on until it is told to end. */
  readonly isAttached: boolean;
  /** `sim staging status` and `down` find it. */
  readonly isKnown: boolean;
}

/** What a supervisor process is told over its IPC channel (advanced serialization), the order first. */
export type SupervisorCommand =
  | SupervisorOrder
  /** Time zero, in nanoseconds of `process.hrtime.bigint`. */
  | { readonly kind: "begin"; readonly timeZeroNs: bigint }
  | { readonly kind: "stop" };

/** A fleet that stands, as plain data. */
export type StandingFleet = Omit<LocalFleet, "stop">;

/** How far the start of a fleet is. */
export interface StartProgress {
  readonly healthy: number;
  /** Tasks that it begins with. */
  readonly desired: number;
}

/** What a supervisor process reports. */
export type SupervisorReport =
  | ({ readonly kind: "starting" } & StartProgress)
  | { readonly kind: "standing"; readonly fleet: StandingFleet }
  /** It cannot go on; the message says what to check. It ends after this. */
  | { readonly kind: "failed"; readonly message: string; readonly isOurs: boolean };
