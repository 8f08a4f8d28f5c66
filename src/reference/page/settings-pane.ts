import { conductorTask, workflowInputs } from './conductor-task.js';
import { curlCommand } from './curl-command.js';
import type { FilledInRequest } from './request.js';
import { typescriptCall } from './typescript-call.js';

/** A request, or why there is none. */
export type Filled = FilledInRequest | { refusal: string };

type Form = 'curl' | 'TypeScript' | 'Conductor HTTP task';

const CONDUCTOR_NOTE = `The body is the form itself: Conductor sends a text as it stands. It puts an input in
as it stands, too. Numbers and IDs need no more; encode any other text before, by encodeURIComponent in an
INLINE task or by @uri in a JSON_JQ_TRANSFORM task, or it changes the form. The secret STRIPE_SECRET_KEY
has to be known to your Conductor. Without an Idempotency-Key of yours the ID of the workflow is used, so that a
task that is tried again does not report the payment twice.`;

/** The pane with the prepared request settings: curl, TypeScript and a workflow task, ready to copy. */
export class SettingsPane {
  readonly element: HTMLElement = make('section', { className: 'settings' });
  readonly #refusal = make('p', { className: 'settings-refusal' });
  readonly #ready = make('div');
  readonly #code = make('code');
  readonly #block = make('pre', { className: 'settings-code', tabIndex: 0 });
  readonly #said = make('span', { className: 'settings-said' });
  readonly #conductor = make('div');
  readonly #inputs = make('fieldset');
  readonly #servers: string[];
  readonly #chosen = new Set<string>();
  #form: Form = 'curl';
  #server: string;
  #filled: Filled = { refusal: 'Nothing is filled in yet.' };

  /** @param servers base URLs to choose from, the first one chosen. */
  constructor(servers: string[]) {
    this.#servers = servers;
    this.#server = servers[0] ?? '';
    this.element.setAttribute('aria-labelledby', 'settings-title');
    this.#refusal.setAttribute('role', 'alert');
    this.#said.setAttribute('role', 'status');
    this.#block.setAttribute('role', 'region');
    this.#block.setAttribute('aria-label', 'Request settings to copy');
    this.#block.append(this.#code);
    const copy = make('button', { className: 'btn', type: 'button', textContent: 'Copy' });
    copy.addEventListener('click', () => this.#copy());
    const forms: Form[] = ['curl', 'TypeScript', 'Conductor HTTP task'];
    this.#conductor.append(
      this.#inputs,
      make('p', { className: 'settings-note', textContent: CONDUCTOR_NOTE }),
    );
    const bar = make('div', { className: 'settings-bar' });
    bar.append(copy, this.#said);
    this.#ready.append(
      this.#choice('As', forms, (form) => {
        this.#form = form;
      }),
      ...(servers.length > 1
        ? [
            this.#choice('For', this.#servers, (server) => {
              this.#server = server;
            }),
          ]
        : []),
      this.#conductor,
      this.#block,
      bar,
    );
    const header = make('div', { className: 'opblock-section-header' });
    header.append(
      make('h4', {
        id: 'settings-title',
        className: 'opblock-title',
        textContent: 'Request settings',
      }),
    );
    const body = make('div', { className: 'settings-body' });
    body.append(
      make('p', { textContent: 'Prepared from what is filled in above. Your key is left out.' }),
      this.#refusal,
      this.#ready,
    );
    this.element.append(header, body);
  }

  /** Shows another request, where it is another one. */
  show(filled: Filled): void {
    if (JSON.stringify(filled) === JSON.stringify(this.#filled)) return;
    this.#filled = filled;
    this.#render();
  }

  /** Brings a refusal before the reader's eyes. */
  reveal(): void {
    this.#refusal.tabIndex = -1;
    this.#refusal.focus();
  }

  #render(): void {
    const filled = this.#filled;
    const isRefused = 'refusal' in filled;
    this.#refusal.hidden = !isRefused;
    this.#ready.hidden = isRefused;
    this.#said.textContent = '';
    this.#refusal.textContent = isRefused ? `Cannot be sent. ${filled.refusal}` : '';
    if (isRefused) return;
    const request = { ...filled, baseUrl: this.#server };
    this.#conductor.hidden = this.#form !== 'Conductor HTTP task';
    this.#renderInputs(request);
    this.#code.textContent = this.#textOf(request);
  }

  #textOf(request: FilledInRequest): string {
    switch (this.#form) {
      case 'curl':
        return curlCommand(request);
      case 'TypeScript':
        return typescriptCall(request);
      default:
        return JSON.stringify(conductorTask(request, this.#chosen), null, 2);
    }
  }

  /** Made anew only where the inputs are others, so that the focus stays where it is. */
  #renderInputs(request: FilledInRequest): void {
    const inputs = workflowInputs(request);
    const key = [...inputs.keys()].join(' ');
    if (this.#inputs.dataset.key === key) return;
    this.#inputs.dataset.key = key;
    this.#inputs.replaceChildren(
      make('legend', { textContent: 'Take from the input of the workflow' }),
      ...[...inputs].map(([name, part]) => {
        const box = make('input', { type: 'checkbox', checked: this.#chosen.has(name) });
        box.addEventListener('change', () => {
          if (box.checked) this.#chosen.add(name);
          else this.#chosen.delete(name);
          this.#render();
        });
        return labelled(box, part);
      }),
    );
  }

  #choice<T extends string>(legend: string, values: T[], choose: (value: T) => void): HTMLElement {
    const fieldset = make('fieldset');
    fieldset.append(make('legend', { textContent: legend }));
    for (const value of values) {
      const radio = make('input', { type: 'radio', name: `settings-${legend}` });
      radio.checked = value === values[0];
      radio.addEventListener('change', () => {
        choose(value);
        this.#render();
      });
      fieldset.append(labelled(radio, value));
    }
    return fieldset;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#code.textContent ?? '');
      this.#said.textContent = 'Copied.';
    } catch {
      // No clipboard on plain http to another machine, or without leave.
      getSelection()?.selectAllChildren(this.#code);
      this.#said.textContent = 'Selected: copy it with Ctrl+C.';
    }
  }
}

function labelled(control: HTMLElement, text: string): HTMLElement {
  const label = make('label');
  label.append(control, ` ${text}`);
  return label;
}

function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(name), properties);
}
