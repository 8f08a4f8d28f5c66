import { conductorTask, workflowInputs } from './conductor-task.js';
import { curlCommand } from './curl-command.js';
import type { FilledInRequest } from './request.js';
import { typescriptCall } from './typescript-call.js';

/** A request, or why there is none. */
export type Filled = FilledInRequest | { refusal: string };

const FORMATS = ['curl', 'TypeScript', 'Conductor HTTP task'] as const;
type Format = (typeof FORMATS)[number];

const CONDUCTOR_NOTE = `Conductor sends the body as it stands, and puts inputs in as they stand. So text for the
body has to come encoded, by encodeURIComponent in an INLINE task or by @uri in a JSON_JQ_TRANSFORM task, unless it
is letters, digits and -_.~ only; an ID has to be that, because a URI is encoded once more. Secrets are a feature of
Orkes Conductor: put the key in as yours keeps it. Without an Idempotency-Key of yours it is made of the workflow's ID
and the reference name of the task, so that a task that is tried again does not report the payment twice. Change both
names together, and give a key of your own in a loop.`;

/** The pane with the prepared request settings: curl, TypeScript and a workflow task, ready to copy. */
export class SettingsPane {
  readonly element: HTMLElement = make('section', { className: 'settings' });
  readonly #refusal = make('p', { className: 'settings-refusal', tabIndex: -1 });
  readonly #ready = make('div');
  readonly #code = make('code');
  readonly #said = make('span', { className: 'settings-said' });
  readonly #conductor = make('div');
  readonly #inputs = make('fieldset');
  /** Places in the request to be taken from the input of the workflow. */
  readonly #chosen = new Set<string>();
  #format: Format = 'curl';
  #server: string;
  #filled: Filled = { refusal: 'Nothing is filled in yet.' };
  #isPressed = false;

  /** @param servers base URLs to choose from, the first one chosen. */
  constructor(servers: string[]) {
    this.#server = servers[0] ?? '';
    this.#said.setAttribute('role', 'status');
    const note = make('p', { className: 'settings-note', textContent: CONDUCTOR_NOTE });
    this.#conductor.append(this.#inputs, note);
    this.#ready.append(
      this.#choice('As', FORMATS, (format) => {
        this.#format = format;
      }),
      servers.length < 2
        ? ''
        : this.#choice('For', servers, (server) => {
            this.#server = server;
          }),
      this.#conductor,
      this.#block(),
      this.#bar(),
    );
    const id = 'settings-title';
    const header = make('div', { className: 'opblock-section-header' });
    header.append(make('h4', { id, className: 'opblock-title', textContent: 'Request settings' }));
    const textContent = 'Prepared from what is filled in above. Your key is left out.';
    const body = make('div', { className: 'settings-body' });
    body.append(make('p', { textContent }), this.#refusal, this.#ready);
    this.element.setAttribute('aria-labelledby', id);
    this.element.append(header, body);
    // A field tells its text when it is left: a button that moves then would miss its click. On a touch screen
    // that comes after the pointer is up, so it is the click that ends a press, or whatever shows that none comes.
    document.addEventListener('pointerdown', ({ button }) => this.#press(button === 0));
    for (const end of ['click', 'contextmenu', 'pointercancel', 'keydown']) {
      document.addEventListener(end, () => this.#press(false));
    }
  }

  /** Shows another request, where it is another one. */
  show(filled: Filled): void {
    if (JSON.stringify(filled) === JSON.stringify(this.#filled)) return;
    this.#filled = filled;
    if (!this.#isPressed) this.#render();
  }

  /** Brings a refusal before the reader's eyes. */
  reveal(): void {
    this.#render();
    this.#refusal.focus();
  }

  #press(isPressed: boolean): void {
    const isReleased = this.#isPressed && !isPressed;
    this.#isPressed = isPressed;
    if (isReleased) this.#render();
  }

  #render(): void {
    const filled = this.#filled;
    const isRefused = 'refusal' in filled;
    this.#refusal.hidden = !isRefused;
    this.#ready.hidden = isRefused;
    this.#refusal.textContent = isRefused ? `Cannot be sent. ${filled.refusal}` : '';
    if (isRefused) return;
    const request = { ...filled, baseUrl: this.#server };
    this.#conductor.hidden = this.#format !== 'Conductor HTTP task';
    this.#renderInputs(request);
    const text = this.#textOf(request);
    if (text === this.#code.textContent) return;
    this.#said.textContent = '';
    this.#code.textContent = text;
  }

  #textOf(request: FilledInRequest): string {
    switch (this.#format) {
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
    const inputs = [...workflowInputs(request)];
    const key = JSON.stringify(inputs);
    if (this.#inputs.dataset.key === key) return;
    this.#inputs.dataset.key = key;
    this.#inputs.replaceChildren(
      make('legend', { textContent: 'Take from the input of the workflow' }),
      ...inputs.map(([place, { field }]) => {
        const box = make('input', { type: 'checkbox', checked: this.#chosen.has(place) });
        box.addEventListener('change', () => {
          if (box.checked) this.#chosen.add(place);
          else this.#chosen.delete(place);
          this.#render();
        });
        return labelled(box, field);
      }),
    );
  }

  #choice<T extends string>(
    legend: string,
    values: readonly T[],
    choose: (value: T) => void,
  ): HTMLElement {
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

  #block(): HTMLElement {
    const block = make('pre', { className: 'settings-code', tabIndex: 0 });
    block.setAttribute('role', 'region');
    block.setAttribute('aria-label', 'Request settings to copy');
    block.append(this.#code);
    return block;
  }

  #bar(): HTMLElement {
    const bar = make('div', { className: 'settings-bar' });
    const copy = make('button', { className: 'btn', type: 'button', textContent: 'Copy' });
    copy.addEventListener('click', () => this.#copy());
    bar.append(copy, this.#said);
    return bar;
  }

  async #copy(): Promise<void> {
    this.#render();
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
