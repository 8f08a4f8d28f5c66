import type { JsonValue } from '../../form/json-value.js';
import type { Field, OperationModel } from '../model/operation-model.js';
import type { PageRequest } from '../snippets/page-request.js';
import { checkInput, fieldAt, pathOfParam, type Validator } from './check-input.js';
import { type Draft, type Drafts, readDraft, readJson } from './drafts.js';
import {
  type FieldFault,
  initialState,
  initialValues,
  isIdempotencyKey,
  type State,
  type TestServer,
} from './page-state.js';
import { sendRequest } from './send-request.js';
import { allFields, isJsonObject, textsIn, type Values, valueIn, withValue } from './values.js';

/** What a page does outside of its own state. */
export interface Surroundings {
  draw(): void;
  /** Called when what is filled in has changed. */
  keep(values: Values): void;
  openGroup(name: string): void;
  focus(name: string): void;
  showFaults(): void;
  focusSend(): void;
  showAnswer(): void;
  createKey(): string;
}

/** What is filled in, and what a person can do with it. It runs where the page is written as well. */
export class LivePage {
  readonly model: OperationModel;
  /** Where test requests go. */
  readonly server: TestServer;
  readonly fields: Field[];
  state: State;
  readonly #validate: Validator;
  readonly #around: Surroundings | undefined;
  #sending: AbortController | undefined;

  constructor(
    model: OperationModel,
    server: TestServer,
    validate: Validator = () => true,
    around?: Surroundings,
  ) {
    this.model = model;
    this.server = server;
    this.fields = model.sections.flatMap(({ fields }) => allFields(fields));
    this.state = initialState(initialValues(model, ''));
    this.#validate = validate;
    this.#around = around;
  }

  update(change: Partial<State>): void {
    const isInput = 'values' in change || 'apiKey' in change || 'jsonFault' in change;
    this.state = { ...this.state, copied: {}, ...change };
    if (isInput && this.state.isChecked) {
      const faults = this.#check();
      this.state = { ...this.state, faults, isChecked: faults.length > 0 };
    }
    this.#around?.draw();
    if ('values' in change) this.#around?.keep(this.state.values);
  }

  setValue(field: Field, value: JsonValue | undefined): void {
    this.#setValues(withValue(field, value, this.state.values), this.state.drafts);
    if (field.kind !== 'select') return;
    const group = this.groupFor(field);
    if (group) this.#around?.openGroup(group.name);
  }

  /** The group beside a field that goes by the field's value, as `failed` does with an outcome of `failed`. */
  groupFor({ place, path }: Field): Field | undefined {
    const beside = path.slice(0, -1);
    const value = this.valueAt(place, path);
    return this.fields.find(
      (field) =>
        field.kind === 'group' &&
        field.place === place &&
        field.path.length === path.length &&
        field.path.at(-1) === value &&
        beside.every((key, index) => field.path[index] === key),
    );
  }

  setDraft(field: Field, draft: Draft): void {
    const { value } = readDraft(field, draft);
    const drafts = { ...this.state.drafts, [field.name]: draft };
    this.#setValues(withValue(field, value, this.state.values), drafts);
  }

  /** Sends an empty text in the place of a map. */
  clear(field: Field): void {
    const { [field.name]: _, ...drafts } = this.state.drafts;
    this.#setValues(withValue(field, '', this.state.values), drafts);
  }

