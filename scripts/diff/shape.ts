import { CannotRun } from '../support/command.js';
import { asList, asObject, isSame, type Json, type JsonObject } from '../support/json.js';
import { both, type Contract, isWording } from './contract.js';

/** What a JSON schema and a TypeScript type both come down to: one spelling of each meaning. */
export interface Shape {
  /** Where it stands, for people; nothing where it has no place of its own. */
  where: string;
  /** The reference, schema or type itself, by which a shape that holds itself is found out. */
  key: unknown;
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
  /** Whether fields without a name here are refused. */
  closed: boolean;
  /** What it holds: `.name` of a field, or a key of `INNER`. */
  fields: Map<string, Field>;
  /** Every other keyword, such as `maxLength`. */
  limits: JsonObject;
}

/** A shape is worked out when it is asked for: Stripe's go on without end. */
export interface Field {
  required: boolean;
  /** None where a field is required that no property describes. */
  shape?: (() => Shape) | undefined;
}

/** The parts of a branch without names of their own, and the keywords that describe them. */
export const INNER: ReadonlyMap<string, string> = new Map([
  ['{}', 'additionalProperties'],
  ['[]', 'items'],
  [' (its names)', 'propertyNames'],
]);

export const branchOf = (type: string, more: Partial<Branch> = {}): Branch => ({
  ...{ type, values: [], open: true, closed: false, fields: new Map(), limits: {} },
  ...more,
});

const STRUCTURE = new Set([
  ...['type', 'nullable', 'enum', 'const', 'properties', 'required', 'anyOf', 'oneOf'],
  ...INNER.values(),
]);
const DEEPEST = 20;

/** The shape of a schema. */
export function shapeOf(contract: Contract, schema: Json): Shape {
  const { component } = contract.follow(schema);
  const found = readSchema(contract, schema, 0);
  const key = asObject(schema).$ref ?? schema;
  const where = contract.where(schema);
  return { where, key, component, ...found, branches: joinScalars(found.branches) };
}

type Read = Pick<Shape, 'dangling' | 'nullable' | 'exclusive' | 'branches'>;

function readSchema(contract: Contract, raw: Json, depth: number): Read {
  const none = { nullable: false, exclusive: false, branches: [] };
  if (raw === false) return none;
  if (depth > DEEPEST) throw new CannotRun(`${contract.version}: a schema refers to itself`);
  const followed = contract.follow(raw);
  if (followed.dangling !== undefined) return { ...none, dangling: followed.dangling };
  const { allOf, ...own } = followed.schema;
  const schema = asList(allOf).reduce<JsonObject>(
    (all, one) => both(all, contract.follow(one).schema),
    own,
  );
  const isNullable = contract.isOpenApi30 && schema.nullable === true;
  for (const key of ['anyOf', 'oneOf']) {
    const { [key]: choices, ...rest } = schema;
    if (!Array.isArray(choices)) continue;
    const all = choices.map((choice) => {
      const { schema: one, dangling } = contract.follow(choice);
      return readSchema(contract, dangling === undefined ? both(rest, one) : choice, depth + 1);
    });
    const branches = all.flatMap((one) => one.branches);
    const types = all.flatMap((one) => [...new Set(one.branches.map(kindOf))]);
    // Stripe answers with the mere ID unless `expand` asks for the whole object.
    const isExpandable = 'x-expansionResources' in schema;
    return {
      dangling: isExpandable ? undefined : all.find((one) => one.dangling)?.dangling,
      nullable: isNullable || all.some((one) => one.nullable),
      exclusive: key === 'oneOf' && new Set(types).size < types.length,
      branches: isExpandable ? branches.filter(({ type }) => type === 'string') : branches,
    };
  }
  const named = schema.const === undefined ? schema.enum : [schema.const];
  const values = named === undefined ? undefined : asList(named);
  const types = asList(schema.type ?? implied(contract, schema, values)).map(String);
  const takesNull = types.includes('null') || types.length === 0;
  const branches = (types.length > 0 ? types : ['any'])
    .filter((type) => type !== 'null')
    .map((type) => readType(contract, schema, type, values))
    .filter((branch) => branch.open || branch.values.length > 0);
  const nullable = isNullable || (takesNull && (values?.includes(null) ?? true));
  return { nullable, exclusive: false, branches };
}

function readType(contract: Contract, schema: JsonObject, type: string, named?: Json[]): Branch {
  const values = (named ?? []).filter((value) => fits(value, type));
  const fields = new Map<string, Field>();
  for (const name of asList(schema.required)) fields.set(`.${name}`, { required: true });
  for (const [name, value] of Object.entries(asObject(schema.properties))) {
    const required = fields.has(`.${name}`);
    fields.set(`.${name}`, { required, shape: () => shapeOf(contract, value) });
  }
  for (const [suffix, keyword] of INNER) {
    const { [keyword]: value = true } = schema;
    if (value === true) continue;
    fields.set(suffix, { required: false, shape: () => shapeOf(contract, value) });
  }
  return {
    type: named && type === 'integer' ? 'number' : type,
    values,
    open: named === undefined,
    closed: schema.additionalProperties === false,
    fields,
    limits: limitsOf(contract, schema),
  };
}

function limitsOf(contract: Contract, schema: JsonObject): JsonObject {
  const limits: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    // Of the objects that `expand` opens it counts that there are some: they are other endpoints'.
    if (key === 'x-expansionResources') limits[key] = true;
    else if (!STRUCTURE.has(key) && !isWording(key)) limits[key] = contract.plain(value);
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

/** The types of a schema that does not say. */
function implied(contract: Contract, schema: JsonObject, values?: Json[]): string[] {
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
