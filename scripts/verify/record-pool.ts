/** Records for the cases, of which some close the one that they run on. */
export class RecordPool {
  readonly made: string[] = [];
  /** Those that take no further attempt. */
  readonly closed: string[] = [];
  #open: readonly string[];
  readonly #make: ((number: number) => Promise<string>) | undefined;

  /** Without `make`, those that are given have to do. */
  constructor(given: readonly string[], make?: (number: number) => Promise<string>) {
    this.#open = given;
    this.#make = make;
  }

  /** So many different open records, or undefined where there are too few. */
  async take(count: number): Promise<string[] | undefined> {
    while (this.#make && this.#open.length < count) {
      const id = await this.#make(this.made.length + 1);
      this.made.push(id);
      this.#open = [...this.#open, id];
    }
    return this.#open.length < count ? undefined : this.#open.slice(0, count);
  }

  close(id: string): void {
    this.#open = this.#open.filter((open) => open !== id);
    this.closed.push(id);
  }
}
