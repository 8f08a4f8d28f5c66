import type { Schema } from '../support/contract.js';

/** The same text whatever marks and blanks a renderer makes of it. */
export function plainText(text: string): string {
  return text.replaceAll('`', '').replace(/\s+/g, ' ').trim();
}

/** The names of all fields in a part of a contract, their descriptions, and the limits of their texts. */
export function fieldFacts(node: object): string[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    const fields: { [name: string]: Schema } = key === 'properties' ? value : {};
    const facts = Object.entries(fields).flatMap(([name, { description, maxLength }]) => [
      name,
      plainText(String(description ?? '')),
      maxLength === undefined ? '' : `≤ ${maxLength} characters`,
    ]);
    return [...facts, ...fieldFacts(value)];
  });
}
