import type { Run } from "../../outcome/index.js";

/** Simulates a shipped scenario by name; every replication, in order. */
export type Simulate = (scenario: string, deviation?: Deviation) => Promise<readonly Run[]>;

/** The settings in which a configuration differs from its file. */
export interface Deviation {
  readonly variant?: string;
  readonly set?: readonly string[];
}

/** A question that takes several configurations to answer. */
export interface Study {
  readonly name: string;
  readonly about: string;
  /** The answer as Markdown. */
  readonly report: (simulate: Simulate) => Promise<string>;
}
