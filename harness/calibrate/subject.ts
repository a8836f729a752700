/** What the scenario says about the kind of request that is calibrated, and about the tasks that serve it. */
export interface Subject {
  readonly demand: string;
  /** Name of the request class; null for a demand with a single kind of request. */
  readonly requestClass: string | null;
  readonly service: string;
  /** The other keys of the request, besides its steps, as the scenario spells them. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Mean CPU work of the request in the scenario, in microseconds. */
  readonly scenarioCpu: number;
  /** Microseconds that a request alone on a task takes for one microsecond of CPU work. */
  readonly stretch: number;
  /** Whether each task serves requests in order of arrival, one at a time. */
  readonly isFirstComeFirstServed: boolean;
  /** Requests that a task works on at once, and whether that is the number of threads of a worker pool. */
  readonly maxConcurrent: number;
  readonly isWorkerPool: boolean;
}
