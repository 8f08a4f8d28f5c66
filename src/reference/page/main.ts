// The reference page: Swagger UI with the contract, a test request and prepared request settings.
import { improveAccess } from './improve-access.js';
import { checkParameters, type FilledInRequest, FORM_TYPE, readParams } from './request.js';
import { type Filled, SettingsPane } from './settings-pane.js';
import type {
  Answer,
  Contract,
  ExecuteComponent,
  Place,
  SentRequest,
  System,
} from './swagger-ui.js';

/** A copy without a server is for reading: it sends nothing. */
const hasServer = document.documentElement.dataset.server === 'here';
const here = location.origin;
const stripe = (contract.servers[0]?.url ?? '').replace(/\/$/, '');
const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);
// The page fills in and sends one operation: the first that takes a form.
const { path = '', method = '' } =
  operations.find(({ operation }) => operation.requestBody !== undefined) ?? operations[0] ?? {};
const [[bearer = ''] = []] = Object.entries(contract.components.securitySchemes).filter(
  ([, { scheme }]) => scheme === 'bearer',
);

const pane = new SettingsPane(hasServer ? [here, stripe] : [stripe]);
const answer = document.createElement('p');
answer.className = 'answer';
answer.setAttribute('role', 'status');
let system: System | undefined;

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
    checkParameters({ template: path, ...request });
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
        const summary = response ? summarize(response.toJS()) : '';
        // What is set again is said again.
        if (answer.textContent !== summary) answer.textContent = summary;
      });
    },
    statePlugins: {
      spec: {
        wrapSelectors: {
          // References are resolved against it, and no page in a folder is a base for them.
          url: (url: (state: object) => string) => (state: object) =>
            hasServer ? url(state) : stripe,
          selectSchemas,
        },
      },
    },
    wrapComponents: {
      // The only button of it that a new user needs: the fields are open from the start.
      TryItOutButton: () => () => null,
      // This one would show the key, and the next where references are resolved.
      curl: () => () => null,
      InfoUrl: () => () => null,
      execute: (Execute: ExecuteComponent, { React }: System) => {
        const Ours = hasServer ? testButton(Execute, React) : () => readingNote(React);
        return (props: Place) => (isOurs(props) ? React.createElement(Ours, props) : null);
      },
      // The settings come before the button, the answer after it.
      OperationServers:
        (_: unknown, { React }: System) =>
        (props: Place) =>
          isOurs(props) ? hostOf(React, pane.element) : null,
      responses:
        (Responses: unknown, { React }: System) =>
        (props: Place) =>
          React.createElement(
            'div',
            null,
            isOurs(props) ? hostOf(React, answer) : null,
            React.createElement(Responses, props),
          ),
    },
  };
}

/** Whether a component of Swagger UI belongs to the operation that the page sends. */
function isOurs(place: Place): boolean {
  return place.path === path && place.method === method;
}

/** Of the schemas those that an operation names; the others are shown inside of them. */
function selectSchemas(select: (state: object) => object): (state: object) => object {
  const text = JSON.stringify(contract.paths);
  let all: object;
  let named: object;
  return (state) => {
    const schemas = select(state);
    // The same object for the same schemas, or they would be drawn anew each time.
    if (schemas !== all) {
      all = schemas;
      named = Object.fromEntries(
        Object.entries(schemas).filter(([name]) => text.includes(`"#/components/schemas/${name}"`)),
      );
    }
    return named;
  };
}

/** A place for an element of our own. To move it would take the focus from it. */
function hostOf(React: System['React'], element: HTMLElement): object {
  const ref = (host: HTMLElement | null): void => {
    if (host !== null && element.parentElement !== host) host.append(element);
  };
  return React.createElement('div', { ref });
}

/** The answer in one line; all of it stands below. */
function summarize({ status, body, message: failure }: Answer): string {
  if (typeof status !== 'number') {
    // Swagger UI goes on about the reasons of another site.
    const isUnreachable = failure?.includes('Failed to fetch');
    return `No answer: ${isUnreachable ? 'the contract server cannot be reached.' : failure}`;
  }
  if (status < 400) {
    const isObject = typeof body?.object === 'string';
    return `${status}: ${isObject ? 'the request was accepted.' : "the answer is no object of Stripe's."}`;
  }
  const { message = 'no reason is given.', param } = body?.error ?? {};
  return `${status}: ${message}${param === undefined ? '' : ` (param: ${param})`}`;
}

function testButton(Execute: ExecuteComponent, React: System['React']): ExecuteComponent {
  return class extends Execute {
    constructor(props: object) {
      super(props);
      this.onClick = () => {
        if (!system) return;
        system.specActions.clearResponse(path, method);
        // Swagger UI waits for ever for the answer to a request whose interceptor throws. Limits are for the
        // server to judge, which names the param.
        if ('refusal' in read(system)) pane.reveal();
        else this.handleValidationResultPass();
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
    requestBody.description +=
      ' Write it as JSON here: it is sent as that form, by `encodeForm`. The tab *Schema* tells all fields.';
  }
  const { parameters, headers, securitySchemes } = copy.components;
  for (const described of Object.values({ ...parameters, ...headers })) {
    const { in: place, required, example } = described;
    if (place === 'path' && hasServer) {
      described.description += ' Another ID starts a fresh Payment Record.';
    }
    if (required || example === undefined || example === copy.info.version) continue;
    described.description += ` Example: \`${example}\`.`;
    delete described.example;
  }
  for (const { content } of Object.values(copy.paths[path]?.[method]?.responses ?? {})) {
    for (const example of Object.values(content?.['application/json']?.examples ?? {})) {
      if (example['x-status']) example.summary = `${example['x-status']}: ${example.summary}`;
    }
  }
  const ways = Object.values(securitySchemes).map(({ description }) => description);
  copy.info.description += `\n\nAuthentication: ${ways.join(' Or: ')}`;
  // One to fill in: of two, Swagger UI would send the last.
  copy.security = [{ [bearer]: [] }];
  copy.components.securitySchemes = Object.fromEntries(
    Object.entries(securitySchemes).filter(([name]) => name === bearer),
  );
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
if (hasServer) ui.preauthorizeApiKey(bearer, 'sk_test_123');
