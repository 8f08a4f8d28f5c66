import { asList, asObject, type Json, type JsonObject } from '../support/json.js';
import { type Contract, isWording, type Operation } from './contract.js';

/** A part of a contract that goes by a name: an operation, a parameter, an answer, a header. */
export interface Part extends Details {
  what: string;
  /** Where it stands in its document, for people. */
  where: string;
  /** What is compared as it is. */
  facts: JsonObject;
}

interface Details {
  schema?: Json;
  /** The place of its facts and fields, if that is not its name. */
  place?: string;
  /** The part that it comes and goes with. */
  within?: string;
  /** Whether it may be there on one side alone, as something else reports it. */
  isDetail?: boolean;
  /** Whether users break on it where it is new. */
  breaksWhenNew?: boolean;
}

/** The keys of a part that are parts of their own, or are read in another way. */
const READ: { readonly [what: string]: string } = {
  contract: 'info paths servers security tags components',
  operation:
    'get put post delete options head patch trace servers security parameters requestBody responses',
  server: 'url',
  body: 'content required',
  'media type': 'schema encoding',
  status: 'headers content',
};
const SPELLING = 'in required style explode contentType allowReserved schema';

/** The parts of a contract or an operation, by name. */
export class Parts extends Map<string, Part> {
  readonly contract: Contract;
  /** Where what they are parts of stands. */
  readonly where: string;

  constructor(contract: Contract, whole: JsonObject) {
    super();
    this.contract = contract;
    this.where = contract.where(whole);
  }

  /** Adds a part. Keys that are not read elsewhere become facts, so that none goes unseen. */
  put(
    name: string,
    what: string,
    value: JsonObject,
    details: Details = {},
    own: JsonObject = {},
    read = READ[what] ?? '',
  ): void {
    const facts: JsonObject = {};
    for (const [key, fact] of Object.entries(value)) {
      if (isWording(key) || read.split(' ').includes(key)) continue;
      facts[key] = this.contract.plain(fact);
    }
    const where = this.contract.where(value) || this.where;
    this.set(name, { ...details, what, where, facts: { ...facts, ...own } });
  }

  /** Adds a parameter, a header or the encoding of a field by how it is spelt, with the defaults of OpenAPI. */
  spell(name: string, what: string, value: JsonObject, details: Details, own = {}): void {
    const { in: location, style, explode, contentType, allowReserved } = value;
    const isForm = what === 'encoding' || location === 'query';
    const spelt = style ?? (isForm ? 'form' : 'simple');
    const isExploded = explode ?? spelt === 'form';
    const words = [spelt, isExploded && 'explode', contentType, allowReserved && 'allowReserved'];
    const key = what === 'encoding' ? 'encoding' : 'style';
    this.put(
      name,
      what,
      value,
      details,
      { [key]: words.filter(Boolean).join(', '), ...own },
      SPELLING,
    );
  }
}

/** An operation with what it inherits. Answers that it has by `default` alone are given for `statuses`. */
export function partsOfOperation(operation: Operation, statuses: readonly string[] = []): Parts {
  const { contract, item, value } = operation;
  const parts = new Parts(contract, value);
  const nearest = (key: string): Json | undefined =>
    [value, item, contract.root].find((part) => key in part)?.[key];
  const servers = asList(nearest('servers') ?? [{ url: '/' }]).map(asObject);
  // The first server is the one that clients call.
  parts.put('', 'operation', { ...item, ...value, 'first server': servers[0]?.url ?? null });
  for (const server of servers) parts.put(`server ${server.url}`, 'server', server);
  for (const security of asList(nearest('security')).map(asObject)) {
    const names = Object.keys(security).join(' ');
    parts.put(`security ${nameOfSecurity(security)}`, 'security', security, {}, {}, names);
  }
  putParameters(parts, operation);
  if ('requestBody' in value) putRequest(parts, contract.get(value, 'requestBody'));
  const responses = contract.get(value, 'responses');
  for (const status of new Set([...Object.keys(responses), ...statuses])) {
    const isByDefault = !(status in responses) && !isSuccess(status) && 'default' in responses;
    if (!(status in responses) && !isByDefault) continue;
    const answer = contract.get(responses, isByDefault ? 'default' : status);
    putAnswer(parts, answer, status, isByDefault ? { status: 'by default' } : {});
  }
  return parts;
}

