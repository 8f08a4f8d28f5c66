import type { JsonValue } from '../../form/json-value.js';

export interface JsonObject {
  [name: string]: JsonValue;
}

/** Where in a request a field stands. */
export type Place = 'path' | 'header' | 'query' | 'body';

/** What a person enters into one box. */
export type ScalarKind = 'text' | 'lines' | 'number' | 'time' | 'select';

export type FieldKind =
  | ScalarKind
  /** Fields of its own. */
  | 'group'
  /** Items of one kind. */
  | 'list'
  /** Names of a person's choice, each with a value of one kind. */
  | 'map'
  /** What no box fits: written as JSON. */
  | 'json';

/** A field of a request, as the live page has to know it. */
export interface Field {
  /** Its names with dots, such as `failed.failed_at`, which is its anchor as well. */
  name: string;
  place: Place;
  /** Where its value stands in what its place holds. */
  path: string[];
  kind: FieldKind;
  isRequired: boolean;
  /** What its box is called where that is not its name. */
  label?: string;
  /** Of a select. */
  values?: JsonValue[];
  /** Of the items of a list, and of the values of a map. */
  item?: ScalarKind;
  /** Whether an empty text in the place of a map clears it. */
  isClearable?: boolean;
  /** Filled in from the start, or shown in the empty box. */
  initial?: string;
  example?: string;
  /** Of a group. */
  fields?: Field[];
  /** What is there to be read. It is written into the page, and the live page does not have it. */
  facts?: FieldFacts;
}

export interface FieldFacts {
  /** Its name on the wire, such as `failed[failed_at]`. */
  wire: string;
  type: string;
  description: string;
  limits: string[];
  values: { value: string; meaning: string }[];
}

export interface RequestExample {
  name: string;
  summary: string;
  value: JsonObject;
}

export interface ErrorExample {
  name: string;
  summary: string;
  status: number;
}

/** An operation, as the live page has to know it. */
export interface OperationModel {
  operationId: string;
  title: string;
  /** In capitals. */
  method: string;
  /** The path template. */
  path: string;
  /** The first server of the contract, without a slash at its end. */
  server: string;
  sections: Section[];
  /** Whether it takes a form. */
  hasForm: boolean;
  examples: RequestExample[];
  errors: ErrorExample[];
}

export interface Section {
  place: Place;
  title: string;
  fields: Field[];
}

/** All that a page of an operation tells. */
export interface OperationPage {
  model: OperationModel;
  description: string;
  documentation: string | undefined;
  servers: { url: string; description: string }[];
  /** Said of the form as a whole. */
  formDescription: string;
  authentication: string[];
  answers: { status: string; description: string; headers: Field[]; fields: Field[] }[];
  errors: ErrorRow[];
}

export interface ErrorRow extends ErrorExample {
  code: string;
  message: string;
}
