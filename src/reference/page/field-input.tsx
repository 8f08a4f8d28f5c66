/** @jsxRuntime automatic @jsxImportSource preact */
import type { JsonValue } from '../../form/json-value.js';
import type { Field, ScalarKind } from '../model/operation-model.js';
import { itemsOf, pairsOf, textOf } from './drafts.js';
import type { LivePage } from './live-page.js';
import { fromLocalTime, toLocalTime } from './local-time.js';
import { optionOf, readScalar, showScalar, valueIn } from './values.js';

interface Input {
  field: Field;
  page: LivePage;
}

/** What a field is filled in by. */
export function FieldInput({ field, page }: Input) {
  const { values, drafts } = page.state;
  const value = valueIn(field, values);
  switch (field.kind) {
    case 'list':
      return <ListInput field={field} page={page} />;
    case 'map':
      return <MapInput field={field} page={page} />;
    case 'time':
      return <TimeInput field={field} page={page} />;
    case 'json':
      return (
        <textarea
          {...attributesOf(field, page)}
          class="code"
          rows={2}
          placeholder="JSON"
          value={textOf(field, values, drafts[field.name])}
          onInput={(event) => page.setDraft(field, { text: event.currentTarget.value })}
        />
      );
    default:
      return (
        <>
          {field.label !== undefined && (
            <span class="label" aria-hidden="true">
              {field.label}
            </span>
          )}
          <ScalarInput
            kind={field.kind === 'group' ? 'text' : field.kind}
            text={
              field.kind === 'select' && value !== undefined ? optionOf(value) : showScalar(value)
            }
            {...(field.values && { values: field.values })}
            attributes={attributesOf(field, page)}
            onText={(text, kind) => page.setValue(field, readScalar(text, kind, field.values))}
          />
        </>
      );
  }
}

interface Scalar {
  kind: ScalarKind;
  text: string;
  values?: JsonValue[];
  attributes: BoxAttributes;
  onText(text: string, kind: ScalarKind): void;
}

function ScalarInput({ kind, text, values = [], attributes, onText }: Scalar) {
  const onInput = ({ currentTarget }: { currentTarget: { value: string } }): void =>
    onText(currentTarget.value, kind);
  if (kind === 'select') {
    const options = values.map(optionOf);
    // What was written as JSON may be no valid value, and is still there.
    const stray = text === '' || options.includes(text) ? [] : [text];
    return (
      <select {...attributes} value={text} onChange={onInput}>
        <option value="">not sent</option>
        {[...options, ...stray].map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  }
  if (kind === 'lines') return <textarea {...attributes} rows={2} value={text} onInput={onInput} />;
  if (kind === 'text') return <input {...attributes} type="text" value={text} onInput={onInput} />;
  return <input {...attributes} type="number" step="any" value={text} onInput={onInput} />;
}

/** Unix seconds, and the same as date and time. */
function TimeInput({ field, page }: Input) {
  const value = valueIn(field, page.state.values);
  const { 'aria-label': name, ...attributes } = attributesOf(field, page);
  return (
    <div class="time">
      <input
        {...attributes}
        type="number"
        step="1"
        aria-label={`${name} in Unix seconds`}
        placeholder="Unix seconds"
        value={showScalar(value)}
        onInput={(event) => page.setValue(field, readScalar(event.currentTarget.value, 'time'))}
      />
      <button
        type="button"
        aria-label={`${name} now`}
        onClick={() => page.setValue(field, Math.floor(Date.now() / 1000))}
      >
        now
      </button>
      <input
        {...attributes}
        type="datetime-local"
        step="1"
        aria-label={`${name} as date and time`}
        value={toLocalTime(value)}
        onInput={(event) => page.setValue(field, fromLocalTime(event.currentTarget.value))}
      />
    </div>
  );
}

function ListInput({ field, page }: Input) {
  const { name, item = 'text', values } = field;
  const items = itemsOf(field, page.state.values, page.state.drafts[name]);
  const set = (changed: string[]): void => page.setDraft(field, { items: changed });
  return (
    <div class="entries">
      {items.map((text, index) => (
        <div class="entry" key={index}>
          <ScalarInput
            kind={item}
            text={text}
            {...(values && { values })}
            attributes={{ ...attributesOf(field, page), 'aria-label': `${name} ${index + 1}` }}
            onText={(changed) => set(items.with(index, changed))}
          />
          <RemoveButton
            label={`${name} ${index + 1}: remove`}
            onClick={() => set(items.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      <button type="button" onClick={() => set([...items, ''])}>
        Add {name}
      </button>
    </div>
  );
}

function MapInput({ field, page }: Input) {
  const { name, item = 'text', values } = field;
  const pairs = pairsOf(field, page.state.values, page.state.drafts[name]);
  const isCleared = valueIn(field, page.state.values) === '';
  const attributes = attributesOf(field, page);
  const set = (changed: [string, string][]): void => page.setDraft(field, { pairs: changed });
  return (
    <div class="entries">
      {pairs.map(([key, text], index) => (
        <div class="entry" key={index}>
          <input
            {...attributes}
            type="text"
            aria-label={`${name} ${index + 1} key`}
            placeholder="key"
            value={key}
            onInput={(event) => set(pairs.with(index, [event.currentTarget.value, text]))}
          />
          <ScalarInput
            kind={item}
            text={text}
            {...(values && { values })}
            attributes={{
              ...attributes,
              'aria-label': `${name} ${index + 1} value`,
              placeholder: field.isClearable && key !== '' ? 'empty: unsets the key' : 'value',
            }}
            onText={(changed) => set(pairs.with(index, [key, changed]))}
          />
          <RemoveButton
            label={`${name} ${index + 1}: remove`}
            onClick={() => set(pairs.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      {!isCleared && (
        <button type="button" onClick={() => set([...pairs, ['', '']])}>
          Add {name}
        </button>
      )}
      {field.isClearable && (
        <label class="check">
          <input
            type="checkbox"
            aria-label={`${name}: clear all keys`}
            checked={isCleared}
            onChange={(event) => {
              if (event.currentTarget.checked) page.clear(field);
              else page.setDraft(field, { pairs: [] });
            }}
          />{' '}
          clear all keys
        </label>
      )}
    </div>
  );
}

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      class="icon"
      aria-label={label}
      onClick={({ currentTarget }) => {
        // The button goes with its row.
        currentTarget.closest('.entries')?.querySelector<HTMLElement>(':scope > button')?.focus();
        onClick();
      }}
    >
      ✕
    </button>
  );
}

interface BoxAttributes {
  'aria-label': string;
  'aria-required'?: true;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
  placeholder?: string;
  autocomplete: 'off';
  spellcheck: false;
}

function attributesOf(field: Field, page: LivePage): BoxAttributes {
  const isWrong = page.faultsOf(field.name).length > 0;
  return {
    'aria-label': field.label ?? field.name,
    ...(field.isRequired && { 'aria-required': true }),
    ...(isWrong && { 'aria-invalid': true, 'aria-describedby': `fault-${field.name}` }),
    ...(field.example !== undefined && { placeholder: field.example }),
    autocomplete: 'off',
    spellcheck: false,
  };
}
