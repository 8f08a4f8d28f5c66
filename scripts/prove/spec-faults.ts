import { asList, asObject, isJsonObject } from '../diff/canonical-contract.js';
import type { Json, JsonObject } from '../gen/load-spec.js';

/** One thing wrong with the contract. */
export interface Fault {
  /** The kind and the JSON pointer of what is edited. */
  id: string;
  kind: string;
  /** The place as people name it, such as `request failed[failed_at]`. */
  place: string;
  /** Writes the fault into a document of its own. */
  edit: (document: JsonObject) => void;
}

type Path = readonly string[];
type Edit = (node: JsonObject, document: JsonObject) => void;

interface Spot {
  path: Path;
  place: string;
  isRequest: boolean;
}

const OTHER_TYPE = new Map([
  ['string', 'integer'],
  ['integer', 'string'],
  ['boolean', 'string'],
  ['object', 'string'],
  ['array', 'string'],
]);
const LIMITS = ['maxLength', 'minLength', 'maxProperties'];
const ADDED = { type: 'string', description: 'Added on purpose.' };
const NULL = { type: 'null' };

/** Every fault that the walk over a contract comes by, in the order of the walk. */
export function specFaults(document: JsonObject): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();

  function add(kind: string, { path, place }: Spot, edit: Edit, detail = ''): void {
    const pointer = path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    faults.push({
      id: `${kind}@${pointer.join('')}${detail && `:${detail}`}`,
      kind,
      place: detail ? `${place} (${detail})` : place,
      edit: (edited) => edit(nodeAt(edited, path), edited),
    });
  }

  function walkContract(spot: Spot): void {
    const node = nodeAt(document, spot.path);
    const info = below(spot, ['info'], 'info.version');
    add('version-changed', info, (each) => (each.version = '2026-11-30.endive'));
    add('version-renamed', info, (each) => (each.version = '2027-03-25.forsythia'));
    add('dialect-dropped', named(spot, 'jsonSchemaDialect'), (each) => {
      delete each.jsonSchemaDialect;
    });
    const server = named(spot, 'server');
    add('server-changed', server, (each) => (each.servers = [{ url: 'https://api.example.com/' }]));
    add('server-added', server, (each) => {
      each.servers = [{ url: 'https://files.stripe.com/' }, ...asList(each.servers)];
    });
    add('server-dropped', server, (each) => {
      delete each.servers;
    });
    walkSecurity(named(spot, 'security'), node);
    for (const [path, item] of Object.entries(asObject(node.paths))) {
      const paths = below(spot, ['paths'], path);
      for (const [kind, other] of [
        ['path-renamed', path.replace(/[^/]+$/, 'report_attempt')],
        ['path-version-changed', path.replace('/v1/', '/v2/')],
        ['path-slash-added', `${path}/`],
      ] as const) {
        add(kind, paths, (each) => rename(each, path, other));
      }
      for (const method of Object.keys(asObject(item))) {
        const place = below(spot, ['paths', path], `${method.toUpperCase()} ${path}`);
        for (const other of ['put', 'patch']) {
          add('method-changed', place, (each) => rename(each, method, other), other);
        }
        walkOperation(below(place, [method], 'operation'));
      }
    }
  }

  function walkSecurity(spot: Spot, { security, components }: JsonObject): void {
    add('security-dropped', spot, (each) => {
      delete each.security;
    });
    add('security-combined', spot, (each) => {
      each.security = [Object.assign({}, ...asList(each.security))];
    });
    add('security-optional', spot, (each) => (each.security = [...asList(each.security), {}]));
    for (const name of asList(security).flatMap((each) => Object.keys(asObject(each)))) {
      const others = (each: JsonObject) =>
        asList(each.security).filter((one) => !(name in asObject(one)));
      add('requirement-dropped', spot, (each) => (each.security = others(each)), name);
      add(
        'scheme-dropped',
        spot,
        (each) => {
          each.security = others(each);
          delete nodeAt(each, ['components', 'securitySchemes'])[name];
        },
        name,
      );
      const scheme = asObject(asObject(asObject(components).securitySchemes)[name]).scheme;
      const at = below(spot, ['components', 'securitySchemes', name], `security ${name}`);
      add('scheme-changed', at, (each) => {
        each.scheme = scheme === 'bearer' ? 'digest' : 'bearer';
      });
      add('scheme-type-changed', at, (each) => {
        delete each.scheme;
        Object.assign(each, { type: 'apiKey', in: 'header', name: 'Authorization' });
      });
    }
  }

  function walkOperation(spot: Spot): void {
    const { parameters, responses } = nodeAt(document, spot.path);
    add('operation-renamed', named(spot, 'operationId'), (each) => {
      each.operationId = `${each.operationId}Renamed`;
    });
    add('parameter-added', named(spot, 'parameters'), (each) => {
      const added = { name: 'Added', in: 'header', required: true, schema: { type: 'string' } };
      each.parameters = [...asList(each.parameters), added];
    });
    asList(parameters).forEach((parameter, index) => {
      const { $ref } = asObject(parameter);
      if (typeof $ref === 'string') walkParameter(spot, $ref, index);
    });
    const body = below(spot, ['requestBody'], 'request', true);
    add('body-optional', body, (each) => (each.required = false));
    walkContent(body, 'application/json');
    for (const [status, response] of Object.entries(asObject(responses))) {
      const all = below(spot, ['responses'], `response ${status}`);
      const other = status === 'default' ? '4XX' : '201';
      add('status-changed', all, (each) => rename(each, status, other), status);
      add('status-dropped', all, (each) => delete each[status], status);
      const at = below(all, [status], status === '200' ? 'response' : 'error');
      add('response-body-dropped', at, (each) => delete each.content);
      for (const [name, header] of Object.entries(asObject(asObject(response).headers))) {
        const headers = below(at, ['headers'], `${at.place} header`);
        add('header-dropped', headers, (each) => delete each[name], name);
        add('header-renamed', headers, (each) => rename(each, name, `${name}-Renamed`), name);
        const target = pathOf(asObject(header).$ref);
        if (seen.has(target.join())) continue;
        seen.add(target.join());
        const header$ = { ...headers, path: target, place: `header ${name}` };
        add('example-spoilt', header$, (each) => (each.example = []));
        walkSchema(below(header$, ['schema'], header$.place), false);
      }
      walkContent(at, 'text/plain');
    }
  }

  function walkParameter(operation: Spot, $ref: string, index: number): void {
    const path = pathOf($ref);
    const { name, in: where } = nodeAt(document, path);
    const spot: Spot = { path, place: `parameter ${name}`, isRequest: true };
    const list = below(operation, ['parameters', String(index)], spot.place);
    add('ref-retargeted', list, (each) => (each.$ref = nextComponent(document, $ref)));
    add(
      'parameter-dropped',
      { ...operation, place: spot.place },
      (each, edited) => {
        each.parameters = asList(each.parameters).filter((one) => asObject(one).$ref !== $ref);
        delete nodeAt(edited, path.slice(0, -1))[path.at(-1) ?? ''];
      },
      String(name),
    );
    add('parameter-renamed', spot, (each) => (each.name = `${name}-Renamed`));
    add('parameter-moved', spot, (each) => (each.in = where === 'header' ? 'query' : 'header'));
    if (where === 'header') add('parameter-required', spot, (each) => (each.required = true));
    add('example-spoilt', spot, (each) => (each.example = []));
    walkSchema(below(spot, ['schema'], spot.place), false);
  }

  function walkContent(spot: Spot, otherType: string): void {
    const content = below(spot, ['content'], spot.place);
    for (const [type, media] of Object.entries(nodeAt(document, content.path))) {
      add('media-type-changed', content, (each) => rename(each, type, otherType), type);
      const { encoding, examples, schema } = asObject(media);
      const at = below(content, [type], spot.place);
      for (const name of Object.keys(asObject(encoding))) {
        const entries = below(at, ['encoding'], `encoding of ${name}`);
        const entry = below(entries, [name], entries.place);
        add('encoding-dropped', entries, (each) => delete each[name], name);
        add('encoding-style-changed', entry, (each) => (each.style = 'form'));
        add('encoding-style-dropped', entry, (each) => delete each.style);
        add('encoding-explode-changed', entry, (each) => (each.explode = false));
        add('encoding-explode-dropped', entry, (each) => delete each.explode);
      }
      const required = asList(nodeAt(document, pathOf(asObject(schema).$ref)).required);
      walkExamples(at, asObject(examples), String(required[0]));
      walkSchema(below(at, ['schema'], spot.place), false);
    }
  }

  function walkExamples(media: Spot, examples: JsonObject, required: string): void {
    for (const [name, example] of Object.entries(examples)) {
      const all = below(media, ['examples'], `${media.place} example`);
      const at = below(all, [name], `${all.place} ${name}`);
      const value = below(at, ['value'], at.place);
      add('example-dropped', all, (each) => delete each[name], name);
      add('example-spoilt', value, (each) => (each[required] = []));
      add('example-field-dropped', value, (each) => delete each[required]);
      if (media.isRequest) add('example-field-added', value, (each) => (each.unknown = 'text'));
      if ('x-status' in asObject(example)) {
        add('example-status-changed', at, (each) => (each['x-status'] = 418));
      }
    }
  }

  /** A branch and what is no body cannot be null on their own. */
  function walkSchema(spot: Spot, canBeNull = true): void {
    const schema = nodeAt(document, spot.path);
    if (typeof schema.$ref === 'string') {
      const { $ref } = schema;
      add('ref-retargeted', spot, (each) => (each.$ref = nextComponent(document, $ref)));
      if (canBeNull) {
        add('null-gained', spot, (each) => {
          each.anyOf = [{ $ref }, NULL];
          delete each.$ref;
        });
      }
      const path = pathOf($ref);
      if (seen.has(path.join())) return;
      seen.add(path.join());
      walkSchema({ ...spot, path }, false);
    } else if (schema.anyOf) {
      walkUnion(spot, asList(schema.anyOf).map(asObject), canBeNull);
    } else {
      walkType(spot, schema, canBeNull);
      walkLimits(spot, schema);
      if (schema.enum) walkEnum(spot, asList(schema.enum), canBeNull);
      if (schema.type === 'object') walkObject(spot, schema);
      if (schema.items) walkSchema(below(spot, ['items'], `${spot.place}[]`), false);
    }
  }

  function walkUnion(spot: Spot, branches: JsonObject[], canBeNull: boolean): void {
    const hasEnum = branches.some((branch) => branch.enum);
    if (canBeNull && !branches.some(({ type }) => type === 'null')) {
      add('null-gained', spot, (each) => (each.anyOf = [...asList(each.anyOf), NULL]));
    }
    branches.forEach((branch, index) => {
      const isOpening = hasEnum && branch.type === 'string' && !branch.enum;
      const kind =
        branch.type === 'null' ? 'null-lost' : isOpening ? 'enum-closed' : 'branch-dropped';
      const drop: Edit = (each) => {
        each.anyOf = asList(each.anyOf).filter((_, other) => other !== index);
      };
      add(kind, spot, drop, kind === 'branch-dropped' ? String(index) : '');
      if (kind === 'branch-dropped') {
        walkSchema(below(spot, ['anyOf', String(index)], spot.place), false);
      }
    });
  }

  function walkType(spot: Spot, schema: JsonObject, canBeNull: boolean): void {
    const types = asList(schema.type).map(String);
    const [type = ''] = types.filter((one) => one !== 'null');
    const isNullable = types.includes('null');
    add('type-changed', spot, (each) => {
      // What else the schema says goes with its type.
      for (const key of Object.keys(each)) if (key !== 'description') delete each[key];
      const other = OTHER_TYPE.get(type) ?? 'string';
      each.type = isNullable ? [other, 'null'] : other;
    });
    if (isNullable) add('null-lost', spot, (each) => (each.type = type));
    else if (canBeNull) {
      add('null-gained', spot, (each) => {
        each.type = [type, 'null'];
        if (each.enum) each.enum = [...asList(each.enum), null];
      });
    }
  }

  function walkLimits(spot: Spot, schema: JsonObject): void {
    for (const keyword of LIMITS) {
      const limit = schema[keyword];
      if (typeof limit !== 'number') continue;
      add('limit-raised', spot, (each) => (each[keyword] = limit + 1), keyword);
      add('limit-lowered', spot, (each) => (each[keyword] = limit - 1), keyword);
      add('limit-dropped', spot, (each) => delete each[keyword], keyword);
    }
    const isText = asList(schema.type).includes('string') && !schema.enum;
    if (isText && schema.maxLength === undefined) {
      add('limit-added', spot, (each) => (each.maxLength = 100), 'maxLength');
    }
    if (schema.pattern) {
      add('pattern-changed', spot, (each) => (each.pattern = '^[^\\[]*$'));
      add('pattern-dropped', spot, (each) => delete each.pattern);
    }
    const { format } = schema;
    if (format) {
      add('format-changed', spot, (each) => {
        each.format = format === 'currency' ? 'unix-time' : 'currency';
      });
      add('format-dropped', spot, (each) => delete each.format);
    }
  }

  function walkEnum(spot: Spot, values: Json[], isOwnSchema: boolean): void {
    const [first] = values;
    add('enum-value-renamed', spot, (each) => {
      each.enum = asList(each.enum).map((value) => (value === first ? `${first}_renamed` : value));
    });
    add('enum-value-added', spot, (each) => (each.enum = [...asList(each.enum), 'added']));
    add('enum-dropped', spot, (each) => delete each.enum);
    if (values.length > 1) {
      add('enum-value-dropped', spot, (each) => (each.enum = asList(each.enum).slice(1)));
    }
    if (isOwnSchema) {
      add('enum-opened', spot, (each) => {
        each.anyOf = [{ type: 'string', enum: asList(each.enum) }, { type: 'string' }];
        delete each.type;
        delete each.enum;
      });
    }
  }

  function walkObject(spot: Spot, schema: JsonObject): void {
    const { properties, required, additionalProperties, propertyNames } = schema;
    if (additionalProperties === false) {
      add('closedness-lost', spot, (each) => delete each.additionalProperties);
    } else if (additionalProperties === undefined) {
      add('closedness-gained', spot, (each) => (each.additionalProperties = false));
    } else {
      add('map-values-dropped', spot, (each) => delete each.additionalProperties);
      walkSchema(below(spot, ['additionalProperties'], `${spot.place}[*]`));
    }
    if (propertyNames) {
      add('property-names-dropped', spot, (each) => delete each.propertyNames);
      walkSchema(below(spot, ['propertyNames'], `${spot.place}, its keys`), false);
    }
    if (!properties) return;
    add('property-added', spot, (each) => (asObject(each.properties).added = ADDED));
    add('required-property-added', spot, (each) => {
      asObject(each.properties).added = ADDED;
      each.required = [...asList(each.required), 'added'];
    });
    for (const name of Object.keys(asObject(properties))) {
      const isOuter = /^(request|response|error)$/.test(spot.place);
      const place = isOuter ? `${spot.place} ${name}` : `${spot.place}[${name}]`;
      walkProperty({ ...spot, place }, name, asList(required).includes(name));
      walkSchema(below(spot, ['properties', name], place));
    }
  }

  function walkProperty(object: Spot, name: string, isRequired: boolean): void {
    const require =
      (names: (all: Json[]) => Json[]): Edit =>
      (each) => {
        each.required = names(asList(each.required));
        if (asList(each.required).length === 0) delete each.required;
      };
    const release = require((all) => all.filter((one) => one !== name));
    const demand = require((all) => [...all, name]);
    if (isRequired) add('property-optional', object, release, name);
    else add('property-required', object, demand, name);
    add(
      'property-dropped',
      object,
      (each, edited) => {
        delete asObject(each.properties)[name];
        release(each, edited);
      },
      name,
    );
    add(
      'property-renamed',
      object,
      (each, edited) => {
        rename(asObject(each.properties), name, `${name}_renamed`);
        if (!isRequired) return;
        release(each, edited);
        require((all) => [...all, `${name}_renamed`])(each, edited);
      },
      name,
    );
  }

  walkContract({ path: [], place: 'contract', isRequest: false });
  return faults;
}

