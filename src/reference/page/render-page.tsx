/** @jsxRuntime automatic @jsxImportSource preact */
import { renderToStaticMarkup } from 'preact-render-to-string';
import { contentPolicy, type PageServer } from '../content-policy.js';
import type { OperationModel, OperationPage } from '../model/operation-model.js';
import { LivePage } from './live-page.js';
import { MODEL } from './model-id.js';
import { Page } from './page.js';
import { readPage } from './read-page.js';

/** What all pages of a contract share. */
export interface Site {
  title: string;
  version: string;
  /** In the order of the contract. */
  pages: OperationPage[];
  server: PageServer;
}

/** The page of an operation as HTML, which can be read without its script. */
export function renderPage(reading: OperationPage, site: Site): string {
  const { model } = reading;
  const server = site.server === 'none' ? undefined : site.server;
  return htmlOf(
    `${model.title} · ${site.title}`,
    site,
    <>
      <OperationList site={site} current={model.operationId} />
      <main id="page">
        <Page page={new LivePage(model, server)} reading={readPage(reading)} />
      </main>
      <script
        type="application/json"
        id={MODEL}
        dangerouslySetInnerHTML={{ __html: dataOf(model) }}
      />
    </>,
    model.operationId,
  );
}

/** What the live page has to know of an operation. What is there to be read stands in the HTML. */
function dataOf(model: OperationModel): string {
  const json = JSON.stringify(model, (key, value) => (key === 'facts' ? undefined : value));
  return json.replaceAll('<', '\\u003c');
}

/** A list of all operations to choose from. */
export function renderList(site: Site): string {
  return htmlOf(
    site.title,
    site,
    <main class="list">
      <h1>{site.title}</h1>
      <ul>
        {site.pages.map(({ model, description }) => (
          <li key={model.operationId}>
            <a href={`${model.operationId}.html`}>{model.title}</a>
            <code>
              {model.method} {model.path}
            </code>
            <p>{description}</p>
          </li>
        ))}
      </ul>
    </main>,
  );
}

function OperationList({ site, current }: { site: Site; current: string }) {
  if (site.pages.length < 2) return null;
  return (
    <nav aria-label="Operations">
      <a href="index.html">All operations</a>
      <ul>
        {site.pages.map(({ model: { operationId, title } }) => (
          <li key={operationId}>
            <a
              href={`${operationId}.html`}
              {...(operationId === current && { 'aria-current': 'page' })}
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** Scripts that are modules would not load from a folder. */
function htmlOf(title: string, site: Site, content: preact.JSX.Element, script?: string): string {
  const { server, version } = site;
  const markup = renderToStaticMarkup(
    <html lang="en" data-server={server}>
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={contentPolicy(server)} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="description" content={title} />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="reference/page.css" />
        {script !== undefined && (
          <>
            <script src={`reference/${script}.js`} />
            <script src="reference/page.js" />
          </>
        )}
      </head>
      <body>
        {script !== undefined && (
          <a class="skip" href="#p-request">
            Skip to the request
          </a>
        )}
        <header>
          <span>{site.title}</span> <span>{version}</span>
        </header>
        {content}
      </body>
    </html>,
  );
  return `<!doctype html>\n${markup}\n`;
}
