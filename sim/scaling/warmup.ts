import type { Pacing, ServiceSize } from "./cooldown.js";

/**
 * The pace of an EC2 Auto Scaling group, whose policies know no cooldown: an instance that has just come is warming up for so
 * long. Further scale-outs start from those that are warm, so that the warming ones count once, and nothing is scaled in
 * while any warms up. Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-default-instance-warmup.html
 */
export class Warmup implements Pacing {
  readonly isOutOn = false;
  readonly #warmup: number;
  #warm = 0;
  #running = 0;

  /** `warmup` in microseconds. */
  constructor(warmup: number) {
    this.#warmup = warmup;
  }

  observe({ now, running, runningSince }: ServiceSize): void {
    this.#running = running;
    let [low, high] = [0, running];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (runningSince(middle) <= now - this.#warmup) low = middle;
      else high = middle - 1;
    }
    this.#warm = low;
  }

  base(running: number): number {
    return Math.min(this.#warm, running);
  }

  allowsIn(): boolean {
    return this.#warm >= this.#running;
  }

  scaledOut(): void {}

  scaledIn(): void {}
}
