import type { OperationModel, Place } from '../model/operation-model.js';
import type { Shell } from '../snippets/curl-command.js';
import type { Drafts } from './drafts.js';
import { allFields, isJsonObject, type Values, withValue } from './values.js';

/** Where a page sends its test requests: to a server, or nowhere. */
export type TestServer = string | undefined;

export interface State {
  values: Values;
  drafts: Drafts;
  /** The text of the JSON tab while it is another one than the fields give. */
  json: string | undefined;
  /** Why that text cannot be parsed. */
  jsonFault: string;
  /** In memory alone. */
  apiKey: string;
  bodyTab: 'Form' | 'JSON';
  codeTab: CodeTab;
  shell: Shell;
  /** Whether the code is for the test server; undefined until somebody says so. */
  isForTestServer: boolean | undefined;
  /** What comes from the input of a workflow, by dotted names. */
  inputs: string[];
  /** Name of the request example that was chosen last. */
  example: string;
  /** Name of the error example that is asked for. */
  wanted: string;
  faults: FieldFault[];
  /** Whether the faults are shown, and held in step with what is filled in. */
  isChecked: boolean;
  isSending: boolean;
  outcome: Outcome | undefined;
  /** What a copy button says, by its name. */
  copied: { [button: string]: string };
}

export const CODE_TABS = ['curl', 'TypeScript', 'Stripe SDK', 'HTTP task'] as const;
export type CodeTab = (typeof CODE_TABS)[number];

export interface FieldFault {
  /** Name of the field, or "API key", or "JSON". */
  field: string;
  message: string;
  /** Whether no request can be made of it, or none must be. */
  isFinal: boolean;
}

/** What became of a test request. */
export type Outcome =
  | { kind: 'lost' | 'canceled'; milliseconds: number; reason: string }
  | {
      kind: 'answer';
      status: number;
      statusText: string;
      isReplayed: boolean;
      milliseconds: number;
      headers: [name: string, value: string][];
      body: string;
      message: string;
      /** The field that the answer is about, in bracket notation. */
      param: string;
      code: string;
      /** What changed since the last answer about the same object. */
      changes: Change[] | undefined;
      /** Name of the example that was sent in the place of what is filled in. */
      sentExample: string;
    };

export interface Change {
  field: string;
  before: string;
  after: string;
}

/** A request as it is kept over a reload, and as a link holds it: all that is filled in, but the key. */
export type SavedInput = Values;

/** What a page begins with: the contract's own version, an ID to begin with, and an idempotency key. */
export function initialValues(model: OperationModel, idempotencyKey: string): Values {
  let values: Values = { path: {}, query: {}, header: {}, body: {} };
  for (const field of model.sections.flatMap(({ fields }) => fields)) {
    if (field.initial !== undefined) values = withValue(field, field.initial, values);
    if (isIdempotencyKey(field.name) && idempotencyKey !== '') {
      values = withValue(field, idempotencyKey, values);
    }
  }
  return values;
}

export function initialState(values: Values): State {
  return {
    values,
    drafts: {},
    json: undefined,
    jsonFault: '',
    apiKey: '',
    bodyTab: 'Form',
    codeTab: 'curl',
    shell: 'sh',
    isForTestServer: undefined,
    inputs: [],
    example: '',
    wanted: '',
    faults: [],
    isChecked: false,
    isSending: false,
    outcome: undefined,
    copied: {},
  };
}

export function isIdempotencyKey(name: string): boolean {
  return name.toLowerCase() === 'idempotency-key';
}

/**
 * What somebody else may have written, as values: headers and parts of the path that the operation has, as text,
 * and objects of JSON. Undefined where it is something else.
 */
export function readSaved(saved: unknown, model: OperationModel): Values | undefined {
  if (!isJsonObject(saved)) return undefined;
  const objectAt = (place: Place) => (isJsonObject(saved[place]) ? saved[place] : {});
  const textsAt = (place: Place) => {
    const known = allFields(
      model.sections.flatMap((section) => (section.place === place ? section.fields : [])),
    ).map(({ path }) => path[0]);
    const entries = Object.entries(objectAt(place)).filter(
      ([name, value]) => known.includes(name) && typeof value === 'string',
    );
    return Object.fromEntries(entries);
  };
  return {
    path: textsAt('path'),
    header: textsAt('header'),
    query: objectAt('query'),
    body: model.hasForm ? objectAt('body') : {},
  };
}
