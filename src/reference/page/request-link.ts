import type { OperationModel } from '../model/operation-model.js';
import { readSaved } from './page-state.js';
import type { Values } from './values.js';

const MARK = '#request=';

/** The address of this page with what is filled in. The key is no part of it. */
export function linkTo(values: Values): string {
  const { origin, pathname, protocol } = location;
  const place = protocol === 'file:' ? 'file://' : origin;
  return place + pathname + MARK + encodeURIComponent(JSON.stringify(values));
}

/** What a fragment holds; undefined where it is none of ours, or damaged. */
export function readLink(fragment: string, model: OperationModel): Values | undefined {
  if (!fragment.startsWith(MARK)) return undefined;
  try {
    return readSaved(JSON.parse(decodeURIComponent(fragment.slice(MARK.length))), model);
  } catch {
    return undefined;
  }
}
