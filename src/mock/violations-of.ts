import type { Violation } from './mock-server.js';
import { shorten } from './refusal.js';

/** A fault that Prism found; `path` leads to it, from `body`, `header` or `path` on. */
export interface Diagnostic {
  path?: string[];
  code?: string | number;
  message: string;
}

/** Keywords that say of a branch of an `anyOf` that the value has another shape. */
const SHAPE_KEYWORDS = ['anyOf', 'type'];

/** What Prism found, as violations that name the parameter and what was sent: one for each parameter. */
export function violationsOf(diagnostics: readonly Diagnostic[], body: unknown): Violation[] {
  const found = diagnostics.map(({ path = [], code, message }) => {
    const [place = '', ...names] = path.map(unescapePointer);
    const sent = place === 'body' ? valueAt(body, names) : undefined;
    return { place, names, keyword: String(code), fault: faultOf(path, message), sent };
  });
  const isChoice = new Set(
    found.filter(({ keyword }) => keyword === 'anyOf').map(({ names }) => names.join('/')),
  );
  const violations = new Map<string, Violation>();
  for (const { place, names, keyword, fault, sent } of found) {
    const isObject = typeof sent === 'object' && sent !== null;
    // Every branch of an anyOf complains; the one that the value was meant for says why.
    const ofOtherBranch = isObject ? [...SHAPE_KEYWORDS, 'enum'] : SHAPE_KEYWORDS;
    if (isChoice.has(names.join('/')) && ofOtherBranch.includes(keyword)) continue;
    // The keyword behind it comes as a diagnostic of its own.
    if (keyword === 'propertyNames') continue;

    const child = /^must have required property '(.*)'$/s.exec(fault)?.[1];
    const full = child === undefined ? names : [...names, child];
    const param = place === 'header' ? inTitleCase(full) : inBrackets(full);
    if (violations.has(param)) continue;
    const key = isObject ? offendingKey(keyword, fault, Object.keys(sent)) : undefined;
    const subject = key === undefined ? '' : 'a key ';
    const got = sent === undefined ? '' : `; got ${shorten(JSON.stringify(key ?? sent))}`;
    violations.set(
      param,
      child === undefined
        ? { param, code: undefined, message: `Invalid ${param}: ${subject}${fault}${got}` }
        : { param, code: 'parameter_missing', message: `Missing required param: ${param}.` },
    );
  }
  return [...violations.values()];
}

/** The key that a keyword of text fails on, where it fails on an object; Prism does not tell which it is. */
function offendingKey(keyword: string, fault: string, keys: string[]): string | undefined {
  const byLength = keys.toSorted((a, b) => [...a].length - [...b].length);
  if (keyword === 'minLength') return byLength[0];
  if (keyword === 'maxLength') return byLength.at(-1);
  const [, pattern] = (keyword === 'pattern' && /"(.*)"/s.exec(fault)) || [];
  return pattern && keys.find((key) => !new RegExp(pattern, 'u').test(key));
}

/** The validator's own words, without the place that Prism puts before them. */
function faultOf([place, ...names]: string[], message: string): string {
  const kind = place === 'body' ? 'property' : 'parameter';
  const subject = `${place} ${names.length > 0 ? `${kind} ${names.join('.').trim()} ` : ''}`;
  const rest = message.replace(/^(Request|Response) /, '');
  return rest.startsWith(subject) ? rest.slice(subject.length) : message;
}

function valueAt(body: unknown, names: string[]): unknown {
  let value = body;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return value;
}

function inBrackets([first = '', ...rest]: string[]): string {
  return first + rest.map((name) => `[${name}]`).join('');
}

function inTitleCase(names: string[]): string {
  return names.join('').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

function unescapePointer(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
