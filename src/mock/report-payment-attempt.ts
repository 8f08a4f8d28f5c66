import { choicesOf } from '../form/schema-choices.js';
import type { Behaviour } from './behaviours.js';
import { complete } from './complete.js';
import type { AcceptedRequest } from './contract-engine.js';
import {
  amountValue,
  isJsonObject,
  type JsonObject,
  violationsOfMetadata,
} from './payment-records.js';
import { randomId } from './random-id.js';
import { refusalByExample, refusals } from './refusals.js';
import type { JsonValue } from './types.js';

const ENDED = ['canceled', 'failed', 'guaranteed'];

/** Adds the attempt to its record, or says why not. */
export const reportPaymentAttempt: Behaviour = (accepted, { records, contract }) => {
  const { operation, pathParams, form, owner } = accepted;
  const { id = '' } = pathParams;
  const record = records.find(id, owner);
  if (record === null) return refusalByExample(operation.responses, 'resource_missing', id);
  if (!takesAttempt(record)) return refusalByExample(operation.responses, 'attempt_open');
  const metadata = mergeMetadata(record.metadata, form.metadata);
  // Each key and value was checked; only the number of keys can be wrong.
  const [violation] = violationsOfMetadata(operation, metadata);
  if (violation && isJsonObject(form.metadata)) {
    return refusals.metadataFull(Object.keys(metadata).length, form.metadata, violation);
  }
  const content = { ...withAttempt(record, accepted, contract), metadata };
  records.put(id, content, owner);
  return { status: 200, content, violations: [] };
};

/** Whether every attempt so far is canceled or failed. */
function takesAttempt(record: JsonObject): boolean {
  if ((record.latest_payment_attempt_record ?? null) === null) return true;
  const { amount_guaranteed, amount_failed, amount_canceled } = record;
  return (
    amountValue(amount_guaranteed) === 0 &&
    (amountValue(amount_failed) > 0 || amountValue(amount_canceled) > 0)
  );
}

/** The record after an attempt as it was reported. */
function withAttempt(
  record: JsonObject,
  { operation: { answerSchema }, form }: AcceptedRequest,
  contract: object,
): JsonObject {
  const all = record.amount_requested ?? null;
  const nothing = { ...(isJsonObject(all) && all), value: 0 };
  const next: JsonObject = { ...record, latest_payment_attempt_record: randomId('par') };
  for (const outcome of ENDED) {
    next[`amount_${outcome}`] = form.outcome === outcome ? all : nothing;
  }
  const [choice] = choicesOf(answerSchema ?? {}, contract);
  // Copy the fields that a request and a record share.
  for (const [name, property = true] of Object.entries(choice?.schema.properties ?? {})) {
    const reported = Object.hasOwn(form, name) ? form[name] : undefined;
    if (reported === undefined) continue;
    const isMethod = name === 'payment_method_details' && isJsonObject(reported);
    next[name] = complete(
      isMethod ? { type: 'custom', ...reported } : reported,
      property,
      contract,
    );
  }
  return next;
}

/** A key that is not sent keeps its value, an empty value unsets it, and an empty string unsets all keys. */
function mergeMetadata(known: JsonValue | undefined, reported: JsonValue | undefined): JsonObject {
  if (typeof reported === 'string') return {};
  const merged = { ...(isJsonObject(known) && known), ...(isJsonObject(reported) && reported) };
  const entries = Object.entries(merged);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}
