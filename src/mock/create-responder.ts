import { behaviours } from './behaviours.js';
import type { AcceptedRequest, ContractEngine, Reading } from './contract-engine.js';
import { findExample, successStatus } from './find-example.js';
import { createIdempotencyKeys } from './idempotency-keys.js';
import { DEFAULT_SEED } from './parse-prefer.js';
import { createPaymentRecords } from './payment-records.js';
import { type PreparedChoice, prepareChoice } from './prepare-choice.js';
import { type Answer, isErrorBody, refusals } from './refusals.js';
import type { ServedOperation } from './served-operation.js';
import type { ChosenAnswer, PaymentRecords } from './types.js';

/** An answer and how to deliver it. */
export interface Delivery {
  answer: Answer;
  /** Milliseconds to wait before. */
  delay: number;
  /** Whether to cut the connection in the middle. */
  cut: boolean;
  /** Call it when the answer is sent. */
  release(): void;
}

/** Answers requests that were read, and remembers what they did. */
export interface Responder {
  readonly records: PaymentRecords;
  /** `id` is the `Request-Id` of the answer. */
  respond(reading: Reading, id: string): Delivery;
  /** Chooses the answer to the next request that is carried out. */
  choose(answer: ChosenAnswer): void;
  clear(): void;
}

/** How a usual answer is delivered. */
export const AT_ONCE: Omit<Delivery, 'answer'> = { delay: 0, cut: false, release: () => {} };
const USUAL: PreparedChoice = { answerFor: () => undefined, headers: {}, delay: 0, cut: false };

export function createResponder(engine: ContractEngine): Responder {
  const { contract } = engine;
  const records = createPaymentRecords(engine);
  const keys = createIdempotencyKeys();
  const choices: PreparedChoice[] = [];

  const carryOut = (accepted: AcceptedRequest): Answer => {
    const { operation } = accepted;
    const behaviour = behaviours.get(operation.operationId);
    return behaviour ? behaviour(accepted, { records, contract }) : exampleAnswer(operation);
  };

  const respondTo = (accepted: AcceptedRequest): Delivery => {
    const { id, operation, preference } = accepted;
    if (preference) {
      const preferred = preferredAnswer(operation, preference);
      // What is made up is the same for the same seed.
      const answer = checked(preferred, operation);
      return { ...AT_ONCE, answer: 'seed' in preference ? answer : withLogUrl(answer, id) };
    }
    const { answerFor, headers, delay, cut } = choices.shift() ?? USUAL;
    const chosen = answerFor(operation.responses);
    if (chosen) {
      const answer = withLogUrl({ ...chosen, headers: { ...chosen.headers, ...headers } }, id);
      return { ...AT_ONCE, delay, cut, answer };
    }
    const finish = (answer: Answer) => finished(answer, accepted);
    const { answer, release } = keys.once(accepted, () => carryOut(accepted), finish);
    const whole = { ...answer, headers: { ...answer.headers, ...headers } };
    return { delay, cut, release, answer: whole };
  };

  return {
    records,

    respond(reading, id) {
      if (reading.accepted) return respondTo(reading.accepted);
      const { refusal, operation } = reading;
      return { ...AT_ONCE, answer: finished(refusal, { id, operation }) };
    },

    choose(answer) {
      choices.push(prepareChoice(answer, [...engine.operations.values()]));
    },

    clear() {
      choices.length = 0;
      records.clear();
      keys.clear();
    },
  };
}

function preferredAnswer(
  operation: ServedOperation,
  preference: NonNullable<AcceptedRequest['preference']>,
): Answer {
  if ('content' in preference) return { ...preference, violations: [] };
  const { status, seed } = preference;
  return { status, content: operation.makeUp(status, seed), violations: [] };
}

/** The contract's example of a success, or one made up from the schema. */
function exampleAnswer(operation: ServedOperation): Answer {
  const found = findExample(operation.responses, {});
  if ('content' in found) return { ...found, violations: [] };
  const status = successStatus(operation.responses);
  const content = operation.answerSchema ? operation.makeUp(status, DEFAULT_SEED) : '';
  return { status, content, violations: [] };
}

/** An answer that was checked against the contract, and links to the log of its request where it is an error. */
function finished(
  answer: Answer,
  { id, operation }: { id: string; operation: ServedOperation | undefined },
): Answer {
  return withLogUrl(checked(answer, operation), id);
}

function checked(answer: Answer, operation: ServedOperation | undefined): Answer {
  const [breach] = operation?.violationsOfAnswer(answer.status, answer.content) ?? [];
  return breach
    ? refusals.serverFault(`The answer breaks the contract: ${breach.message}`)
    : answer;
}

function withLogUrl(answer: Answer, id: string): Answer {
  const { content } = answer;
  if (!isErrorBody(content)) return answer;
  const seconds = Math.floor(Date.now() / 1000);
  const request_log_url = `https://dashboard.stripe.com/test/logs/${id}?t=${seconds}`;
  return { ...answer, content: { ...content, error: { ...content.error, request_log_url } } };
}
