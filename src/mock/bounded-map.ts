const MOST_ENTRIES = 10_000;
const MOST_CHARACTERS = 2 ** 26;

/**
 * A map of at most 10,000 entries that are at most 64 million characters long as JSON. Where it would
 * hold more, what was set first goes.
 */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, { value: Value; size: number }>();
  #size = 0;

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  set(key: string, value: Value): void {
    this.#drop(key);
    const size = JSON.stringify(value).length;
    this.#entries.set(key, { value, size });
    this.#size += size;
    for (const first of this.#entries.keys()) {
      if (this.#entries.size <= MOST_ENTRIES && this.#size <= MOST_CHARACTERS) break;
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
