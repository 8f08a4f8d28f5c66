/** One line that changes in a terminal; elsewhere a line for every ten trials. */
export class Progress {
  #done = 0;
  readonly #start = performance.now();
  readonly #of: number;
  readonly #what: string;

  constructor(of: number, what: string) {
    this.#of = of;
    this.#what = what;
  }

  /** Counts one more; a note about it stays to be read. */
  add(note = ''): void {
    this.#done += 1;
    const isLast = this.#done === this.#of;
    const spent = performance.now() - this.#start;
    const left = (spent / this.#done) * (this.#of - this.#done);
    const line = `${this.#done}/${this.#of} ${this.#what}, ${minutes(spent)} gone, about ${minutes(left)} left`;
    if (note) console.error(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${note}`);
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}${isLast ? '\n' : ''}`);
    else if (isLast || this.#done % 10 === 0) console.error(line);
  }
}

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
