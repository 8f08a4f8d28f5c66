import { createRequire } from 'node:module';

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

const load = createRequire(import.meta.url);

/**
 * Loads the parts of Prism without its entry, which also loads faker. That takes longer than all the rest,
 * and only made-up answers need it.
 *
 * @throws Error where Prism is not installed.
 */
export function loadPrism(): Prism {
  try {
    const { getHttpOperationsFromSpec }: Operations = load(
      '@stoplight/prism-http/dist/utils/operations.js',
    );
    const router: Router = load('@stoplight/prism-http/dist/router/index.js');
    const validator: Validator = load('@stoplight/prism-http/dist/validator/index.js');
    return {
      readOperations: getHttpOperationsFromSpec,
      route: router.default,
      validateSecurity: validator.validateSecurity,
      validateInput: validator.validateInput,
      validateOutput: validator.validateOutput,
      mock: (options) => {
        const mocker: Mocker = load('@stoplight/prism-http/dist/mocker/index.js');
        return mocker.default(options);
      },
    };
  } catch (cause) {
    // The package.json of this package, from src/ as from dist/.
    const { peerDependencies }: typeof import('../../package.json') = load('../../package.json');
    const name = '@stoplight/prism-http';
    throw new Error(
      `The contract server needs Prism: npm install --save-dev ${name}@${peerDependencies[name]}`,
      { cause },
    );
  }
}
