import { InputError } from "../input-error.js";
import type { Tables } from "../tables.js";
import { toWhole } from "./distribution.js";

/** A column of a CSV file multiplied by a unit, in whole units. A value below zero is an error in the file. */
export function wholeColumn(
  { file, column, unit }: { readonly file: string; readonly column: string; readonly unit: number },
  tables: Tables,
): Int32Array {
  const values = tables.column(file, column);
  const negative = values.findIndex((value) => value < 0);
  if (negative >= 0) {
    throw new InputError(
      file,
      `values of "${column}" that are not negative`,
      `${values[negative]} in row ${negative + 1}`,
    );
  }
  return Int32Array.from(values, (value) => toWhole(value * unit));
}

/** Mean and variance of values that are the whole population. */
export function columnMoments(values: Int32Array): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, variance };
}
