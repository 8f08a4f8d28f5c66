import { isDeepStrictEqual as same } from 'node:util';
import type { Json, JsonObject } from '../gen/load-spec.js';
import { asList, asObject, canonicalContract } from './canonical-contract.js';
import {
  arrow,
  type Change,
  compareSchemas,
  keysOf,
  mark,
  type Place,
  under,
  without,
} from './compare-schemas.js';

export type { Change } from './compare-schemas.js';

/** What an edit of one part of the contract means. */
type Rule = (at: Place, a: Json | undefined, b: Json | undefined) => Change[];

const breaks: Rule = (at, a, b) => mark(at, arrow(a, b), true);
const allowed: Rule = (at, a, b) => mark(at, arrow(a, b), false);

/** The rule of each key; what has none breaks. */
function keys(rules: Record<string, Rule>, otherwise: Rule = breaks): Rule {
  return (place, a, b) =>
    keysOf(a, b).flatMap((key) => {
      const [x, y] = [asObject(a)[key], asObject(b)[key]];
      const rule = rules[key];
      if (same(x, y)) return [];
      return rule ? rule(place, x, y) : otherwise(under(place, key), x, y);
    });
}

const at =
  (label: string, rule: Rule, whom?: Change['whom']): Rule =>
  (place, a, b) =>
    rule({ ...under(place, label), ...(whom && { whom }) }, a, b);

/** Entries that go by names of their own: one that is gone breaks, a new one does not. */
function entries(kept: Rule, added: Rule = (place) => mark(place, 'added', false)): Rule {
  return (place, a, b) =>
    keysOf(a, b).flatMap((name) => {
      const [x, y] = [asObject(a)[name], asObject(b)[name]];
      if (same(x, y)) return [];
      if (x === undefined) return added(under(place, name), x, y);
      if (y === undefined) return mark(under(place, name), 'removed', true);
      return kept(under(place, name), x, y);
    });
}

const addedUnlessRequired: Rule = (place, _, b) =>
  asObject(b).required === true
    ? mark(place, 'added, required', true)
    : mark(place, 'added', false);

/** Servers and security requirements: any one of them does. */
const alternatives =
  (nameOf: (each: JsonObject) => string): Rule =>
  (place, a, b) => [
    ...without(a, b).flatMap((x) => mark(place, `${nameOf(asObject(x))} removed`, true)),
    ...without(b, a).flatMap((y) => mark(place, `${nameOf(asObject(y))} added`, false)),
  ];

const urlOf = ({ url }: JsonObject): string => String(url);
const schemesOf = (security: JsonObject): string =>
  Object.keys(security).join(' and ') || 'nothing';

/** The first server is the one that clients call. */
const servers: Rule = (place, a, b) => {
  const [[wasFirst], [isFirst]] = [asList(a), asList(b)];
  const isBehind = !same(wasFirst, isFirst) && asList(b).some((each) => same(each, wasFirst));
  return [
    ...alternatives(urlOf)(place, a, b),
    ...(isBehind ? mark(place, `${urlOf(asObject(isFirst))} comes first`, true) : []),
  ];
};

/** Whether something has to be sent, or is sure to come. */
const required: Rule = (place, a, b) => {
  const [was, is] = [a === true, b === true];
  const breaking = place.whom === 'who reads' ? was : is;
  return was === is
    ? []
    : mark(place, is ? 'optional → required' : 'required → optional', breaking);
};

const deprecated = at('deprecated', allowed);

const parameter = keys({ required, deprecated, schema: compareSchemas });

/** Both the name and where it goes are keys of the generated types. */
const parameters: Rule = (place, a, b) => {
  const [x, y] = [a, b].map((list) =>
    Object.fromEntries(
      asList(list).map((each) => {
        const { name, in: where } = asObject(each);
        return [where === 'header' || where === 'path' ? `${name}` : `${name} (${where})`, each];
      }),
    ),
  );
  return entries(parameter, addedUnlessRequired)(place, x, y);
};

