import { decodeForm, type JsonSchema } from '../../src/form/decode-form.js';

export const text = { type: 'string' };
export const closed = (properties: { [name: string]: JsonSchema | boolean }): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  properties,
});
const unset: object = { type: 'string', enum: [''] };
const ROOT = {
  params: closed({
    initiated_at: { type: 'integer' },
    description: text,
    expand: { type: 'array', items: text },
    moments: { type: 'array', items: { type: 'integer' } },
    failed: closed({ failed_at: { type: 'integer' } }),
    metadata: { anyOf: [{ type: 'object', additionalProperties: text }, unset] },
    shipping: closed({ address: { $ref: '#/the%20address~1of~0us', anyOf: [{}] } }),
    tree: { $ref: '#/tree' },
  }),
  'the address/of~us': closed({ city: text, line1: text }),
  tree: { type: 'object', additionalProperties: { $ref: '#/tree' } },
};
/** One object for all forms: the decoder reads a schema once. */
const SAMPLE = { $ref: '#/params' };
const decodeSample = (body: string | Uint8Array) => decodeForm(body, SAMPLE, ROOT);
/** What the decoder says in its own words. */
export const decode = (body: string | Uint8Array) => {
  const { value, violations } = decodeSample(body);
  return { value, violations: violations.map(({ wire, ...violation }) => violation) };
};
/** What goes over the wire for the first violation. */
export const wireMessage = (body: string): string | undefined => {
  const [violation] = decodeSample(body).violations;
  return violation?.wire?.message ?? violation?.message;
};

export const MIB = 1024 * 1024;
export const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? part : [part])));
