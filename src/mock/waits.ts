import { clearTimeout, setTimeout } from 'node:timers';

/**
 * The waits of a server, which all end when it closes. Node's own take an AbortSignal for that, but test environments
 * put one of another realm in its place.
 */
export interface Waits {
  /** Whether the server is closed. */
  readonly isOver: boolean;
  /** Waits so many milliseconds, or until the server closes or the signal is aborted. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Ends all waits, those to come as well. */
  end(): void;
}

export function createWaits(): Waits {
  const endings = new Set<() => void>();
  let isOver = false;
  return {
    get isOver() {
      return isOver;
    },

    async wait(milliseconds, signal) {
      if (milliseconds === 0 || isOver) return;
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          endings.delete(end);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        endings.add(end);
        signal?.addEventListener('abort', end);
      });
    },

    end() {
      isOver = true;
      for (const end of endings) end();
    },
  };
}
