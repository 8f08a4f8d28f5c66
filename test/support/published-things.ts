import type { Json, JsonObject } from '../../scripts/support/json.js';
import { editDocument, things, to } from './edit-document.js';

/** The small contract as Stripe would publish it: in OpenAPI 3.0, with `nullable`. */
export function publishedThings(): JsonObject {
  const schemas = 'components schemas';
  const customer = { nullable: true, anyOf: [{ $ref: '#/components/schemas/customer' }] };
  const text = { type: 'string', maxLength: 5000, nullable: true };
  const edits: [path: string, value: Json][] = [
    ['openapi', '3.0.0'],
    [`${schemas} thing properties customer`, customer],
    [`${schemas} thing properties description`, text],
    [`${schemas} customer properties email`, { type: 'string', nullable: true }],
    [`${schemas} thing properties object`, { enum: ['thing'] }],
  ];
  return edits.reduce((all, [path, value]) => editDocument(all, path, to(value)), things());
}
