import { check, ID } from './check-options.js';
import { describe, refusal } from './errors.js';

/**
 * Fills the parameters of a path in, each as one segment.
 *
 * @throws {TypeError} where a value is missing or is none of one segment, such as `..`, or has no place.
 */
export function serializePath(template: string, values: Record<string, unknown>): string {
  const stray = Object.keys(values).find((name) => !template.includes(`{${name}}`));
  if (stray !== undefined) throw refusal('params.path', 'fit the path', describe(stray));
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    check(name, values[name], ID);
    return encodeURIComponent(String(values[name]));
  });
}
