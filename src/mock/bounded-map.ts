const MAX_ENTRIES = 10_000;
const MAX_CHARACTERS = 2 ** 26;

/**
 * A map of at most 10,000 entries and 64 million characters of keys and JSON. Beyond that it drops the entries that
 * were set first.
 */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, { value: Value; size: number }>();
  #size = 0;

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: string, value: Value): void {
    this.#drop(key);
    const size = key.length + JSON.stringify(value).length;
    this.#entries.set(key, { value, size });
    this.#size += size;
    for (const first of this.#entries.keys()) {
      if (this.#entries.size <= MAX_ENTRIES && this.#size <= MAX_CHARACTERS) break;
      this.#drop(first);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#size = 0;
  }

  #drop(key: string): void {
    this.#size -= this.#entries.get(key)?.size ?? 0;
    this.#entries.delete(key);
  }
}
