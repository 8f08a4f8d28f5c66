import { expect, test } from 'vitest';
import { nameObjects } from '../../scripts/gen/name-objects.js';

const TYPES = `export interface paths {
    /** Not a schema. */
    record: {
        get: components["schemas"]["record"];
    };
}
export interface components {
    headers: {
        record: {
            kept: components["headers"]["other"];
        };
    };
    schemas: {
        /** A record; with { braces };
         * and its parent. */
        record: {
            parent?: components["schemas"]["record"] | null;
            /** Odd. */
            "odd-name": components["schemas"]["odd-name"][];
        };
        "odd-name": {
            note: "components['schemas']['record']";
        };
        text: string;
        /** May be null. */
        nullable: {
            of: components["schemas"]["text"];
        } | null;
    };
}
export type Record = components['schemas']['record'];
export type OddName = components['schemas']['odd-name'];
export type Text = components['schemas']['text'];
export type Nullable = components['schemas']['nullable'];
export type HeaderRecord = components['headers']['record'];
`;

test('declares the schemas that are objects, and refers to them by name', () => {
  expect(nameObjects(TYPES)).toBe(`export interface paths {
    /** Not a schema. */
    record: {
        get: Record;
    };
}
export interface components {
    headers: {
        record: {
            kept: components["headers"]["other"];
        };
    };
    schemas: {
        record: Record;
        "odd-name": OddName;
        text: string;
        /** May be null. */
        nullable: {
            of: components["schemas"]["text"];
        } | null;
    };
}
/** A record; with { braces };
 * and its parent. */
export interface Record {
    parent?: Record | null;
    /** Odd. */
    "odd-name": OddName[];
}
export interface OddName {
    note: "components['schemas']['record']";
}
export type Text = components['schemas']['text'];
export type Nullable = components['schemas']['nullable'];
export type HeaderRecord = components['headers']['record'];
`);
});
