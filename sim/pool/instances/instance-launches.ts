import { createDistribution, type Distribution } from "../../../workload/distributions/index.js";
import { Random } from "../../../workload/random.js";
import type { Tables } from "../../../workload/tables.js";
import type { InstanceGroupConfig } from "../../capacity/instances/shape.js";

/** Draws how long each launch of a group takes, from a stream of its own for each instance. */
export class InstanceLaunches {
  readonly #seed: number;
  readonly #name: string;
  readonly #start: Distribution;
  readonly #boot: Distribution;
  readonly #agent: Distribution;
  readonly #one = new Int32Array(1);

  constructor(seed: number, group: string, { launch }: Pick<InstanceGroupConfig, "launch">, tables: Tables) {
    this.#seed = seed;
    this.#name = `instances/${group}`;
    this.#start = createDistribution(launch.start, tables);
    this.#boot = createDistribution(launch.boot, tables);
    this.#agent = createDistribution(launch.agent, tables);
  }

  /** Draws the time from the decision until `running`, and from there until the instance has joined the cluster. */
  draw(ordinal: number): { readonly start: number; readonly join: number } {
    const random = Random.keyed(this.#seed, this.#name, ordinal);
    const draw = (phase: Distribution) => {
      phase.fill(this.#one, random);
      return this.#one[0];
    };
    const start = draw(this.#start);
    return { start, join: draw(this.#boot) + draw(this.#agent) };
  }
}
