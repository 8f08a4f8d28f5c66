/** @jsxRuntime automatic @jsxImportSource preact */
import { CodePanel } from './code-panel.js';
import { CopyButton } from './copy-button.js';
import { Fixed } from './fixed.js';
import type { LivePage } from './live-page.js';
import type { Reading } from './reading.js';
import { linkTo } from './request-link.js';

interface RequestProps {
  page: LivePage;
  reading: Reading | undefined;
}

/** What is sent, and the button that sends it. */
export function RequestPanel({ page, reading }: RequestProps) {
  return (
    <section id="p-request" aria-label="Request" tabIndex={-1}>
      <h2>Request</h2>
      <Fixed as="div" class="written">
        {reading?.request}
      </Fixed>
      <div class="choices live">
        <ExamplePicker page={page} />
        {page.server !== undefined && <KeyField page={page} />}
        {page.server !== undefined && <AnswerPicker page={page} />}
      </div>
      <Actions page={page} />
      <FaultList page={page} />
      <CodePanel page={page} reading={reading} />
    </section>
  );
}

/** The label does not hold the select, or the options would be part of its text. */
function ExamplePicker({ page }: { page: LivePage }) {
  const { examples } = page.model;
  if (examples.length === 0) return null;
  return (
    <div>
      <label for="p-example">Example</label>
      <select
        id="p-example"
        value={page.state.example}
        autocomplete="off"
        onChange={(event) => page.chooseExample(event.currentTarget.value)}
      >
        <option value="">Fill in an example …</option>
        {examples.map(({ name, summary }) => (
          <option key={name} value={name}>
            {summary === '' ? name : `${name}: ${summary}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function KeyField({ page }: { page: LivePage }) {
  const faults = page.faultsOf('API key');
  return (
    // Nothing of it is ever submitted: without a form, browsers take the whole page for one.
    <form autocomplete="off" onSubmit={(event) => event.preventDefault()}>
      <label>
        API key
        <input
          id="p-key"
          type="password"
          autocomplete="off"
          spellcheck={false}
          data-1p-ignore
          data-lpignore="true"
          {...(faults.length > 0 && { 'aria-invalid': true })}
          aria-describedby={faults.length > 0 ? 'fault-API-key' : 'p-key-note'}
          value={page.state.apiKey}
          onInput={(event) => page.update({ apiKey: event.currentTarget.value })}
        />
      </label>
      {faults.length > 0 ? (
        <p class="fault" id="fault-API-key">
          {faults.join('; ')}
        </p>
      ) : (
        <p class="note" id="p-key-note">
          Any test key will do. It is kept in memory alone.
        </p>
      )}
    </form>
  );
}

function AnswerPicker({ page }: { page: LivePage }) {
  const { errors } = page.model;
  if (errors.length === 0) return null;
  return (
    <div>
      <label for="p-wanted">See the answer to …</label>
      <select
        id="p-wanted"
        value={page.state.wanted}
        autocomplete="off"
        onChange={(event) => void page.askFor(event.currentTarget.value)}
      >
        <option value="">the request as it is</option>
        {errors.map(({ name, status, summary }) => (
          <option key={name} value={name}>
            {`${status} ${name}: ${summary}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function Actions({ page }: { page: LivePage }) {
  const { isSending, wanted } = page.state;
  return (
    <>
      {page.server === undefined && (
        <p class="note">
          This copy of the page is for reading and sends nothing. To test a request, open the page
          that the contract server has at its root:{' '}
          <code>startMockServer({'{ reference: true }'})</code>.
        </p>
      )}
      <div class="actions live">
        {page.server !== undefined && (
          <div class="send">
            <button
              type="button"
              class="primary"
              aria-busy={isSending}
              onClick={() => void page.send()}
            >
              Test request
            </button>
            <button type="button" aria-disabled={!isSending} onClick={() => page.cancel()}>
              Cancel
            </button>
            {wanted !== '' && <span class="note">asks for the answer {wanted}</span>}
          </div>
        )}
        {page.idempotencyField && (
          <button type="button" onClick={() => page.newIdempotencyKey()}>
            New idempotency key
          </button>
        )}
        <CopyButton name="Copy link" page={page} text={() => linkTo(page.state.values)} />
      </div>
    </>
  );
}

/** All that is wrong at once, each entry leading to its field. */
function FaultList({ page }: { page: LivePage }) {
  const { faults } = page.state;
  const isFinal = faults.some((fault) => fault.isFinal);
  return (
    <div role="alert" id="p-faults" class="faults" tabIndex={-1}>
      {faults.length > 0 && (
        <>
          <p>
            <strong>Not sent:</strong>{' '}
            {faults.length === 1 ? 'one thing has' : `${faults.length} things have`} to be mended.
          </p>
          <ul>
            {faults.map(({ field, message }) => (
              <li key={field + message}>
                <button type="button" class="link" onClick={() => page.goTo(field)}>
                  {page.fieldCalled(field)?.label ?? field}
                </button>{' '}
                {message}
              </li>
            ))}
          </ul>
          {!isFinal && (
            <button type="button" onClick={() => void page.send(true)}>
              Send anyway
            </button>
          )}
        </>
      )}
    </div>
  );
}
