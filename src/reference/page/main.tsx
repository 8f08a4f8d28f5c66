/** @jsxRuntime automatic @jsxImportSource preact */
// Makes the page live, which is written at build time and can be read without this.
import { hydrate, render } from 'preact';
import type { OperationModel } from '../model/operation-model.js';
import type { Validator } from './check-input.js';
import { openGroup, showRow, toggleGroup } from './groups.js';
import { keepInput } from './keep-input.js';
import { LivePage } from './live-page.js';
import { MODEL } from './model-id.js';
import { Page } from './page.js';
import { initialValues, type TestServer } from './page-state.js';

declare global {
  /** From the operation's own script. */
  var validateOperation: Validator | undefined;
}

/** Any test key will do at a contract server. */
const TEST_KEY = 'sk_test_123';
const root = document.documentElement;
/** Of what is no field, by what errors call it. */
const IDS = new Map([
  ['JSON', 'p-json'],
  ['API key', 'p-key'],
]);

// Before the first paint: what is closed to begin with is never seen open.
if (validateOperation) root.classList.add('is-live');
addEventListener('DOMContentLoaded', () => {
  const holder = document.getElementById('page');
  const model = document.getElementById(MODEL)?.textContent;
  if (validateOperation && holder && model) start(JSON.parse(model), validateOperation, holder);
});

function start(model: OperationModel, validate: Validator, holder: Element): void {
  const testServer = serverOf(root.dataset.server);
  const { keep, kept, keptForEntry } = keepInput(model);

  const page = new LivePage(model, testServer, validate, {
    draw: () => render(<Page page={page} />, holder),
    keep,
    openGroup,
    focus: focusOn,
    showFaults: () => document.getElementById('p-faults')?.scrollIntoView({ block: 'nearest' }),
    focusSend: () => document.querySelector<HTMLElement>('.primary')?.focus(),
    showAnswer: () =>
      document.querySelector('#p-answer .status')?.scrollIntoView({ block: 'nearest' }),
    createKey: randomKey,
  });

  hydrate(<Page page={page} />, holder);
  page.state = { ...page.state, apiKey: testServer === undefined ? '' : TEST_KEY };
  page.replaceValues(kept() ?? initialValues(model, randomKey()));
  showAnchor();
  addEventListener('popstate', () => {
    const values = keptForEntry();
    if (values) page.replaceValues(values);
    else keep(page.state.values);
  });
  addEventListener('hashchange', showAnchor);
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element && target.closest('button.group');
    if (button) toggleGroup(button);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void page.send();
  });
}

function serverOf(server: string | undefined): TestServer {
  if (server === 'here') return location.origin;
  return server === 'none' ? undefined : server;
}

/** Only on a safe origin there is `randomUUID`. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A link may lead into a closed group. */
function showAnchor(): void {
  const row = document.getElementById(decodeFragment());
  if (!row?.matches('tr')) return;
  showRow(row);
  row.scrollIntoView();
}

function decodeFragment(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

/** Leads to the first box of a field, or to what else has a name. */
function focusOn(name: string): void {
  const target = document.getElementById(IDS.get(name) ?? name);
  if (!target) return;
  openGroup(name);
  showRow(target);
  const box = target.querySelector<HTMLElement>('.own :is(input, select, textarea, button)');
  const button = target.querySelector<HTMLElement>('button');
  (box ?? button ?? target).focus();
}
