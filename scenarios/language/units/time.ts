/** Spans of time in microseconds, as all time is counted. */
export const second = 1_000_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The minutes of the clock face. */
export const minutesPerDay = 1_440;

/** Hours in the month of AWS's monthly prices and promises: 365 × 24 ÷ 12. */
export const hoursPerMonth = 730;
