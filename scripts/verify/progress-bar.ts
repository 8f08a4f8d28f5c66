const WIDTH = 30;

/** How far a run has come, in one line. */
export function progressBar(done: number, of: number, differing: number): string {
  const bar = '█'.repeat(Math.round((WIDTH * done) / of)).padEnd(WIDTH, '░');
  return `${bar} ${done}/${of}${differing > 0 ? `, ${differing} differ` : ''}`;
}
