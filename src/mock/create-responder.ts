import { behaviours } from './behaviours.js';
import type { AcceptedRequest, ContractEngine, Reading } from './contract-engine.js';
import { findExample, successStatus } from './find-example.js';
import { createIdempotencyKeys } from './idempotency-keys.js';
import { DEFAULT_SEED } from './parse-prefer.js';
import { createPaymentRecords } from './payment-records.js';
import { type PreparedChoice, prepareChoice } from './prepare-choice.js';
import { type Answer, refusals } from './refusals.js';
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
  respond(reading: Reading): Delivery;
  /** Chooses the answer to the next request that is carried out. */
  choose(answer: ChosenAnswer): void;
  clear(): void;
}

const AT_ONCE = { delay: 0, cut: false, release: () => {} };
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
    const { operation, preference } = accepted;
    if (preference) {
      return { ...AT_ONCE, answer: checked(preferredAnswer(operation, preference), operation) };
    }
    const { answerFor, headers, delay, cut } = choices.shift() ?? USUAL;
    const chosen = answerFor(operation.responses);
    if (chosen) return { ...AT_ONCE, delay, cut, answer: { ...chosen, headers } };
    const { answer, release } = keys.once(accepted, () => carryOut(accepted));
    const whole = { ...answer, headers: { ...answer.headers, ...headers } };
    return { delay, cut, release, answer: checked(whole, operation) };
  };

  return {
    records,

    respond(reading) {
      if (reading.accepted) return respondTo(reading.accepted);
      return { ...AT_ONCE, answer: checked(reading.refusal, reading.operation) };
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

function checked(answer: Answer, operation: ServedOperation | undefined): Answer {
  const [breach] = operation?.violationsOfAnswer(answer.status, answer.content) ?? [];
  return breach
    ? refusals.serverFault(`The answer breaks the contract: ${breach.message}`)
    : answer;
}