  setJson(text: string): void {
    const { value = {}, fault = '' } = readJson(text);
    const jsonFault = fault || (isJsonObject(value) ? '' : 'must be a JSON object');
    if (jsonFault !== '' || !isJsonObject(value)) {
      this.update({ json: text, jsonFault });
      return;
    }
    const values = { ...this.state.values, body: value };
    this.update({ json: text, jsonFault, values, drafts: this.#draftsOutside('body') });
    this.#openFilled();
  }

  discardJson(): void {
    this.update({ json: undefined, jsonFault: '' });
  }

  chooseExample(name: string): void {
    const example = this.model.examples.find((each) => each.name === name);
    if (!example) return;
    this.replaceValues({ ...this.state.values, body: example.value }, { example: name });
  }

  /** Takes over what was filled in elsewhere. */
  replaceValues(values: Values, change: Partial<State> = {}): void {
    this.update({ values, drafts: {}, json: undefined, jsonFault: '', example: '', ...change });
    this.#openFilled();
  }

  get idempotencyField(): Field | undefined {
    return this.fields.find(({ name, place }) => place === 'header' && isIdempotencyKey(name));
  }

  newIdempotencyKey(): void {
    const field = this.idempotencyField;
    if (field) this.setValue(field, this.#around?.createKey());
  }

  /** Sends what is filled in; where something is wrong with it, only if `isAnyway`. One at a time. */
  async send(isAnyway = false): Promise<void> {
    if (this.#sending || this.server === undefined) return;
    const faults = this.#check();
    const { wanted, values, apiKey } = this.state;
    // An example of an answer can be seen whatever is filled in: then one of the request's goes out.
    const [example] = this.model.examples;
    const stands = wanted !== '' && faults.length > 0 && faults.every(canBeReplaced) && example;
    if (faults.length > 0 && !stands && (!isAnyway || faults.some(({ isFinal }) => isFinal))) {
      this.update({ faults, isChecked: true });
      this.#around?.showFaults();
      return;
    }
    const sent = stands ? { ...initialValues(this.model, ''), body: stands.value } : values;
    this.#sending = new AbortController();
    // The button that was pressed goes.
    if (isAnyway) this.#around?.focusSend();
    this.update({ isSending: true, faults: [], isChecked: false, outcome: undefined });
    const outcome = await sendRequest(this.#requestOf(sent, this.server), {
      apiKey,
      wanted: this.model.errors.find(({ name }) => name === wanted),
      sentExample: stands ? stands.name : '',
      signal: this.#sending.signal,
    });
    this.#sending = undefined;
    this.update({ isSending: false, outcome });
    this.#around?.showAnswer();
  }

  cancel(): void {
    this.#sending?.abort();
  }

  askFor(wanted: string): void {
    this.update({ wanted });
    if (wanted !== '') void this.send();
  }

  /** Leads to a field, or to what else an error names. */
  goTo(name: string): void {
    if (name === 'JSON') this.update({ bodyTab: 'JSON' });
    else if (this.fieldCalled(name)?.place === 'body') this.update({ bodyTab: 'Form' });
    this.#around?.focus(name);
  }

  /** The field that the `param` of a refusal names. */
  fieldOfParam(param: string): Field | undefined {
    const path = pathOfParam(param);
    const places = ['body', 'path', 'query', 'header'];
    const found = places.map((place) => fieldAt(path, place, this.fields));
    return found.find((field) => field !== undefined);
  }

  fieldCalled(name: string): Field | undefined {
    return this.fields.find((field) => field.name === name);
  }

  async copy(button: string, text: string): Promise<void> {
    let said = 'Copied.';
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No clipboard on plain http to another machine, or without leave.
      said = 'Not copied: the browser does not allow it. Select the text instead.';
    }
    this.update({ copied: { [button]: said } });
  }

  /** Whether the code is for the test server: a workflow runs elsewhere, and cannot reach it as a rule. */
  get isForTestServer(): boolean {
    const { isForTestServer, codeTab } = this.state;
    return this.server !== undefined && (isForTestServer ?? codeTab !== 'HTTP task');
  }

  /** The request as code has it, without the API key. */
  get request(): PageRequest {
    const server = this.isForTestServer ? this.server : undefined;
    return this.#requestOf(this.state.values, server ?? this.model.server);
  }

  #requestOf(values: Values, server: string): PageRequest {
    const { operationId, method, path, hasForm } = this.model;
    return {
      operationId,
      method,
      path,
      server,
      pathParams: textsIn(values.path),
      query: values.query,
      headers: textsIn(values.header),
      body: hasForm ? values.body : undefined,
    };
  }

  faultsOf(name: string): string[] {
    return this.state.faults.filter(({ field }) => field === name).map(({ message }) => message);
  }

  valueAt(place: Field['place'], path: string[]): JsonValue | undefined {
    return valueIn({ place, path }, this.state.values);
  }

  #setValues(values: Values, drafts: Drafts): void {
    // A text that cannot be parsed stays until it is mended or thrown away.
    const json = this.state.jsonFault === '' ? undefined : this.state.json;
    this.update({ values, drafts, json, example: '' });
  }

  /** What is filled in is not to be overlooked. */
  #openFilled(): void {
    for (const { name, kind, place, path } of this.fields) {
      if (kind === 'group' && this.valueAt(place, path) !== undefined) {
        this.#around?.openGroup(name);
      }
    }
  }

  #draftsOutside(place: Field['place']): Drafts {
    return Object.fromEntries(
      Object.entries(this.state.drafts).filter(([name]) => this.fieldCalled(name)?.place !== place),
    );
  }

  #check(): FieldFault[] {
    return checkInput(this.state, this.model, this.#validate);
  }
}

/** The key is sent as it is, whatever the request. */
function canBeReplaced({ field }: FieldFault): boolean {
  return field !== 'API key';
}
