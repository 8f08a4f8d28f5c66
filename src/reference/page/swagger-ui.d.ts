import type { StripeErrorBody } from '../../../generated/openapi.js';

/** What the page uses of Swagger UI, which has no types of its own. */
export interface System {
  React: React;
  getStore(): { subscribe(listener: () => void): () => void };
  specSelectors: {
    parameterValues(pathMethod: [string, string]): Immutable;
    responseFor(path: string, method: string): Immutable | undefined;
  };
  specActions: { clearResponse(path: string, method: string): void };
  oas3Selectors: {
    /** What is in the editor, and null where that is nothing. */
    requestBodyValue(path: string, method: string): string | null;
  };
}

/** What a component of Swagger UI is told of its operation. */
export interface Place {
  path?: string;
  method?: string;
}

interface Immutable {
  toJS(): Record<string, unknown>;
}

interface React {
  createElement(type: unknown, props?: object | null, ...children: unknown[]): object;
}

/** The component of Swagger UI behind the button that sends. */
export interface ExecuteComponent {
  new (
    props: object,
  ): {
    props: { disabled?: boolean };
    onClick: () => void;
    /** Sends, whatever Swagger UI itself would say against it. */
    handleValidationResultPass: () => void;
    render(): object;
  };
}

/** What came back, or what went wrong. */
export interface Answer {
  status?: unknown;
  /** Read as JSON, where it is some. */
  body?: { object?: unknown } & Partial<StripeErrorBody>;
  /** Of what `fetch` threw. */
  message?: string;
}

export interface SentRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: unknown;
}

declare global {
  const SwaggerUIBundle: {
    (options: object): { preauthorizeApiKey(scheme: string, key: string): void };
    presets: { apis: unknown };
  };
  /** The contract, from `reference/contract.js`. */
  const contract: Contract;
}

export interface Contract {
  jsonSchemaDialect?: string;
  info: { version: string; description: string };
  servers: { url: string; description?: string }[];
  paths: { [path: string]: { [method: string]: Operation } };
  security: { [scheme: string]: string[] }[];
  components: {
    parameters?: { [name: string]: Described };
    headers?: { [name: string]: Described };
    securitySchemes: { [name: string]: { description: string; scheme?: string } };
  };
}

interface Described {
  in?: string;
  required?: boolean;
  description: string;
  example?: string;
}

interface Operation {
  requestBody?: { description: string; content: { [mediaType: string]: object } };
  responses: {
    [status: string]: { content?: { [mediaType: string]: { examples?: Examples } } };
  };
}

interface Examples {
  [name: string]: { summary: string; 'x-status'?: number };
}