/** How a form spells each of its fields; a new field brings its own spelling. */
function encodings(place: Place, a: JsonObject, b: JsonObject): Change[] {
  const [x, y] = [a, b].map(({ schema, encoding }) => ({
    fields: asObject(asObject(schema).properties),
    encoding: asObject(encoding),
  }));
  if (!x || !y) return [];
  return Object.keys(x.fields)
    .filter((name) => name in y.fields)
    .flatMap((name) => {
      const [before, after] = [x, y].map(({ encoding }) => {
        const { style = 'form', explode = style === 'form', ...rest } = asObject(encoding[name]);
        return { style, explode, ...rest };
      });
      return keys({})({ ...place, path: `${name} encoding` }, before, after);
    });
}

/** Bodies by media type. There is one, so that the place of a field does not repeat it. */
const content =
  (body: (place: Place, a: JsonObject, b: JsonObject) => Change[]): Rule =>
  (place, a, b) => {
    const isFirst = Object.keys(asObject(a)).length === 0;
    // Who reads JSON may now get something else.
    const added: Rule = (type) => mark(type, 'added', place.whom === 'who reads' && !isFirst);
    return entries((_, x, y) => body(place, asObject(x), asObject(y)), added)(place, a, b);
  };

const requestBody: Rule = (place, a, b) => {
  if (a === undefined) return addedUnlessRequired(place, a, b);
  if (b === undefined) return mark(place, 'removed', true);
  const form = content((form, x, y) => [
    ...encodings(form, x, y),
    ...keys({ schema: compareSchemas, encoding: () => [] })(form, x, y),
  ]);
  return keys({ required, content: form })(place, a, b);
};

const response = keys({
  content: content(keys({ schema: compareSchemas })),
  headers: at('header', entries(keys({ required, deprecated, schema: compareSchemas }))),
});

/** An error that is not named comes as `default` says; a success is what `data` is typed by. */
const responses: Rule = (place, a, b) => {
  const [x, y] = [asObject(a), asObject(b)];
  return keysOf(a, b).flatMap((status) => {
    const answer = under(place, status);
    const isSuccess = /^[23]/.test(status);
    const [was, is] = [x, y].map((all) => all[status] ?? (isSuccess ? undefined : all.default));
    if (was === undefined) return mark(answer, 'added', isSuccess);
    if (is === undefined) return mark(answer, 'removed', true);
    return [
      ...(status in x ? [] : mark(answer, 'added beside default', false)),
      ...(status in y ? [] : mark(answer, 'removed, so that default counts', false)),
      ...response(answer, was, is),
    ];
  });
};

const operation = keys({
  operationId: at('operationId', breaks, 'who imports the types'),
  tags: at('tags', allowed),
  deprecated,
  servers: at('server', servers, 'who sends'),
  security: at('security', alternatives(schemesOf), 'who sends'),
  parameters: at('parameter', parameters, 'who sends'),
  requestBody: at('request', requestBody, 'who sends'),
  responses: at('response', responses, 'who reads'),
});

const operations: Rule = (place, a, b) => {
  const [x, y] = [a, b].map((paths) =>
    Object.fromEntries(
      Object.entries(asObject(paths)).flatMap(([path, item]) =>
        Object.entries(asObject(item)).map(([method, each]) => [
          `${method.toUpperCase()} ${path}`,
          each,
        ]),
      ),
    ),
  );
  const isOnly = keysOf(x, y).length === 1;
  return entries((named, ...both) => operation(isOnly ? place : named, ...both))(place, x, y);
};

/** `2026-10-28.endive` belongs to Stripe's release `endive`: only the next one breaks things. */
const version: Rule = (place, a, b) => {
  const [was, is] = [a, b].map((each) => String(each).split('.').slice(1).join('.'));
  return mark(place, arrow(a, b), was === '' || was !== is);
};

/** A component's name is a name in the generated types; its content counts where it is used. */
const components = keys(
  { securitySchemes: at('securityScheme', entries(keys({})), 'who sends') },
  entries(() => []),
);

const contract = keys({
  info: keys({ version: at('info.version', version) }),
  paths: at('', operations, 'who sends'),
  components: at('component', components, 'who imports the types'),
});

/** What changed for the users of the contract. What is not known here to be harmless is breaking. */
export function compareContracts(released: JsonObject, current: JsonObject): Change[] {
  const top: Place = { label: '', path: '', whom: 'everyone' };
  return contract(top, canonicalContract(released), canonicalContract(current));
}
