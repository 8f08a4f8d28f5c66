import { clearTimeout, setTimeout } from 'node:timers';

/** Waits that can be ended together. No AbortSignal: test environments put one of their own in its place. */
export interface Waits {
  /** Resolves with true after so many milliseconds, or with false when the waits are ended. */
  wait(ms: number): Promise<boolean>;
  end(): void;
}

export function createWaits(): Waits {
  const endings = new Set<() => void>();
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const finish = (isWhole: boolean) => {
          clearTimeout(timer);
          endings.delete(end);
          resolve(isWhole);
        };
        const end = () => finish(false);
        const timer = setTimeout(finish, ms, true);
        endings.add(end);
      }),

    end() {
      for (const end of endings) end();
    },
  };
}
