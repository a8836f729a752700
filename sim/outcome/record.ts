/** A record with a value for each of some keys, in their order. */
export function record<K extends string, V>(keys: readonly K[], value: (key: K, index: number) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key, index) => [key, value(key, index)])) as Record<K, V>;
}

/** A count of nothing yet for each of some keys. */
export function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return record(keys, () => 0);
}
