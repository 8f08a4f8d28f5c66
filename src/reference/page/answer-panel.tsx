/** @jsxRuntime automatic @jsxImportSource preact */
import { whatToDo } from '../model/what-to-do.js';
import type { LivePage } from './live-page.js';
import type { Change, Outcome } from './page-state.js';
import { TextBox } from './text-box.js';

type Answer = Extract<Outcome, { kind: 'answer' }>;

/** What became of the last test request. */
export function AnswerPanel({ page }: { page: LivePage }) {
  const { isSending, outcome } = page.state;
  return (
    <section id="p-answer" aria-label="Answer" aria-live="polite" tabIndex={-1}>
      <h2>Answer</h2>
      {isSending && <p class="note">Sending …</p>}
      {!isSending && !outcome && (
        <p class="note live">
          {page.server === undefined
            ? 'None: this copy sends nothing.'
            : 'Nothing was sent yet. Ctrl+Enter sends as well.'}
        </p>
      )}
      {outcome &&
        (outcome.kind === 'answer' ? (
          <Told answer={outcome} page={page} />
        ) : (
          <Lost outcome={outcome} page={page} />
        ))}
    </section>
  );
}

function Lost({ outcome, page }: { outcome: Exclude<Outcome, Answer>; page: LivePage }) {
  const isCanceled = outcome.kind === 'canceled';
  return (
    <>
      <p class="status lost">
        <strong>{isCanceled ? 'Canceled' : 'Connection lost'}</strong>: the report may have been
        recorded; send it again with this key.
      </p>
      <p class="note">
        {!isCanceled && `${outcome.reason}. `}
        {page.valueAt('header', ['Idempotency-Key']) === undefined
          ? 'The request has no idempotency key: sent again, it may be recorded twice. '
          : 'With the same idempotency key it is recorded once at most. '}
        After {time(outcome.milliseconds)}.
      </p>
      <button type="button" onClick={() => void page.send(true)}>
        Send again with this key
      </button>
    </>
  );
}

function Told({ answer, page }: { answer: Answer; page: LivePage }) {
  const { status, statusText, isReplayed, message, param, code, sentExample, body } = answer;
  const kind = kindOf(status);
  const field = param === '' ? undefined : page.fieldOfParam(param);
  return (
    <>
      <p class={`status ${kind}`}>
        <strong>
          {status} {statusText}
        </strong>{' '}
        {WORDS[kind]} <span class="note">in {time(answer.milliseconds)}</span>
      </p>
      {isReplayed && (
        <p class="replayed">
          <strong>replayed</strong>: the first answer again. This key was sent before; nothing new
          was recorded.
        </p>
      )}
      {sentExample !== '' && (
        <p class="note">
          Sent with the example {sentExample}, because the fields are not filled in.
        </p>
      )}
      {message !== '' && (
        <p class="message">
          {param !== '' && (
            <>
              {field ? (
                <button type="button" class="link" onClick={() => page.goTo(field.name)}>
                  {field.name}
                </button>
              ) : (
                <code>{param}</code>
              )}
              {': '}
            </>
          )}
          {message}
        </p>
      )}
      {status >= 400 && <p class="note">{whatToDo(status, code).replaceAll('`', '')}</p>}
      {answer.changes && <Changes changes={answer.changes} />}
      <TextBox label="Body of the answer" text={body} />
      <details open>
        <summary>Headers</summary>
        <dl>
          {answer.headers.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

function Changes({ changes }: { changes: Change[] }) {
  if (changes.length === 0) return <p class="note">Nothing changed since the last answer.</p>;
  return (
    <table class="changes">
      <caption>Changed since the last answer</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>{before}</td>
            <td>{after}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const WORDS = {
  accepted: 'The request was accepted.',
  refused: 'The request was refused.',
  later: 'Not now: it can be sent again.',
  broken: 'The server failed.',
};

function kindOf(status: number): keyof typeof WORDS {
  if (status < 400) return 'accepted';
  if (status >= 500) return 'broken';
  return status === 409 || status === 429 ? 'later' : 'refused';
}

function time(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}
