import { keyed } from "../../workload/random.js";

/** A task that may be stopped, by what decides when it goes. */
export interface OrderedTask {
  readonly ordinal: number;
  readonly zone: number;
  readonly isSpot: boolean;
}

/**
 * The order in which the tasks of a service go as it scales in: each time one of the fullest zone, any of these as probably as any
 * other, since no document says that ECS looks at the capacity provider. It is drawn anew once tasks were launched.
 *
 * How many Spot tasks stay decides what a night costs. Two strategies that are compared under the same random numbers should
 * therefore keep more than usual, or fewer, in the same nights, which one draw for each task cannot do: tasks that only one of
 * them has on Spot would go at random. So it is drawn first how many Spot tasks are among the first half of those that go, each
 * strategy's own hypergeometric number by inversion of the same uniform, then how many are in each quarter, and so on; which
 * ones these are comes last. That is how Komlós, Major and Tusnády (1975) couple sums of different variables; each order has
 * the same probability as without it.
 *
 *     place   0 ───────── n/2 ───────── n
 *     Spot      k of all s     s − k        by one uniform of the node, then each half by one of its own
 */
export class StopOrder {
  readonly #seed: number;
  readonly #name: string;
  #launched = -1;
  readonly #ranks = new Map<number, number>();

  constructor(seed: number, service: string) {
    this.#seed = seed;
    this.#name = `scale-in/${service}`;
  }

  /**
   * Rank of a task among those that a scale-in may stop: 0 for the first, towards 1 for the last. `launched` is the
   * number of tasks the service has had, and `tasks` those that exist.
   */
  rankOf(ordinal: number, launched: number, tasks: () => readonly OrderedTask[]): number {
    if (launched !== this.#launched) {
      this.#launched = launched;
      this.#drawOf(tasks());
    }
    return this.#ranks.get(ordinal)!;
  }

  #drawOf(tasks: readonly OrderedTask[]): void {
    this.#ranks.clear();
    const zones = this.#zonesOf(tasks);
    const spot = Array<number>(Math.max(0, ...tasks.map(({ zone }) => zone + 1))).fill(0);
    for (const { zone, isSpot } of tasks) if (isSpot) spot[zone]++;
    const areSpot = this.#spotAmong(zones, spot, 1);
    const waiting = new Map<string, number[]>();
    const nameOf = (zone: number, isSpot: boolean) => `${zone} ${isSpot}`;
    for (const { ordinal, zone, isSpot } of this.#shuffled(tasks)) {
      const name = nameOf(zone, isSpot);
      const others = waiting.get(name);
      if (others === undefined) waiting.set(name, [ordinal]);
      else others.push(ordinal);
    }
    for (const [place, zone] of zones.entries()) {
      const ordinal = waiting.get(nameOf(zone, areSpot[place]))!.pop()!;
      this.#ranks.set(ordinal, place / zones.length);
    }
  }

  #shuffled(tasks: readonly OrderedTask[]): readonly OrderedTask[] {
    return tasks
      .map((task) => ({ task, key: keyed(this.#seed, this.#name, this.#launched, task.ordinal) }))
      .sort((a, b) => a.key - b.key)
      .map(({ task }) => task);
  }

  /** The zone that each stop takes a task from: the zone with the most tasks left, chosen at random among equals. */
  #zonesOf(tasks: readonly OrderedTask[]): readonly number[] {
    const left: number[] = [];
    for (const { zone } of tasks) left[zone] = (left[zone] ?? 0) + 1;
    return tasks.map((_, place) => {
      const most = Math.max(...left.filter((count) => count > 0));
      const fullest = [...left.keys()].filter((zone) => left[zone] === most);
      const zone = fullest[Math.floor(fullest.length * keyed(this.#seed, `${this.#name}/zone`, this.#launched, place))];
      left[zone]--;
      return zone;
    });
  }

  /** Which places are of Spot tasks, where so many of each zone are on Spot; `node` counts the parts that are halved. */
  #spotAmong(zones: readonly number[], spot: readonly number[], node: number): readonly boolean[] {
    const all = spot.reduce((sum, count) => sum + count, 0);
    if (all === 0 || all === zones.length) return zones.map(() => all > 0);
    const half = zones.length >> 1;
    const [first, second] = [zones.slice(0, half), zones.slice(half)];
    const inFirst = this.#spotInFirst(countsIn(zones, spot.length), spot, countsIn(first, spot.length), node);
    const inSecond = spot.map((count, zone) => count - inFirst[zone]);
    return [...this.#spotAmong(first, inFirst, 2 * node), ...this.#spotAmong(second, inSecond, 2 * node + 1)];
  }

  /** Number of Spot tasks of each zone in the first half: first their total, then its division among zones. */
  #spotInFirst(tasks: readonly number[], spot: readonly number[], first: readonly number[], node: number): number[] {
    const uniform = (of: number) =>
      keyed(this.#seed, `${this.#name}/spot`, this.#launched, node * (spot.length + 1) + of);
    const own = spot.map((count, zone) => hypergeometric(tasks[zone], count, first[zone]));
    // For each zone, the distribution of the number in it and all later zones.
    const rest = [...own, [1]];
    for (let zone = own.length - 1; zone >= 0; zone--) rest[zone] = convolved(own[zone], rest[zone + 1]);
    let left = quantile(rest[0], uniform(spot.length));
    return own.map((law, zone) => {
      const given = law.map((probability, count) => probability * (rest[zone + 1][left - count] ?? 0));
      const count = quantile(given, uniform(zone));
      left -= count;
      return count;
    });
  }
}

function countsIn(zones: readonly number[], length: number): readonly number[] {
  const counts = Array<number>(length).fill(0);
  for (const zone of zones) counts[zone]++;
  return counts;
}

/** The probabilities of 0, 1, ... marked ones among `drawn` of `all`, of which `marked` are; each from the one before it. */
function hypergeometric(all: number, marked: number, drawn: number): readonly number[] {
  const least = Math.max(0, drawn + marked - all);
  const law = Array<number>(Math.min(marked, drawn) + 1).fill(0);
  law[least] = 1;
  for (let count = least; count + 1 < law.length; count++) {
    const ratio = ((marked - count) * (drawn - count)) / ((count + 1) * (all - marked - drawn + count + 1));
    law[count + 1] = law[count] * ratio;
    if (law[count + 1] > 1e200) for (let at = least; at <= count + 1; at++) law[at] /= 1e200;
  }
  const total = law.reduce((sum, each) => sum + each, 0);
  return law.map((each) => each / total);
}

/** The law of the sum of two independent numbers. */
function convolved(first: readonly number[], second: readonly number[]): number[] {
  const law = Array<number>(first.length + second.length - 1).fill(0);
  for (const [a, ofFirst] of first.entries()) {
    if (ofFirst === 0) continue;
    for (const [b, ofSecond] of second.entries()) law[a + b] += ofFirst * ofSecond;
  }
  return law;
}

/** The least number up to which a law, whose probabilities have any sum, has this share of it. */
function quantile(law: readonly number[], share: number): number {
  let left = share * law.reduce((sum, each) => sum + each, 0);
  let last = 0;
  for (const [count, probability] of law.entries()) {
    if (probability === 0) continue;
    last = count;
    left -= probability;
    if (left < 0) break;
  }
  return last;
}
