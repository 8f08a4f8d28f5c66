import type { Json, JsonObject } from '../gen/load-spec.js';
import type { Whom } from './comparison.js';
import { asList, asObject, type Contract, isJsonObject, isWording } from './contract.js';

/** A part of a contract that goes by a name: an operation, a parameter, an answer, a header. */
export interface Entry {
  what: string;
  where: string;
  whom?: Whom;
  /** Where its fields are, if not at its own place. */
  place?: string;
  /** What is compared as it is. */
  facts: JsonObject;
  schema?: Json;
  /** Whether it may be there on one side alone, as something else reports it. */
  isDetail?: boolean;
  /** Whether users break on it where it is new. */
  breaksWhenNew?: boolean;
  entries: Map<string, Entry>;
}

export interface Operation {
  contract: Contract;
  /** The operationId, or method and path. */
  id: string;
  method: string;
  path: string;
  item: JsonObject;
  value: JsonObject;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** The operations of a contract, by method and path. */
export function operationsOf(contract: Contract): Map<string, Operation> {
  const paths = contract.get(contract.root, 'paths');
  const all = Object.keys(paths).flatMap((path) => {
    const item = contract.get(paths, path);
    return METHODS.filter((method) => method in item).map((key): [string, Operation] => {
      const method = key.toUpperCase();
      const value = contract.get(item, key);
      const id = String(value.operationId ?? `${method} ${path}`);
      return [`${method} ${path}`, { contract, id, method, path, item, value }];
    });
  });
  return new Map(all);
}

/** Makes an entry. Keys that nobody has read become facts, so that none goes unseen. */
function entryOf(
  contract: Contract,
  value: JsonObject,
  what: string,
  read: string,
  more: Partial<Entry> = {},
): Entry {
  contract.note(value);
  const facts: JsonObject = {};
  for (const [key, part] of Object.entries(value)) {
    if (!isWording(key) && !read.split(' ').includes(key)) facts[key] = contract.plain(part);
  }
  const entries = new Map<string, Entry>();
  const where = contract.where(value);
  return { what, where, entries, ...more, facts: { ...facts, ...more.facts } };
}

/** An operation with what it inherits. Answers that it has by `default` alone are given for `statuses`. */
export function entryOfOperation(
  { contract, item, value }: Operation,
  statuses: readonly string[] = [],
): Entry {
  const entries = new Map<string, Entry>();
  const nearest = (key: string): Json | undefined =>
    [value, item, contract.root].find((part) => key in part)?.[key];
  const servers = asList(nearest('servers') ?? [{ url: '/' }]).map(asObject);
  for (const server of servers) {
    entries.set(`server ${server.url}`, entryOf(contract, server, 'server', 'url'));
  }
  for (const security of asList(nearest('security'))) {
    entries.set(`security ${nameOfSecurity(security)}`, entryOf(contract, {}, 'security', ''));
  }
  const parameters = [item, value].flatMap((owner) => contract.list(owner, 'parameters'));
  const query = parameters.filter((parameter) => parameter.in === 'query');
  for (const parameter of parameters.filter((each) => each.in !== 'query')) {
    const name = parameter.in === 'header' ? lower(parameter.name) : parameter.name;
    entries.set(`${parameter.in} ${name}`, fieldLike(contract, parameter, 'parameter'));
  }
  entries.set('query', entryOfQuery(contract, query));
  if ('requestBody' in value) entries.set('request', entryOfRequest(contract, value));
  const responses = contract.get(value, 'responses');
  for (const status of new Set([...Object.keys(responses), ...statuses])) {
    const isByDefault = !(status in responses) && !isSuccess(status) && 'default' in responses;
    if (!(status in responses) && !isByDefault) continue;
    const answer = contract.get(responses, isByDefault ? 'default' : status);
    const entry = entryOfAnswer(contract, answer, isSuccess(status));
    if (isByDefault) entry.facts.status = 'by default';
    entries.set(placeOfStatus(status), entry);
  }
  const read = 'servers security parameters requestBody responses';
  // The first server is the one that clients call.
  const facts = { 'first server': servers[0]?.url ?? null };
  const above = entryOf(contract, item, 'path', `${METHODS.join(' ')} servers parameters`);
  const operation = entryOf(contract, value, 'operation', read, { whom: 'who sends', entries });
  return { ...operation, facts: { ...above.facts, ...operation.facts, ...facts } };
}

/** The contract around its operations. */
export function entryOfContract(contract: Contract): Entry {
  const { root } = contract;
  const entries = new Map<string, Entry>([...entriesOfSchemes(contract)]);
  for (const [group, all] of Object.entries(contract.get(root, 'components'))) {
    for (const name of isWording(group) ? [] : Object.keys(asObject(all))) {
      // The name is one in the generated types; the content counts where it is used.
      const whom = 'who imports the types';
      const entry = entryOf(contract, {}, 'component name', '', { whom });
      entries.set(`component ${group} ${name}`, entry);
    }
  }
  for (const name of operationsOf(contract).keys()) {
    entries.set(name, entryOf(contract, {}, 'operation', '', { whom: 'who sends' }));
  }
  // A new patch release of OpenAPI is another wording.
  const openapi = String(root.openapi).replace(/\.\d+$/, '');
  const facts = { openapi, 'info.version': contract.version };
  const read = 'info openapi paths servers security tags components';
  return entryOf(contract, root, 'contract', read, { facts, entries });
}

/** The ways to authenticate. */
export function entriesOfSchemes(contract: Contract): Map<string, Entry> {
  const schemes = contract.get(contract.root, 'components', 'securitySchemes');
  const whom = 'who sends';
  const entries = Object.keys(schemes).map((name): [string, Entry] => [
    `security ${name}`,
    entryOf(contract, contract.get(schemes, name), 'scheme', '', { whom, isDetail: true }),
  ]);
  return new Map(entries);
}

/** A query as the object that it holds, so that it is compared as a form is. */
function entryOfQuery(contract: Contract, parameters: JsonObject[]): Entry {
  const spellings = parameters.map((parameter): [string, Entry] => [
    `.${parameter.name}`,
    styled(contract, parameter, 'parameter', { isDetail: true }),
  ]);
  const properties = parameters.map(({ name, schema }) => [String(name), schema ?? true]);
  const required = parameters.filter((each) => each.required === true);
  const schema: JsonObject = {
    ...{ type: 'object', additionalProperties: false },
    properties: Object.fromEntries(properties),
    required: required.map(({ name }) => String(name)),
  };
  return entryOf(contract, {}, 'query', '', { schema, entries: new Map(spellings) });
}

function entryOfRequest(contract: Contract, operation: JsonObject): Entry {
  const body = contract.get(operation, 'requestBody');
  const entries = entriesOf(contract, body, 'content', (form) => {
    const encoding = contract.get(form, 'encoding');
    const spellings = new Map<string, Entry>();
    for (const name of Object.keys(contract.get(form, 'schema', 'properties'))) {
      const own = contract.get(encoding, name);
      // A field brings its spelling with it.
      spellings.set(`.${name}`, styled(contract, own, 'encoding', { isDetail: true }));
    }
    const more = { schema: form.schema ?? true, place: 'request', entries: spellings };
    return entryOf(contract, form, 'media type', 'schema encoding', more);
  });
  const facts = { required: body.required === true };
  const breaksWhenNew = body.required === true;
  return entryOf(contract, body, 'body', 'content required', { facts, entries, breaksWhenNew });
}

function entryOfAnswer(contract: Contract, answer: JsonObject, breaksWhenNew: boolean): Entry {
  const content = Object.keys(contract.get(answer, 'content'));
  const entries = entriesOf(contract, answer, 'content', (body) => {
    const schema = body.schema ?? true;
    // Who reads JSON may get something else where another media type is there as well.
    return entryOf(contract, body, 'media type', 'schema', {
      ...{ schema, place: '', breaksWhenNew: content.length > 1 },
    });
  });
  const headers = entriesOf(contract, answer, 'headers', (header) =>
    fieldLike(contract, header, 'header'),
  );
  for (const [name, header] of headers) {
    // HTTP reads the names of headers in any case; types do not.
    header.facts.name = name;
    entries.set(`header ${lower(name)}`, header);
  }
  const whom = 'who reads';
  return entryOf(contract, answer, 'status', 'headers content', { whom, entries, breaksWhenNew });
}

function entriesOf(
  contract: Contract,
  parent: JsonObject,
  key: string,
  make: (part: JsonObject) => Entry,
): Map<string, Entry> {
  const map = contract.get(parent, key);
  return new Map(Object.keys(map).map((name) => [name, make(contract.get(map, name))]));
}

/** What parameters and headers have in common. */
function fieldLike(contract: Contract, value: JsonObject, what: string): Entry {
  const isRequired = value.required === true;
  const entry = styled(contract, value, what, { breaksWhenNew: what !== 'header' && isRequired });
  entry.facts.required = isRequired;
  entry.schema = value.schema ?? true;
  return entry;
}

/** How a parameter or a field of a form is spelt, with the defaults of OpenAPI. */
function styled(contract: Contract, value: JsonObject, what: string, more: Partial<Entry>): Entry {
  const { in: location, style, explode, contentType, allowReserved } = value;
  const isForm = what === 'encoding' || location === 'query' || location === 'cookie';
  const name = style ?? (isForm ? 'form' : 'simple');
  const isExploded = explode ?? name === 'form';
  const parts = [name, isExploded && 'explode', contentType, allowReserved && 'allowReserved'];
  const facts = { [what === 'encoding' ? what : 'style']: parts.filter(Boolean).join(', ') };
  const read = 'in required style explode contentType allowReserved schema';
  return entryOf(contract, value, what, read, { ...more, facts });
}

/** Such as `basicAuth and cookie(read, write)`. */
function nameOfSecurity(security: Json): string {
  const schemes = isJsonObject(security) ? Object.entries(security).sort() : [];
  const scopes = (all: Json): string =>
    asList(all).length > 0 ? `(${asList(all).join(', ')})` : '';
  return schemes.map(([name, all]) => name + scopes(all)).join(' and ') || 'none';
}

const lower = (name: Json | undefined): string => String(name).toLowerCase();
const isSuccess = (status: string): boolean => /^[23]/.test(status);
const placeOfStatus = (status: string): string =>
  ({ 200: 'response', default: 'error' })[status] ?? `answer ${status}`;
