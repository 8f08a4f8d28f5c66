const MOST = 10_000;

/** Puts an entry at the end of a map. Of more than 10,000 entries the first one goes. */
export function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [first] = map.keys();
  if (first !== undefined && map.size > MOST) map.delete(first);
}
