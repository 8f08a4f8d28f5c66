import type { Json, JsonObject } from '../gen/load-spec.js';
import type { Whom } from './comparison.js';
import {
  asList,
  asObject,
  type Contract,
  isJsonObject,
  isWording,
  type Operation,
} from './contract.js';

/** A part of a contract that goes by a name: an operation, a parameter, an answer, a header. */
export interface Part {
  what: string;
  whom: Whom;
  /** Where it stands in its document, for people. */
  where: string;
  /** What is compared as it is. */
  facts: JsonObject;
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

type More = Omit<Part, 'facts' | 'where'>;

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

  /** Adds a part. Keys that are not among those read elsewhere become facts, so that none goes unseen. */
  put(name: string, value: JsonObject, read: string, more: More, own = {}): void {
    const facts: JsonObject = {};
    for (const [key, fact] of Object.entries(value)) {
      if (isWording(key) || read.split(' ').includes(key)) continue;
      facts[key] = this.contract.plain(fact);
    }
    const where = this.contract.where(value) || this.where;
    this.set(name, { ...more, where, facts: { ...facts, ...own } });
  }
}

/** An operation with what it inherits. Answers that it has by `default` alone are given for `statuses`. */
export function partsOfOperation(operation: Operation, statuses: readonly string[] = []): Parts {
  const { contract, item, value } = operation;
  const parts = new Parts(contract, value);
  const whom = 'who sends';
  const nearest = (key: string): Json | undefined =>
    [value, item, contract.root].find((part) => key in part)?.[key];
  const servers = asList(nearest('servers') ?? [{ url: '/' }]).map(asObject);
  // The first server is the one that clients call.
  const around = { ...item, ...value, 'first server': servers[0]?.url ?? null };
  const read = 'get put post delete options head patch trace servers security parameters';
  parts.put('', around, `${read} requestBody responses`, { what: 'operation', whom });
  for (const server of servers) {
    parts.put(`server ${server.url}`, server, 'url', { what: 'server', whom });
  }
  for (const security of asList(nearest('security')).map(asObject)) {
    const names = Object.keys(security).join(' ');
    parts.put(`security ${nameOfSecurity(security)}`, security, names, { what: 'security', whom });
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
  const { root } = contract;
  const parts = partsOfSchemes(contract);
  for (const [group, all] of Object.entries(contract.get(root, 'components'))) {
    for (const name of isWording(group) ? [] : Object.keys(asObject(all))) {
      // The name is one in the generated types; the content counts where it is used.
      const more = { what: 'component name', whom: 'who imports the types' } as const;
      parts.put(`component ${group} ${name}`, {}, '', more);
    }
  }
  for (const name of contract.operations().keys()) {
    parts.put(name, {}, '', { what: 'operation', whom: 'who sends' });
  }
  // A new patch release of OpenAPI is another wording.
  const openapi = String(root.openapi).replace(/\.\d+$/, '');
  const around = { ...root, openapi, 'info.version': contract.version };
  const read = 'info paths servers security tags components';
  parts.put('', around, read, { what: 'contract', whom: 'everyone' });
  return parts;
}

/** The ways to authenticate. */
export function partsOfSchemes(contract: Contract): Parts {
  const parts = new Parts(contract, contract.root);
  const schemes = contract.get(contract.root, 'components', 'securitySchemes');
  for (const name of Object.keys(schemes)) {
    const more = { what: 'scheme', whom: 'who sends', isDetail: true } as const;
    parts.put(`security ${name}`, contract.get(schemes, name), '', more);
  }
  return parts;
}

function putParameters(parts: Parts, { contract, item, value }: Operation): void {
  const more = { what: 'parameter', whom: 'who sends' } as const;
  const inQuery: JsonObject[] = [];
  for (const raw of [item, value].flatMap((owner) => asList(owner.parameters))) {
    const parameter = contract.follow(raw).schema;
    const { in: location, name } = parameter;
    if (location === 'query') {
      inQuery.push(parameter);
      putSpelling(parts, `query.${name}`, parameter, { ...more, isDetail: true });
    } else {
      const title = `${location} ${location === 'header' ? lower(name) : name}`;
      putField(parts, title, parameter, more);
    }
  }
  // A query as the object that it holds, so that it is compared as a form is.
  const schema: JsonObject = {
    ...{ type: 'object', additionalProperties: false },
    properties: Object.fromEntries(inQuery.map((each) => [String(each.name), each.schema ?? true])),
    required: inQuery.filter((each) => each.required === true).map(({ name }) => String(name)),
  };
  parts.put('query', {}, '', { what: 'query', whom: 'who sends', schema });
}

function putRequest(parts: Parts, body: JsonObject): void {
  const { contract } = parts;
  const required = body.required === true;
  const whom = 'who sends';
  const more = { what: 'body', whom, breaksWhenNew: required } as const;
  parts.put('request', body, 'content required', more, { required });
  const content = contract.get(body, 'content');
  for (const type of Object.keys(content)) {
    const form = contract.get(content, type);
    const title = `request ${type}`;
    const inside = { whom, place: 'request', within: 'request' } as const;
    const media = { ...inside, what: 'media type', schema: form.schema ?? true };
    parts.put(title, form, 'schema encoding', media);
    const encoding = contract.get(form, 'encoding');
    for (const name of Object.keys(contract.get(form, 'schema', 'properties'))) {
      // A field brings its spelling with it.
      const detail = { what: 'encoding', whom, isDetail: true, within: title } as const;
      const place = `request.${name}`;
      putSpelling(parts, `${title}.${name}`, contract.get(encoding, name), { ...detail, place });
    }
  }
}

function putAnswer(parts: Parts, answer: JsonObject, status: string, facts: JsonObject): void {
  const { contract } = parts;
  const name = { 200: 'response', default: 'error' }[status] ?? `answer ${status}`;
  const whom = 'who reads';
  const more = { what: 'status', whom, breaksWhenNew: isSuccess(status) } as const;
  parts.put(name, answer, 'headers content', more, facts);
  const content = contract.get(answer, 'content');
  // Who reads JSON may get something else where another media type is there as well.
  const breaksWhenNew = Object.keys(content).length > 1;
  for (const type of Object.keys(content)) {
    const body = contract.get(content, type);
    const inside = { whom, within: name, place: name, breaksWhenNew } as const;
    const media = { ...inside, what: 'media type', schema: body.schema ?? true };
    parts.put(`${name} ${type}`, body, 'schema', media);
  }
  const headers = contract.get(answer, 'headers');
  for (const header of Object.keys(headers)) {
    // HTTP reads the names of headers in any case; types do not.
    const title = `${name} header ${lower(header)}`;
    const inside = { what: 'header', whom, within: name } as const;
    putField(parts, title, contract.get(headers, header), inside, { name: header });
  }
}

/** Adds a parameter or a header. */
function putField(parts: Parts, title: string, value: JsonObject, more: More, own = {}): void {
  const required = value.required === true;
  const breaksWhenNew = more.what === 'parameter' && required;
  const field = { ...more, schema: value.schema ?? true, breaksWhenNew };
  putSpelling(parts, title, value, field, { required, ...own });
}

/** Adds how a parameter or a field of a form is spelt, with the defaults of OpenAPI. */
function putSpelling(parts: Parts, title: string, value: JsonObject, more: More, own = {}): void {
  const { in: location, style, explode, contentType, allowReserved } = value;
  const isForm = more.what === 'encoding' || location === 'query' || location === 'cookie';
  const name = style ?? (isForm ? 'form' : 'simple');
  const isExploded = explode ?? name === 'form';
  const words = [name, isExploded && 'explode', contentType, allowReserved && 'allowReserved'];
  const key = more.what === 'encoding' ? 'encoding' : 'style';
  const read = 'in required style explode contentType allowReserved schema';
  parts.put(title, value, read, more, { [key]: words.filter(Boolean).join(', '), ...own });
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
