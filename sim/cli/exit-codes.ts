/** Exit codes of `sim`; scripts depend on these numbers. */
export const exitCodes = {
  good: 0,
  ourBug: 1,
  wrongCall: 2,
  objectiveMissed: 3,
  invalidMeasurement: 4,
  aborted: 5,
  environmentFailed: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
