import type { Json } from '../support/json.js';

/** Writes params in bracket notation, as the platform writes a form: a second spelling beside `encodeForm`. */
export function writeForm(params: Json): string {
  return new URLSearchParams(pairsOf(params, '')).toString();
}

function pairsOf(value: Json, name: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, String(value ?? '')]];
  return Object.entries(value).flatMap(([key, inner]) =>
    pairsOf(inner, name === '' ? key : `${name}[${key}]`),
  );
}
