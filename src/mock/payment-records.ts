import type {
  PaymentsPrimitivesPaymentRecordsResourceAddress as Address,
  PaymentsPrimitivesPaymentRecordsResourcePaymentMethodDetails as PaymentMethodDetails,
  PaymentRecord,
  ReportPaymentAttemptParams,
} from '../../generated/openapi.js';
import { BoundedMap } from './bounded-map.js';
import type { ContractEngine, Report } from './contract-engine.js';
import { findExample } from './find-example.js';
import type { PaymentRecords, RecordOwner } from './mock-server.js';
import { randomId } from './random-id.js';
import { type Answer, refuse, refuseAs } from './refusal.js';

export interface PaymentRecordMemory extends PaymentRecords {
  /** Adds the attempt to its record, or says why not. */
  report(report: Pick<Report, 'id' | 'params' | 'stripeAccount'>): Answer;
  clear(): void;
}

const NO_ADDRESS: Required<Address> = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};

export function createPaymentRecords(engine: ContractEngine): PaymentRecordMemory {
  /** By account and ID; null for one that was deleted. */
  const records = new BoundedMap<PaymentRecord | null>();
  const keyOf = (id: string, { stripeAccount = '' }: RecordOwner) =>
    JSON.stringify([stripeAccount, id]);
  const isRecord = (value: unknown): value is PaymentRecord =>
    engine.violationsOfAnswer(200, value).length === 0;

  const example = findExample(engine.responses, { name: 'failed' });
  const content: unknown = 'content' in example && example.content;
  if (!isRecord(content)) throw new Error('The contract has no example of a new record');
  const create = (id: string, fields: Partial<Omit<PaymentRecord, 'id'>> = {}): PaymentRecord => {
    const { amount = content.amount } = fields;
    const nothing = { ...amount, value: 0 };
    return {
      ...content,
      created: Math.floor(Date.now() / 1000),
      latest_payment_attempt_record: null,
      amount_authorized: nothing,
      amount_canceled: nothing,
      amount_failed: nothing,
      amount_guaranteed: nothing,
      amount_refunded: nothing,
      amount_requested: amount,
      ...fields,
      id,
    };
  };

  return {
    get(id, owner = {}) {
      const record = records.get(keyOf(id, owner));
      return record ? copyOf(record) : undefined;
    },

    set(id, fields = {}, owner = {}) {
      const record = copyOf(create(id, fields));
      const { metadata } = record;
      const [violation] = [
        ...engine.violationsOfAnswer(200, record),
        // What no report could have set would be held against the next one.
        ...engine.violationsOfParams({ initiated_at: 0, metadata }),
      ];
      if (violation) throw new TypeError(`records.set('${id}'): ${violation.message}`);
      // Or no one could tell from its amounts whether an attempt has failed.
      if (record.amount_requested.value <= 0) {
        throw new TypeError(`records.set('${id}'): amount_requested[value] must be positive`);
      }
      records.set(keyOf(id, owner), record);
      return copyOf(record);
    },

    delete(id, owner = {}) {
      records.set(keyOf(id, owner), null);
    },

    clear() {
      records.clear();
    },

    report({ id, params, stripeAccount }) {
      const key = keyOf(id, { stripeAccount });
      const known = records.get(key);
      if (known === null) return refuseAs(engine.responses, 'resource_missing', id);
      const record = known ?? create(id);
      if (!takesAttempt(record)) return refuseAs(engine.responses, 'attempt_open');
      const metadata = mergeMetadata(record.metadata, params.metadata);
      // Each key and value was held against the contract; what is left is how many they are together.
      if (params.metadata && engine.violationsOfParams({ ...params, metadata }).length > 0) {
        return refuse.metadataFull(Object.keys(metadata).length, params.metadata);
      }
      const content = { ...withAttempt(record, params), metadata };
      records.set(key, content);
      return { status: 200, content, violations: [] };
    },
  };
}

/** Not by structuredClone, which gives objects of another realm under Jest, equal to none of the test's. */
function copyOf(record: PaymentRecord): PaymentRecord {
  return JSON.parse(JSON.stringify(record));
}

/** Whether every attempt so far is canceled or failed. */
function takesAttempt(record: PaymentRecord): boolean {
  if ((record.latest_payment_attempt_record ?? null) === null) return true;
  const { amount_guaranteed, amount_failed, amount_canceled } = record;
  return amount_guaranteed.value === 0 && (amount_failed.value > 0 || amount_canceled.value > 0);
}

/** The record after an attempt as it was reported. */
function withAttempt(record: PaymentRecord, params: ReportPaymentAttemptParams): PaymentRecord {
  const { outcome, description, payment_method_details, shipping_details } = params;
  const all = record.amount_requested;
  const nothing = { ...all, value: 0 };
  return {
    ...record,
    amount_canceled: outcome === 'canceled' ? all : nothing,
    amount_failed: outcome === 'failed' ? all : nothing,
    amount_guaranteed: outcome === 'guaranteed' ? all : nothing,
    latest_payment_attempt_record: randomId('par'),
    ...(description !== undefined && { description }),
    ...(payment_method_details && {
      payment_method_details: asPaymentMethod(payment_method_details),
    }),
    ...(shipping_details && { shipping_details: asContact(shipping_details) }),
  };
}

/** A key that is not named keeps its value, an empty value unsets it, and an empty whole unsets all. */
function mergeMetadata(
  known: PaymentRecord['metadata'],
  reported: ReportPaymentAttemptParams['metadata'] = {},
): PaymentRecord['metadata'] {
  if (typeof reported === 'string') return {};
  const entries = Object.entries({ ...known, ...reported });
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

type MethodParams = NonNullable<ReportPaymentAttemptParams['payment_method_details']>;
type ContactParams = NonNullable<MethodParams['billing_details']>;

function asPaymentMethod({ billing_details, custom, ...rest }: MethodParams): PaymentMethodDetails {
  return {
    type: 'custom',
    payment_method: null,
    ...rest,
    billing_details: billing_details ? { email: null, ...asContact(billing_details) } : null,
    // Stripe takes a name that was not reported from the payment method type, which has none here.
    ...(custom && { custom: { type: null, display_name: '', ...custom } }),
  };
}

/** What was not reported of someone is null in the answer. */
function asContact({ address, ...rest }: ContactParams) {
  return { name: null, phone: null, ...rest, address: { ...NO_ADDRESS, ...address } };
}
