type Router = typeof import('@stoplight/prism-http/dist/router/index.js', { with: {
  'resolution-mode': 'require',
}});
type Validator = typeof import('@stoplight/prism-http/dist/validator/index.js', { with: {
  'resolution-mode': 'require',
}});
type Mocker = typeof import('@stoplight/prism-http/dist/mocker/index.js', { with: {
  'resolution-mode': 'require',
}});
type Operations = typeof import('@stoplight/prism-http/dist/utils/operations.js', { with: {
  'resolution-mode': 'require',
}});

type Mock = Mocker['default'];
export type Logger = Parameters<ReturnType<Mock>>[0];
export type Operation = Parameters<Mock>[0]['resource'];
export type PrismRequest = Parameters<Mock>[0]['input']['data'];
export type HttpMethod = PrismRequest['method'];

/** The parts of Prism's engine that judge requests and answers, and make answers up. */
export interface Prism {
  readOperations: Operations['getHttpOperationsFromSpec'];
  route: Router['default'];
  validateSecurity: Validator['validateSecurity'];
  validateInput: Validator['validateInput'];
  validateOutput: Validator['validateOutput'];
  mock: Mock;
}

const NAME = '@stoplight/prism-http';
/** The first and the last version that were tried, the last whatever its patch. */
export const TRIED = { first: '5.12.0', last: '5.16' };

// Node's own: in Vitest's VM pools the one that is imported gives packages of Prism without their exports.
const load = process.getBuiltinModule('node:module').createRequire(import.meta.url);

/**
 * Loads the parts of Prism without its entry, which also loads faker. That takes longer than all the rest,
 * and only made-up answers need it.
 *
 * @throws Error where Prism is not installed.
 */
export function loadPrism(): Prism {
  try {
    const { version }: { version: string } = load(`${NAME}/package.json`);
    const { getHttpOperationsFromSpec }: Operations = load(`${NAME}/dist/utils/operations.js`);
    const router: Router = load(`${NAME}/dist/router/index.js`);
    const validator: Validator = load(`${NAME}/dist/validator/index.js`);
    const warning = versionWarning(version);
    if (warning) process.emitWarning(warning);
    return {
      readOperations: getHttpOperationsFromSpec,
      route: router.default,
      validateSecurity: validator.validateSecurity,
      validateInput: validator.validateInput,
      validateOutput: validator.validateOutput,
      mock: (options) => {
        const mocker: Mocker = load(`${NAME}/dist/mocker/index.js`);
        return mocker.default(options);
      },
    };
  } catch (cause) {
    throw new Error(
      `The contract server needs Prism: npm install --save-dev ${NAME}@${TRIED.first}`,
      {
        cause,
      },
    );
  }
}

/** What to say of a version that was not tried. */
export function versionWarning(version: string): string | undefined {
  const { first, last } = TRIED;
  const compare = (other: string) => version.localeCompare(other, 'en', { numeric: true });
  if (compare(first) >= 0 && (compare(last) <= 0 || version.startsWith(`${last}.`))) return;
  return `The contract server was tried with ${NAME} ${first} to ${last}; this is ${version}.`;
}
