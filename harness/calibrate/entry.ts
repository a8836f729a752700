/** One request as a probe saw it or a log records it, in microseconds. */
export interface Entry {
  /** When it began, on any clock; null when that is not known. */
  readonly startedAt: number | null;
  /** Whether its times are fine enough to tell which requests overlapped. */
  readonly isExact: boolean;
  readonly duration: number;
  /** Whether it was answered as expected. The durations of other requests say nothing about the work. */
  readonly isAnswered: boolean;
  /** Name of an unexpected answer, such as "status 404"; absent when the answer was expected or there was none. */
  readonly unexpected?: string;
  /** Set on a request of the service that is not one of those the caller chose. */
  readonly isBeside?: true;
  /** Name of the server that answered; empty when that is not known. */
  readonly server: string;
}
