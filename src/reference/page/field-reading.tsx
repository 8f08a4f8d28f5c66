/** @jsxRuntime automatic @jsxImportSource preact */
import type { Field } from '../model/operation-model.js';
import { marked } from './marked.js';
import type { FieldReading } from './reading.js';

/** What a row tells of its field. */
export const fieldReading: FieldReading = {
  name: ({ name, fields, facts }, anchor) => (
    <>
      {fields ? (
        <button type="button" class="group" aria-expanded="false">
          {name}
        </button>
      ) : anchor === undefined ? (
        name
      ) : (
        <a href={`#${anchor}`} tabIndex={-1}>
          {name}
        </a>
      )}
      {facts && facts.wire !== name && <code>{facts.wire}</code>}
    </>
  ),
  type: ({ facts, isRequired }) => (
    <>
      {facts?.type} {isRequired ? <b>required</b> : <i>optional</i>}
    </>
  ),
  about: ({ facts }: Field) =>
    facts && (
      <>
        {facts.description !== '' && <p>{marked(facts.description)}</p>}
        {facts.limits.length > 0 && <p class="note">{marked(`${facts.limits.join('; ')}.`)}</p>}
        {facts.values.length > 0 && (
          <ul>
            {facts.values.map(({ value, meaning }) => (
              <li key={value}>
                <code>{value}</code>
                {meaning !== '' && <> {marked(meaning)}</>}
              </li>
            ))}
          </ul>
        )}
      </>
    ),
};
