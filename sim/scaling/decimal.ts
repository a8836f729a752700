/**
 * A value as a person writes it in decimal, to nine places: 20 % against 30 % is −10 %, not −9.999999999999998 %. Alarms and
 * steps compare such values, since the bounds that they are compared with are written in decimal.
 */
export function decimal(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
