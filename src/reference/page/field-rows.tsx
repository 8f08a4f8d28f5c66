/** @jsxRuntime automatic @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { Field } from '../model/operation-model.js';
import { FieldInput } from './field-input.js';
import { Fixed } from './fixed.js';
import type { LivePage } from './live-page.js';
import type { FieldReading } from './reading.js';

interface Rows {
  fields: Field[];
  /** The group that they are in. */
  group?: string;
  /** Before their anchors, where others have the same names. */
  prefix?: string;
  /** Absent where the fields are there to be read alone. */
  page?: LivePage;
  reading: FieldReading | undefined;
}

interface Table {
  /** ID of its heading. */
  labelledBy: string;
  children: ComponentChildren;
  /** Whether it is there to be read alone. */
  isForReading?: boolean;
}

export function FieldTable({ labelledBy, children, isForReading = false }: Table) {
  return (
    <table class="fields" aria-labelledby={labelledBy}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Description</th>
          {!isForReading && (
            <th scope="col" class="own">
              Value
            </th>
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** A row for each field, and after a group those of its fields. */
export function FieldRows({ fields, group, prefix = '', page, reading }: Rows) {
  return (
    <>
      {fields.map((field) => {
        const name = prefix + field.name;
        return (
          <>
            <tr id={name} data-group={group} class={group === undefined ? undefined : 'closed'}>
              <Fixed as="th" scope="row">
                {reading?.name(field, page && name)}
              </Fixed>
              <Fixed as="td">{reading?.type(field)}</Fixed>
              <Fixed as="td">{reading?.about(field)}</Fixed>
              {page && (
                <td class="own">
                  {field.kind === 'group' ? (
                    <Proposal field={field} page={page} />
                  ) : (
                    <FieldInput field={field} page={page} />
                  )}
                  <Faults name={field.name} page={page} />
                </td>
              )}
            </tr>
            {field.fields && (
              <FieldRows
                fields={field.fields}
                group={name}
                reading={reading}
                {...(prefix !== '' && { prefix })}
                {...(page && { page })}
              />
            )}
          </>
        );
      })}
    </>
  );
}

/** Says of a group that the value of a field beside it asks for it. */
function Proposal({ field, page }: { field: Field; page: LivePage }) {
  const asking = page.fields.find(
    (each) => each.kind === 'select' && page.groupFor(each) === field,
  );
  return asking ? (
    <p class="proposal">
      Proposed: {asking.name} is {field.path.at(-1)}
    </p>
  ) : null;
}

export function Faults({ name, page }: { name: string; page: LivePage }) {
  const faults = page.faultsOf(name);
  return faults.length === 0 ? null : (
    <p class="fault" id={`fault-${name}`}>
      {faults.join('; ')}
    </p>
  );
}
