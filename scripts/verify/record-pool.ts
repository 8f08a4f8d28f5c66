/** Records for the cases, of which some close the one that they run on. */
export class RecordPool {
  /** Those that take no further attempt. */
  readonly closed: string[] = [];
  #open: string[];
  readonly #make: (() => Promise<string>) | undefined;

  constructor(given: readonly string[], make?: () => Promise<string>) {
    this.#open = [...given];
    this.#make = make;
  }

  /** So many different open records, or undefined where there are too few. */
  async take(count: number): Promise<string[] | undefined> {
    while (this.#make && this.#open.length < count) this.#open.push(await this.#make());
    return this.#open.length < count ? undefined : this.#open.slice(0, count);
  }

  close(id: string): void {
    this.#open = this.#open.filter((open) => open !== id);
    this.closed.push(id);
  }
}
