/** @jsxRuntime automatic @jsxImportSource preact */
import { AnswerPanel } from './answer-panel.js';
import type { LivePage } from './live-page.js';
import type { Reading } from './reading.js';
import { Reference } from './reference.js';
import { RequestPanel } from './request-panel.js';

interface PageProps {
  page: LivePage;
  reading?: Reading;
}

/** The reference of an operation on the left, a request and its answer on the right. */
export function Page({ page, reading }: PageProps) {
  return (
    <>
      <Reference page={page} reading={reading} />
      <div class="side">
        <RequestPanel page={page} reading={reading} />
        <AnswerPanel page={page} />
      </div>
    </>
  );
}
