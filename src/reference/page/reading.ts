import type { ComponentChildren } from 'preact';
import type { Field } from '../model/operation-model.js';

/**
 * What of a page is there to be read. It is written into the page, and the live page, which has none of it, keeps
 * what it finds.
 */
export interface Reading {
  intro: ComponentChildren;
  /** Of the form as a whole. */
  form: ComponentChildren;
  /** Cells of the headers that no box is for, by name. */
  headers: [name: string, cells: ComponentChildren][];
  /** In the place of what a script makes live. */
  request: ComponentChildren;
  integration: ComponentChildren;
  /** Items of a list: what the documentation of the HTTP task leaves open. */
  task: ComponentChildren;
  answers: ComponentChildren;
  fields: FieldReading;
}

export interface FieldReading {
  /** `anchor` is that of a row which can be linked to. */
  name(field: Field, anchor: string | undefined): ComponentChildren;
  type(field: Field): ComponentChildren;
  about(field: Field): ComponentChildren;
}
