import type { Json, JsonObject } from '../gen/load-spec.js';
import { CannotCompare } from './cannot-compare.js';
import { asList, asObject, type Contract, isJsonObject, isSame, isWording } from './contract.js';

/** What a JSON schema and a TypeScript type both come down to: one spelling of each meaning. */
export interface Shape {
  where: string;
  /** The schema or type itself, by which a shape that holds itself is found out. */
  key: object;
  component?: string | undefined;
  /** The reference that leads nowhere, in the place of everything else. */
  dangling?: string | undefined;
  nullable: boolean;
  /** A value has to fit one branch alone, where it could fit several. */
  exclusive: boolean;
  /** One for each type; a value has to fit one of them. */
  branches: Branch[];
}

export interface Branch {
  /** A JSON type, or `any`. */
  type: string;
  /** The values that are named. */
  values: Json[];
  /** Whether other values than these fit. */
  open: boolean;
  fields: Map<string, Field>;
  /** What fields without a name here hold; false where there are none. */
  rest: boolean | (() => Shape);
  items?: (() => Shape) | undefined;
  /** What the names of the fields have to be. */
  names?: (() => Shape) | undefined;
  /** Every other keyword, such as `maxLength`. */
  limits: JsonObject;
}

/** A shape is worked out when it is asked for: Stripe's go on without end. */
export interface Field {
  required: boolean;
  /** None where a field is required that no property describes. */
  shape?: (() => Shape) | undefined;
}

export const EMPTY_BRANCH: Branch = {
  type: 'any',
  values: [],
  open: true,
  fields: new Map(),
  rest: true,
  limits: {},
};

const STRUCTURE = new Set(
  'type nullable enum const properties required items additionalProperties propertyNames anyOf oneOf'.split(
    ' ',
  ),
);
const DEEPEST = 20;

/** The shape of a schema. */
export function shapeOf(contract: Contract, schema: Json, where = contract.where(schema)): Shape {
  const { component } = contract.follow(schema);
  const { $ref } = asObject(schema);
  const key = typeof $ref === 'string' ? keyOf(contract, $ref) : isJsonObject(schema) ? schema : {};
  const found = readSchema(contract, schema, where, 0);
  return { where, key, component, ...found, branches: joinScalars(found.branches) };
}

/** One object for each reference in each document. */
const keys = new WeakMap<Contract, Map<string, object>>();
function keyOf(contract: Contract, reference: string): object {
  const known = keys.get(contract) ?? new Map<string, object>();
  keys.set(contract, known);
  const key = known.get(reference) ?? {};
  known.set(reference, key);
  return key;
}

type Read = Pick<Shape, 'dangling' | 'nullable' | 'exclusive' | 'branches'>;

function readSchema(contract: Contract, raw: Json, where: string, depth: number): Read {
  if (raw === false) return { nullable: false, exclusive: false, branches: [] };
  if (depth > DEEPEST) throw new CannotCompare(`${where} refers to itself`);
  const followed = contract.follow(raw);
  const { dangling } = followed;
  if (dangling !== undefined) return { dangling, nullable: false, exclusive: false, branches: [] };
  contract.note(followed.schema);
  const { allOf, ...own } = followed.schema;
  const schema = asList(allOf).reduce<JsonObject>(
    (all, one) => contract.both(all, contract.follow(one).schema),
    contract.both(own, {}),
  );
  for (const key of ['anyOf', 'oneOf'] as const) {
    const { [key]: choices, ...beside } = schema;
    if (!Array.isArray(choices)) continue;
    const rest = contract.both(beside, {});
    const all = choices.map((choice) => {
      const { schema: one, dangling } = contract.follow(choice);
      const merged = dangling === undefined ? contract.both(rest, one) : choice;
      return readSchema(contract, merged, where, depth + 1);
    });
    const types = all.flatMap(({ branches }) => [...new Set(branches.map(kindOf))]);
    // Stripe answers with the mere ID unless `expand` asks for the whole object.
    const isExpandable = 'x-expansionResources' in schema;
    return {
      dangling: isExpandable ? undefined : all.find((one) => one.dangling)?.dangling,
      nullable: all.some(({ nullable }) => nullable) || isNullable30(contract, schema),
      exclusive: key === 'oneOf' && new Set(types).size < types.length,
      branches: all
        .flatMap(({ branches }) => branches)
        .filter(({ type }) => !isExpandable || type === 'string'),
    };
  }
  return readPlain(contract, schema);
}

