/** A request by when it comes and how long it is served, in whole microseconds. */
export interface Job {
  readonly at: number;
  readonly service: number;
}

/**
 * How long each job waits for one of c servers, first come first served: the recursion of Kiefer and Wolfowitz (1955),
 * which holds when each server will be free and gives the next job to the first of them. Jobs in order of arrival.
 */
export function waits(jobs: readonly Job[], servers: number): number[] {
  const freeAt = new Array<number>(servers).fill(Number.NEGATIVE_INFINITY);
  return jobs.map(({ at, service }) => {
    const first = freeAt.indexOf(Math.min(...freeAt));
    const start = Math.max(at, freeAt[first]);
    freeAt[first] = start + service;
    return start - at;
  });
}
