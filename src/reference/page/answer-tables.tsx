/** @jsxRuntime automatic @jsxImportSource preact */
import type { ErrorRow, OperationPage } from '../model/operation-model.js';
import { whatToDo } from '../model/what-to-do.js';
import { fieldReading } from './field-reading.js';
import { FieldRows, FieldTable } from './field-rows.js';
import { marked } from './marked.js';

/** What an operation answers: fields, and the errors with what to do about them. */
export function AnswerTables({ answers, errors }: OperationPage) {
  return (
    <>
      {answers.map(({ status, description, headers, fields }) => {
        const id = `p-answer-${status}`;
        return (
          <>
            <h2 id={id}>
              {status === 'default' ? 'Answer: any other status' : `Answer: ${status}`}
            </h2>
            <p>{marked(description)}</p>
            {headers.length > 0 && (
              <>
                <h3 id={`${id}-headers`}>Headers</h3>
                <FieldTable labelledBy={`${id}-headers`} isForReading>
                  <FieldRows fields={headers} prefix={`answer.${status}.`} reading={fieldReading} />
                </FieldTable>
              </>
            )}
            {fields.length > 0 && (
              <>
                <h3 id={`${id}-fields`}>Fields</h3>
                <FieldTable labelledBy={`${id}-fields`} isForReading>
                  <FieldRows fields={fields} prefix={`answer.${status}.`} reading={fieldReading} />
                </FieldTable>
              </>
            )}
          </>
        );
      })}
      {errors.length > 0 && (
        <>
          <h2 id="p-errors">Errors</h2>
          <ErrorTable errors={errors} />
        </>
      )}
    </>
  );
}

function ErrorTable({ errors }: { errors: ErrorRow[] }) {
  return (
    <table class="errors" aria-labelledby="p-errors">
      <thead>
        <tr>
          <th scope="col">Status</th>
          <th scope="col">Code</th>
          <th scope="col">When</th>
          <th scope="col">What to do</th>
        </tr>
      </thead>
      <tbody>
        {errors.map(({ name, status, code, summary, message }) => (
          <tr key={name} id={`error.${name}`}>
            <th scope="row">{status}</th>
            <td>
              <code>{code}</code>
            </td>
            <td>
              {marked(summary)}
              {message !== '' && <p class="note">“{message}”</p>}
            </td>
            <td>{marked(whatToDo(status, code))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
