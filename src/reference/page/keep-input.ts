import type { OperationModel } from '../model/operation-model.js';
import { readSaved } from './page-state.js';
import { readLink } from './request-link.js';
import { isJsonObject, type Values } from './values.js';

/** Browsers take some 20 changes a second of what belongs to an entry of the history. */
const PAUSE = 50;

export interface Keeper {
  /** Keeps what is filled in over a reload, and for Back and Forward. The key is no part of it. */
  keep(values: Values): void;
  /** What was kept for this visit, or what the link holds that led here. */
  kept(): Values | undefined;
  /** What was kept for the entry of the history that was just gone to; undefined where it is about the same request. */
  keptForEntry(): Values | undefined;
}

export function keepInput(model: OperationModel): Keeper {
  const storageName = `reference ${model.operationId}`;
  /** Entries of the history about one request have one number: to go between its fields loses nothing. */
  let request = requestOfEntry() ?? newNumber();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  let waiting: Values | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    if (!waiting) return;
    history.replaceState({ request, values: waiting }, '');
    last = performance.now();
    waiting = undefined;
  };
  addEventListener('pagehide', flush);

  return {
    keep(values) {
      try {
        sessionStorage.setItem(storageName, JSON.stringify(values));
      } catch {
        // No storage: nothing is kept over a reload.
      }
      waiting = values;
      clearTimeout(timer);
      const pause = last + PAUSE - performance.now();
      if (pause > 0) timer = setTimeout(flush, pause);
      else flush();
    },

    kept: () => entry() ?? readLink(location.hash, model) ?? stored(),

    keptForEntry() {
      const other = requestOfEntry();
      if (other === request) return undefined;
      const values = other === undefined ? readLink(location.hash, model) : entry();
      if (values) request = other ?? newNumber();
      return values;
    },
  };

  function entry(): Values | undefined {
    return readSaved(isJsonObject(history.state) ? history.state.values : undefined, model);
  }

  function stored(): Values | undefined {
    try {
      return readSaved(JSON.parse(sessionStorage.getItem(storageName) ?? 'null'), model);
    } catch {
      return undefined;
    }
  }
}

function requestOfEntry(): number | undefined {
  const state: unknown = history.state;
  return isJsonObject(state) && typeof state.request === 'number' ? state.request : undefined;
}

function newNumber(): number {
  return Math.random();
}
