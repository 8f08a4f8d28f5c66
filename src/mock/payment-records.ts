import { inspect } from 'node:util';
import { isObject } from '../form/json-pointer.js';
import type { WordedViolation } from '../form/violation.js';
import { BoundedMap } from './bounded-map.js';
import { complete } from './complete.js';
import type { ContractEngine } from './contract-engine.js';
import { findExample } from './find-example.js';
import { ownerKey } from './owner-key.js';
import type { ServedOperation } from './served-operation.js';
import type { JsonValue, PaymentRecords, RecordOwner } from './types.js';
import { unknownFields } from './unknown-fields.js';

export type JsonObject = { [name: string]: JsonValue };

/** The Payment Records, as behaviours see them. */
export interface PaymentRecordMemory extends PaymentRecords {
  /** The record, made if it was never mentioned; null where it was deleted. */
  find(id: string, owner: RecordOwner): JsonObject | null;
  put(id: string, record: JsonObject, owner: RecordOwner): void;
  clear(): void;
}

const OWNER = ['stripeAccount', 'stripeContext'];
const ATTEMPT = 'PostPaymentRecordsIdReportPaymentAttempt';

export function createPaymentRecords({
  operations,
  contract,
}: ContractEngine): PaymentRecordMemory {
  /** By account and ID; null for one that was deleted. */
  const records = new BoundedMap<JsonObject | null>();
  const operation = operations.get(ATTEMPT);
  const template = operation && templateOf(operation, contract);
  const keyOf = (id: string, owner: RecordOwner) => JSON.stringify([ownerKey(owner), id]);

  return {
    get(id, owner = {}) {
      checkPlace('get', id, owner);
      const record = records.get(keyOf(id, owner));
      return record ? copyOf(record) : undefined;
    },

    set(id, fields = {}, owner = {}) {
      checkPlace('set', id, owner);
      const misuse = (fault: string) => misuseOf('set', id, fault);
      if (!operation || !template) throw misuse('the contract has no Payment Records');
      if (!isObject(fields) || Array.isArray(fields)) {
        throw misuse(`the fields must be an object; got ${inspect(fields)}`);
      }
      const [unknown] = unknownFields(fields, operation.answerSchema ?? true, contract);
      if (unknown !== undefined) throw misuse(`a Payment Record has no field ${unknown}`);
      if ('id' in fields && fields.id !== id) {
        throw misuse(`the fields are of another record, ${inspect(fields.id)}`);
      }
      const record: JsonObject = copyOf(newRecord(template, id, copyOf(fields)));
      const [violation] = [
        ...operation.violationsOfAnswer(200, record),
        // Metadata over the limits would make the next report fail.
        ...violationsOfMetadata(operation, record.metadata),
      ];
      if (violation) throw misuse(violation.message);
      // An amount of 0 cannot show whether an attempt has failed.
      if (!(amountValue(record.amount_requested) > 0)) {
        throw misuse('amount_requested[value] must be positive');
      }
      records.set(keyOf(id, owner), record);
      return copyOf(record);
    },

    delete(id, owner = {}) {
      checkPlace('delete', id, owner);
      records.set(keyOf(id, owner), null);
    },

    find(id, owner) {
      const known = records.get(keyOf(id, owner));
      return known === undefined ? newRecord(template ?? {}, id) : known;
    },

    put(id, record, owner) {
      records.set(keyOf(id, owner), record);
    },

    clear() {
      records.clear();
    },
  };
}

/** @throws {TypeError} where it is no ID, or no owner. */
function checkPlace(method: string, id: unknown, owner: unknown): void {
  if (typeof id !== 'string' || id === '') {
    throw misuseOf(method, id, 'an ID is a text that is not empty');
  }
  if (!isObject(owner)) throw misuseOf(method, id, `an owner is an object; got ${inspect(owner)}`);
  for (const [name, value] of Object.entries(owner)) {
    if (!OWNER.includes(name)) throw misuseOf(method, id, `an owner has no ${name}`);
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      throw misuseOf(method, id, `${name} is a text that is not empty; got ${inspect(value)}`);
    }
  }
}

function misuseOf(method: string, id: unknown, fault: string): TypeError {
  return new TypeError(`records.${method}(${inspect(id)}): ${fault}`);
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return isObject(value) && !Array.isArray(value);
}

/** What is wrong with the metadata of a record, by the rules for what an attempt may set. */
export function violationsOfMetadata(
  operation: ServedOperation,
  metadata: JsonValue | undefined,
): WordedViolation[] {
  return operation
    .violationsOfForm({ metadata })
    .filter(({ param }) => param.split('[', 1)[0] === 'metadata');
}

/** The number in an amount of money. */
export function amountValue(amount: JsonValue | undefined): number {
  return isObject(amount) ? Number(amount.value) : Number.NaN;
}

/** A record without an attempt: the contract's example `failed`, or made from the schema. */
function templateOf(operation: ServedOperation, contract: object): JsonObject {
  const found = [{ name: 'failed' }, {}].map((wanted) => findExample(operation.responses, wanted));
  const content = found.find((example) => 'content' in example)?.content;
  if (isObject(content)) return copyOf(content);
  const empty = complete({}, operation.answerSchema ?? {}, contract);
  return { ...(isJsonObject(empty) && empty), amount: { currency: 'usd', value: 1990 } };
}

function newRecord(template: JsonObject, id: string, fields: JsonObject = {}): JsonObject {
  const amount = fields.amount ?? template.amount ?? null;
  const nothing = { ...(isObject(amount) && amount), value: 0 };
  const amounts = Object.keys(template).filter((name) => name.startsWith('amount_'));
  return {
    ...template,
    created: Math.floor(Date.now() / 1000),
    latest_payment_attempt_record: null,
    ...Object.fromEntries(amounts.map((name) => [name, nothing])),
    amount,
    amount_requested: amount,
    ...fields,
    id,
  };
}

/** Under Jest, structuredClone gives objects of another realm, which equal none of the test's. */
function copyOf(record: object) {
  return JSON.parse(JSON.stringify(record));
}
