import { mayBeLiveKey } from '../../client/may-be-live-key.js';
import { encodeForm } from '../../form/encode-form.js';
import { keysOf } from '../../form/json-pointer.js';
import type { Field, OperationModel } from '../model/operation-model.js';
import { readDraft } from './drafts.js';
import type { FieldFault, State } from './page-state.js';
import { allFields, showScalar } from './values.js';

/** What Ajv's standalone code has found, without its words. */
export interface Breach {
  instancePath: string;
  keyword: string;
  schemaPath: string;
  params: { readonly [name: string]: unknown };
  /** The key that is wrong, of an object whose keys are checked. */
  propertyName?: string;
}

/** Made of the contract: whether values keep it, with all breaches at once. */
export interface Validator {
  (values: unknown): boolean;
  errors?: readonly Breach[] | null;
}

/** All that is wrong with what is filled in, each at its field. */
export function checkInput(
  { values, drafts, apiKey, jsonFault }: State,
  model: OperationModel,
  validate: Validator,
): FieldFault[] {
  const fields = model.sections.flatMap((section) => allFields(section.fields));
  const faults = [...keyFaults(apiKey)];
  const add = (field: string, message: string, isFinal = false): void => {
    if (!faults.some((each) => each.field === field && each.message === message)) {
      faults.push({ field, message, isFinal });
    }
  };
  if (jsonFault !== '') add('JSON', jsonFault, true);
  for (const field of fields) {
    const draft = drafts[field.name];
    const { fault } = draft ? readDraft(field, draft) : {};
    if (fault !== undefined) add(field.name, fault, true);
    const value = field.path.length === 1 ? values[field.place][field.path[0] ?? ''] : undefined;
    // A URL folds these away: the request would reach another path.
    if (field.place === 'path' && /^\.{1,2}$/.test(showScalar(value))) {
      add(field.name, "must not be '.' or '..'", true);
    }
    if (field.place === 'header' && /[^ -~]/.test(showScalar(value))) {
      add(field.name, 'must be printable ASCII', true);
    }
  }
  if (!validate(values)) {
    for (const breach of worthTelling(validate.errors ?? [])) {
      const { field, message } = tell(breach, fields);
      add(field, message);
    }
  }
  for (const place of ['body', 'query'] as const) {
    try {
      encodeForm(values[place]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const field = fieldAt(pathOfParam(message.split(' ', 1)[0] ?? ''), place, fields);
      add(field?.name ?? 'JSON', `cannot be sent: ${message}`, true);
    }
  }
  const order = fields.map(({ name }) => name);
  return faults.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
}

function keyFaults(apiKey: string): FieldFault[] {
  const field = 'API key';
  if (apiKey === '') return [{ field, message: 'is required', isFinal: false }];
  if (mayBeLiveKey(apiKey)) {
    const message = 'may be a live key, and is not sent from here: use a test key';
    return [{ field, message, isFinal: true }];
  }
  if (/[^!-~]/.test(apiKey)) {
    return [{ field, message: 'must be printable ASCII without blanks', isFinal: true }];
  }
  return [];
}

/** Of a union, what the branch says that the value is meant for. */
function worthTelling(breaches: readonly Breach[]): Breach[] {
  const unions = breaches.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return breaches.filter((breach) => {
    const { instancePath, schemaPath, keyword } = breach;
    if (keyword === 'propertyNames') return false;
    const union = unions.find(
      (each) => each !== breach && schemaPath.startsWith(`${each.schemaPath}/`),
    );
    if (union) {
      return !(instancePath === union.instancePath && /^(type|enum|const)$/.test(keyword));
    }
    if (!unions.includes(breach)) return true;
    // The union itself, where no branch has more to say.
    return !breaches.some(
      (each) =>
        each !== breach &&
        each.schemaPath.startsWith(`${schemaPath}/`) &&
        !(each.instancePath === instancePath && /^(type|enum|const)$/.test(each.keyword)),
    );
  });
}

function tell(
  { instancePath, keyword, params, propertyName }: Breach,
  fields: Field[],
): { field: string; message: string } {
  const { missingProperty, additionalProperty, unevaluatedProperty } = params;
  const last = missingProperty ?? additionalProperty ?? unevaluatedProperty;
  const [place = '', ...path] = [
    ...keysOf(instancePath),
    ...(last === undefined ? [] : [`${last}`]),
  ];
  const field = fieldAt(path, place, fields);
  const rest = path.slice(field?.path.length ?? 0);
  const key = propertyName === undefined ? '' : `the key ${propertyName} `;
  const beyond = rest.length === 0 ? key : `${rest.join('.')} `;
  // A group that must be there is filled in by its fields.
  const target = keyword === 'required' ? firstRequired(field) : field;
  const name = target?.name ?? (place === 'body' ? 'JSON' : place);
  return { field: name, message: beyond + wordsFor(keyword, params) };
}

function firstRequired(field: Field | undefined): Field | undefined {
  const inner = field?.fields?.find((each) => each.isRequired);
  return inner ? firstRequired(inner) : field;
}

/** The innermost field on the way to a value. */
export function fieldAt(path: string[], place: string, fields: Field[]): Field | undefined {
  return fields
    .filter(
      (field) =>
        field.place === place &&
        field.path.length <= path.length &&
        field.path.every((key, index) => key === path[index]),
    )
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** `failed[failed_at]` and `failed.failed_at` as a path. */
export function pathOfParam(param: string): string[] {
  return param.split(/\]?[[.]|\]$/).filter((key) => key !== '');
}

/** What a value has to be, by the keyword that it breaks. */
function wordsFor(keyword: string, params: { readonly [name: string]: unknown }): string {
  const { limit, type, allowedValues, allowedValue, pattern, comparison, multipleOf } = params;
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is no field of the contract';
    case 'type':
      return `must be ${/^[aio]/.test(String(type)) ? 'an' : 'a'} ${[type].flat().join(' or ')}`;
    case 'enum':
      return `must be ${isList(allowedValues) ? allowedValues.join(' or ') : 'a valid value'}`;
    case 'const':
      return `must be ${allowedValue}`;
    case 'minLength':
    case 'maxLength':
      return `must have at ${keyword === 'maxLength' ? 'most' : 'least'} ${limit} characters`;
    case 'minItems':
    case 'maxItems':
      return `must have at ${keyword === 'maxItems' ? 'most' : 'least'} ${limit} items`;
    case 'minProperties':
    case 'maxProperties':
      return `must have at ${keyword === 'maxProperties' ? 'most' : 'least'} ${limit} keys`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return `must be ${comparison} ${limit}`;
    case 'multipleOf':
      return `must be a multiple of ${multipleOf}`;
    case 'pattern':
      return `must match ${pattern}`;
    case 'uniqueItems':
      return 'must not have an item twice';
    default:
      return 'does not fit the contract';
  }
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
