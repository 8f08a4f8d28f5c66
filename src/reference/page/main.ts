// The reference page: Swagger UI with the contract, a test request and prepared request settings.
import './page.css';
import { improveAccess } from './improve-access.js';
import { checkPath, type FilledInRequest, FORM_TYPE, readParams } from './request.js';
import { type Filled, SettingsPane } from './settings-pane.js';
import type { Answer, Contract, ExecuteComponent, SentRequest, System } from './swagger-ui.js';

/** A copy without a server is for reading: it sends nothing. */
const hasServer = document.documentElement.dataset.server === 'here';
const here = location.origin;
const stripe = (contract.servers[0]?.url ?? '').replace(/\/$/, '');
const [[path, item] = ['', {}]] = Object.entries(contract.paths);
const [method = ''] = Object.keys(item);

const pane = new SettingsPane(hasServer ? [here, stripe] : [stripe]);
const answer = document.createElement('p');
answer.className = 'answer';
answer.setAttribute('role', 'status');
let system: System | undefined;
let allSchemas: object = {};
let namedSchemas: object = {};

/** What is filled in just now. */
function read({ specSelectors, oas3Selectors }: System): Filled {
  const values = specSelectors.parameterValues([path, method]).toJS();
  const request: Pick<FilledInRequest, 'path' | 'headers'> = { path: {}, headers: {} };
  for (const [identifier, value] of Object.entries(values)) {
    const [, where, name = ''] = /^(path|header)\.(.*)$/.exec(identifier) ?? [];
    if (typeof value !== 'string' || value === '') continue;
    if (where === 'path') request.path[name] = value;
    else if (where === 'header') request.headers[name] = value;
  }
  const json = oas3Selectors.requestBodyValue(path, method) ?? '';
  try {
    checkPath(path, request.path);
    return { baseUrl: here, template: path, ...request, ...readParams(json) };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

function plugin(): object {
  return {
    afterLoad(loaded: System) {
      system = loaded;
      loaded.getStore().subscribe(() => {
        pane.show(read(loaded));
        const response = loaded.specSelectors.responseFor(path, method);
        answer.textContent = response ? summarize(response.toJS()) : '';
      });
    },
    // Of the schemas those that the operation names; the others are shown inside of them.
    statePlugins: {
      spec: {
        wrapSelectors: {
          // References are resolved against it, and no page in a folder is a base for them.
          url: (url: (state: object) => string) => (state: object) =>
            hasServer ? url(state) : stripe,
          selectSchemas: (select: (state: object) => object) => (state: object) =>
            named(select(state)),
        },
      },
    },
    wrapComponents: {
      // The only button of it that a new user needs: the fields are open from the start.
      TryItOutButton: () => () => null,
      // This one would show the key, and the next where references are resolved.
      curl: () => () => null,
      InfoUrl: () => () => null,
      execute: (Execute: ExecuteComponent, { React }: System) =>
        hasServer ? testButton(Execute, React) : () => readingNote(React),
      // The settings come before the button, the answer after it.
      OperationServers:
        (_: unknown, { React }: System) =>
        () =>
          hostOf(React, pane.element),
      responses:
        (Responses: unknown, { React }: System) =>
        (props: object) =>
          React.createElement(
            'div',
            null,
            hostOf(React, answer),
            React.createElement(Responses, props),
          ),
    },
  };
}

/** The schemas that the operation names, the same object for the same schemas. */
function named(schemas: object): object {
  if (schemas !== allSchemas) {
    allSchemas = schemas;
    const text = JSON.stringify(item);
    namedSchemas = Object.fromEntries(
      Object.entries(schemas).filter(([name]) => text.includes(`"#/components/schemas/${name}"`)),
    );
  }
  return namedSchemas;
}

/** A place for an element of our own. To move it would take the focus from it. */
function hostOf(React: System['React'], element: HTMLElement): object {
  const ref = (host: HTMLElement | null): void => {
    if (host !== null && element.parentElement !== host) host.append(element);
  };
  return React.createElement('div', { ref });
}

/** The answer in one line; all of it stands below. */
function summarize({ status, body, err }: Answer): string {
  if (typeof status !== 'number') return `No answer. ${err?.message ?? ''}`;
  if (status < 400) return `${status}: the request was accepted.`;
  const { message = 'no reason is given.', param } = body?.error ?? {};
  return `${status}: ${message}${param === undefined ? '' : ` (param: ${param})`}`;
}

function testButton(Execute: ExecuteComponent, React: System['React']): ExecuteComponent {
  return class extends Execute {
    constructor(props: object) {
      super(props);
      const send = this.onClick;
      this.onClick = () => {
        if (!system) return;
        // Swagger UI waits for ever for the answer to a request whose interceptor throws.
        if (!('refusal' in read(system))) return send();
        system.specActions.clearResponse(path, method);
        pane.reveal();
      };
    }

    override render(): object {
      const { onClick, props } = this;
      const className = 'btn execute opblock-control__btn';
      const button = { className, onClick, disabled: props.disabled };
      return React.createElement('button', button, 'Test request');
    }
  };
}

function readingNote(React: System['React']): object {
  const text =
    'This copy of the page is for reading and sends nothing. To test a request, open the page that the ' +
    'contract server has at its root: startMockServer({ reference: true }).';
  return React.createElement('p', { className: 'reading-note' }, text);
}

/** What goes out is what the settings show. */
function intercept(request: SentRequest): SentRequest {
  const filled = system ? read(system) : { refusal: 'The page is not ready.' };
  if ('refusal' in filled) throw new TypeError(filled.refusal);
  const headers = { ...request.headers, 'Content-Type': FORM_TYPE };
  return Object.assign(request, { headers, body: filled.form });
}

/**
 * The contract as Swagger UI is to have it. As a form it would encode nested fields in a way of its own; as
 * JSON it lets them be written as they are. Examples of what is optional are told and not filled in, but for the
 * version that the contract is of: an idempotency key that is there unasked is soon refused.
 */
function forDisplay(source: Contract): Contract {
  const copy = structuredClone(source);
  copy.servers = hasServer
    ? [{ url: here, description: 'this contract server; any test key will do' }]
    : source.servers;
  // Swagger UI warns of any dialect but one, and shows this one well.
  delete copy.jsonSchemaDialect;
  const requestBody = copy.paths[path]?.[method]?.requestBody;
  if (requestBody) {
    const { [FORM_TYPE]: form = {} } = requestBody.content;
    requestBody.content = { 'application/json': form };
    requestBody.description += ' Write it as JSON here: it is sent as that form, by `encodeForm`.';
  }
  for (const parameter of Object.values(copy.components.parameters)) {
    const { required, example } = parameter;
    if (required || example === undefined || example === copy.info.version) continue;
    parameter.description += ` Example: \`${example}\`.`;
    delete parameter.example;
  }
  return copy;
}

const dark = matchMedia('(prefers-color-scheme: dark)');
const setTheme = (): void => {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
};
improveAccess(document.body);
dark.addEventListener('change', setTheme);
setTheme();

const ui = SwaggerUIBundle({
  spec: forDisplay(contract),
  dom_id: '#reference',
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [plugin],
  requestInterceptor: intercept,
  tryItOutEnabled: true,
  docExpansion: 'full',
  defaultModelsExpandDepth: 10,
  defaultModelExpandDepth: 10,
  showCommonExtensions: true,
  // One with enough contrast.
  syntaxHighlight: { theme: 'obsidian' },
  // No host but ours, and nothing that outlives the page.
  validatorUrl: null,
  persistAuthorization: false,
  queryConfigEnabled: false,
});
// Any test key will do at the contract server.
if (hasServer) ui.preauthorizeApiKey('bearerAuth', 'sk_test_123');
