/** @jsxRuntime automatic @jsxImportSource preact */
import type { LivePage } from './live-page.js';

interface Copy {
  /** What the button is called. */
  name: string;
  page: LivePage;
  text(): string;
}

/** A button that copies, and says what became of it. */
export function CopyButton({ name, page, text }: Copy) {
  return (
    <>
      <button type="button" onClick={() => void page.copy(name, text())}>
        {name}
      </button>
      <span role="status" class="copied">
        {page.state.copied[name] ?? ''}
      </span>
    </>
  );
}