/** The contract around its operations. */
export function partsOfContract(contract: Contract): Parts {
  const { root, version } = contract;
  const parts = partsOfSchemes(contract);
  for (const [group, all] of Object.entries(contract.get(root, 'components'))) {
    if (isWording(group)) continue;
    // The name is one in the generated types; the content counts where it is used.
    for (const name of Object.keys(asObject(all))) {
      parts.put(`component ${group} ${name}`, 'component name', {});
    }
  }
  for (const name of contract.operations().keys()) parts.put(name, 'operation', {});
  // A new patch release of OpenAPI is another wording.
  const openapi = String(root.openapi).replace(/\.\d+$/, '');
  parts.put('', 'contract', { ...root, openapi, 'info.version': version });
  return parts;
}

/** The ways to authenticate. */
export function partsOfSchemes(contract: Contract): Parts {
  const parts = new Parts(contract, contract.root);
  const components = contract.get(contract.root, 'components');
  for (const [name, scheme] of contract.entries(components, 'securitySchemes')) {
    parts.put(`security ${name}`, 'scheme', scheme, { isDetail: true });
  }
  return parts;
}

function putParameters(parts: Parts, { contract, item, value }: Operation): void {
  const properties: JsonObject = {};
  const names: string[] = [];
  for (const raw of [item, value].flatMap((owner) => asList(owner.parameters))) {
    const parameter = contract.follow(raw).schema;
    const { in: location, name, schema = true } = parameter;
    const required = parameter.required === true;
    if (location === 'query') {
      properties[`${name}`] = schema;
      if (required) names.push(`${name}`);
      parts.spell(`query.${name}`, 'parameter', parameter, { isDetail: true });
    } else {
      const title = `${location} ${location === 'header' ? lower(name) : name}`;
      const details = { schema, breaksWhenNew: required };
      parts.spell(title, 'parameter', parameter, details, { required });
    }
  }
  // A query as the object that it holds, so that it is compared as a form is.
  const closed = { type: 'object', additionalProperties: false };
  parts.put('query', 'query', {}, { schema: { ...closed, properties, required: names } });
}

function putRequest(parts: Parts, body: JsonObject): void {
  const { contract } = parts;
  const required = body.required === true;
  parts.put('request', 'body', body, { breaksWhenNew: required }, { required });
  for (const [type, form] of contract.entries(body, 'content')) {
    const title = `request ${type}`;
    const { schema = true } = form;
    parts.put(title, 'media type', form, { place: 'request', within: 'request', schema });
    const encoding = contract.get(form, 'encoding');
    for (const name of Object.keys(contract.get(form, 'schema', 'properties'))) {
      // A field brings its spelling with it.
      const details = { isDetail: true, within: title, place: `request.${name}` };
      parts.spell(`${title}.${name}`, 'encoding', contract.get(encoding, name), details);
    }
  }
}

function putAnswer(parts: Parts, answer: JsonObject, status: string, facts: JsonObject): void {
  const { contract } = parts;
  const name = { 200: 'response', default: 'error' }[status] ?? `answer ${status}`;
  parts.put(name, 'status', answer, { breaksWhenNew: isSuccess(status) }, facts);
  const content = contract.entries(answer, 'content');
  // Who reads JSON may get something else where another media type is there as well.
  const inside = { place: name, within: name, breaksWhenNew: content.length > 1 };
  for (const [type, body] of content) {
    parts.put(`${name} ${type}`, 'media type', body, { ...inside, schema: body.schema ?? true });
  }
  for (const [header, value] of contract.entries(answer, 'headers')) {
    // HTTP reads the names of headers in any case; types do not.
    const own = { required: value.required === true, name: header };
    const details = { within: name, schema: value.schema ?? true };
    parts.spell(`${name} header ${lower(header)}`, 'header', value, details, own);
  }
}

/** Such as `basicAuth and cookie(read, write)`. */
function nameOfSecurity(security: JsonObject): string {
  const scopes = (all: Json): string =>
    asList(all).length > 0 ? `(${asList(all).join(', ')})` : '';
  const schemes = Object.entries(security).sort();
  return schemes.map(([name, all]) => name + scopes(all)).join(' and ') || 'none';
}

const lower = (name: Json | undefined): string => String(name).toLowerCase();
const isSuccess = (status: string): boolean => /^[23]/.test(status);
