/** @jsxRuntime automatic @jsxImportSource preact */
import type { OperationPage } from '../model/operation-model.js';
import { curlCommand } from '../snippets/curl-command.js';
import { HTTP_TASK_NOTES } from '../snippets/http-task-notes.js';
import { FORM_TYPE } from '../snippets/wire-request.js';
import { AnswerTables } from './answer-tables.js';
import { fieldReading } from './field-reading.js';
import { marked } from './marked.js';
import { initialValues } from './page-state.js';
import type { Reading } from './reading.js';
import { textsIn } from './values.js';

/** What there is to be read on the page of an operation. */
export function readPage(page: OperationPage): Reading {
  return {
    intro: <Intro {...page} />,
    form: marked(page.formDescription),
    headers: [
      [
        'Content-Type',
        <HeaderCells
          key="Content-Type"
          name="Content-Type"
          about={['The media type of the request body.']}
          value={<code>{FORM_TYPE}</code>}
        />,
      ],
      [
        'Authorization',
        <HeaderCells
          key="Authorization"
          name="Authorization"
          about={page.authentication}
          value={
            <>
              <code>Bearer</code> with the API key of the request
            </>
          }
        />,
      ],
    ],
    request: <SampleRequest {...page} />,
    integration: <Integration {...page} />,
    task: HTTP_TASK_NOTES.map((note) => <li key={note}>{note}</li>),
    answers: <AnswerTables {...page} />,
    fields: fieldReading,
  };
}

function Intro({ model, description, documentation, servers }: OperationPage) {
  return (
    <>
      <h1>{model.title}</h1>
      <p class="route">
        <b>{model.method}</b> <code>{model.path}</code>
      </p>
      <p class="about">{marked(description)}</p>
      {documentation !== undefined && (
        <p>
          <a href={documentation} rel="noreferrer">
            The API’s own reference of the operation
          </a>
        </p>
      )}
      <h2>Servers</h2>
      <ul>
        {servers.map(({ url, description: about }) => (
          <li key={url}>
            <code>{url}</code> {marked(about)}
          </li>
        ))}
      </ul>
    </>
  );
}

interface HeaderRow {
  name: string;
  about: string[];
  value: preact.ComponentChildren;
}

function HeaderCells({ name, about, value }: HeaderRow) {
  return (
    <>
      <th scope="row">
        <a href={`#${name}`} tabIndex={-1}>
          {name}
        </a>
      </th>
      <td>
        string <b>required</b>
      </td>
      <td>
        {about.map((text) => (
          <p key={text}>{marked(text)}</p>
        ))}
      </td>
      <td class="own">{value}</td>
    </>
  );
}

/** What can be seen without JavaScript. */
function SampleRequest({ model }: OperationPage) {
  const { method, path, server, operationId, hasForm } = model;
  const [example] = model.examples;
  const values = initialValues(model, '');
  const request = {
    operationId,
    method,
    path,
    server,
    pathParams: textsIn(values.path),
    query: {},
    headers: textsIn(values.header),
    body: hasForm ? (example?.value ?? {}) : undefined,
  };
  return (
    <>
      <p>
        With JavaScript, a request can be filled in and sent here. One as it is written for curl:
      </p>
      <pre>
        <code>{curlCommand(request, 'sh')}</code>
      </pre>
    </>
  );
}

function Integration({ model }: OperationPage) {
  return (
    <>
      <h2 id="p-integrate">How to start integrating</h2>
      <ol>
        <li>Add an HTTP task to your workflow definition.</li>
        <li>
          Find the API: this page is the one of <code>{`${model.method} ${model.path}`}</code>.
        </li>
        <li>
          Fill in the fields above. That prepares the request settings: the tab “HTTP task” beside
          them has the task, and a whole workflow definition with it, ready to copy.
        </li>
        <li>Press “Test request” to send a test request to the API and to see its answer.</li>
      </ol>
    </>
  );
}