const isNullable30 = (contract: Contract, schema: JsonObject): boolean =>
  contract.isOpenApi30 && schema.nullable === true;

function readPlain(contract: Contract, schema: JsonObject): Read {
  const named: Json[] | undefined =
    schema.const === undefined ? asListOrNone(schema.enum) : [schema.const];
  const types = asList(schema.type ?? implied(contract, schema, named)).map(String);
  const nullable =
    isNullable30(contract, schema) ||
    ((types.includes('null') || types.length === 0) && (named?.includes(null) ?? true));
  const branches = (types.length > 0 ? types : ['any'])
    .filter((type) => type !== 'null')
    .map((type) => readType(contract, schema, type, named))
    .filter(({ open, values }) => open || values.length > 0);
  return { nullable, exclusive: false, branches };
}

function readType(
  contract: Contract,
  schema: JsonObject,
  type: string,
  named: Json[] | undefined,
): Branch {
  const inner = (key: string): (() => Shape) | undefined => {
    const value = schema[key];
    return value === undefined || value === true
      ? undefined
      : () => shapeOf(contract, value, contract.where(value) || contract.where(schema));
  };
  const values = (named ?? []).filter((value) => fits(value, type));
  const isEveryBoolean = type === 'boolean' && values.length === 2;
  const isOneOfFew = named !== undefined && !isEveryBoolean;
  const fields = new Map<string, Field>();
  for (const name of asList(schema.required)) fields.set(String(name), { required: true });
  const properties = asObject(schema.properties);
  contract.note(schema);
  contract.note(properties);
  for (const [name, value] of Object.entries(properties)) {
    const where = contract.where(value) || contract.where(schema);
    const required = fields.has(name);
    fields.set(name, { required, shape: () => shapeOf(contract, value, where) });
  }
  return {
    type: isOneOfFew && type === 'integer' ? 'number' : type,
    values: isEveryBoolean ? [] : values,
    open: !isOneOfFew,
    fields,
    rest: schema.additionalProperties === false ? false : (inner('additionalProperties') ?? true),
    items: inner('items'),
    names: inner('propertyNames'),
    limits: limitsOf(contract, schema),
  };
}

function limitsOf(contract: Contract, schema: JsonObject): JsonObject {
  const limits: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!STRUCTURE.has(key) && !isWording(key)) limits[key] = contract.plain(value);
  }
  for (const key of contract.isOpenApi30 ? ['minimum', 'maximum'] : []) {
    const exclusive = key.replace('m', 'exclusiveM');
    if (limits[exclusive] === true) {
      limits[exclusive] = limits[key] ?? null;
      delete limits[key];
    } else if (limits[exclusive] === false) delete limits[exclusive];
  }
  return limits;
}

const asListOrNone = (value: Json | undefined): Json[] | undefined =>
  value === undefined ? undefined : asList(value);

/** The types of a schema that does not say. */
function implied(contract: Contract, schema: JsonObject, values: Json[] | undefined): string[] {
  if (values) return [...new Set(values.map(typeOf))];
  // `npm run gen` asks for the type beside these; Stripe's document leaves it out at times.
  if (!contract.isOpenApi30) return [];
  if ('properties' in schema || 'additionalProperties' in schema) return ['object'];
  return 'items' in schema ? ['array'] : [];
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const fits = (value: Json, type: string): boolean =>
  type === 'any' ||
  typeOf(value) === type ||
  (type === 'integer' && typeof value === 'number' && Number.isInteger(value));

/** `integer` is a kind of `number`. */
export const kindOf = ({ type }: Branch): string => (type === 'integer' ? 'number' : type);

/** One branch for the named values of a type; an open enum, `anyOf: [{enum}, {type}]`, is one as well. */
export function joinScalars(branches: Branch[]): Branch[] {
  const joined: Branch[] = [];
  for (const branch of branches) {
    const { values, open, limits } = branch;
    const index = joined.findIndex(
      (other) =>
        kindOf(other) === kindOf(branch) &&
        (values.length > 0 || other.values.length > 0) &&
        (open !== other.open || (!open && isSame(limits, other.limits))),
    );
    const other = joined[index];
    if (!other) joined.push(branch);
    else {
      const all = [...new Set([...other.values, ...values])];
      joined[index] = { ...(other.open ? other : branch), values: all };
    }
  }
  return joined.map((branch) => {
    const isBoolean = branch.type === 'boolean' && branch.values.length === 2;
    return isBoolean ? { ...branch, values: [], open: true } : branch;
  });
}