/** As many faults as asked for, the same each time, with no kind left out before another has many. */
export function sampleFaults(faults: Fault[], size: number): Fault[] {
  const kinds = new Map<string, Fault[]>();
  for (const fault of faults) kinds.set(fault.kind, [...(kinds.get(fault.kind) ?? []), fault]);
  let perKind = 0;
  const sizeOf = (limit: number): number =>
    [...kinds.values()].reduce((sum, { length }) => sum + Math.min(length, limit), 0);
  while (perKind < faults.length && sizeOf(perKind + 1) <= size) perKind += 1;
  return [...kinds.values()].flatMap((all) => {
    const count = Math.min(all.length, perKind);
    return Array.from(
      { length: count },
      (_, index) => all[Math.floor((index * all.length) / count)],
    ).filter((fault) => fault !== undefined);
  });
}

function below(spot: Spot, keys: Path, place: string, isRequest = spot.isRequest): Spot {
  return { path: [...spot.path, ...keys], place, isRequest };
}

const named = (spot: Spot, place: string): Spot => ({ ...spot, place });

function nodeAt(document: JsonObject, path: Path): JsonObject {
  let node: Json | undefined = document;
  for (const key of path) {
    node = Array.isArray(node) ? node[Number(key)] : asObject(node)[key];
  }
  if (!isJsonObject(node)) throw new Error(`There is no object at ${path.join(' ')}`);
  return node;
}

const pathOf = ($ref: Json | undefined): string[] => String($ref).split('/').slice(1);

/** A reference to the next component of the same group. */
function nextComponent(document: JsonObject, $ref: string): string {
  const path = pathOf($ref);
  const names = Object.keys(nodeAt(document, path.slice(0, -1)));
  const next = names[(names.indexOf(path.at(-1) ?? '') + 1) % names.length];
  return `#/${[...path.slice(0, -1), next].join('/')}`;
}

/** Gives an entry another key in the same position. */
function rename(map: JsonObject, from: string, to: string): void {
  const entries = Object.entries(map);
  for (const [key, value] of entries) {
    delete map[key];
    map[key === from ? to : key] = value;
  }
}
