/** A map that forgets what was used longest ago once it is full. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  /** Used longest ago first. */
  values(): Value[];
}

/** Makes an empty cache that holds at most `capacity` values. */
export function createBoundedCache<Value>(capacity: number): BoundedCache<Value> {
  const values = new Map<string, Value>();
  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set(key, value) {
      values.delete(key);
      values.set(key, value);
      if (values.size <= capacity) return;
      const oldest = values.keys().next();
      if (!oldest.done) values.delete(oldest.value);
    },
    delete: (key) => void values.delete(key),
    values: () => [...values.values()],
  };
}
