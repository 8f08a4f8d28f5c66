/** @jsxRuntime automatic @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { CopyButton } from './copy-button.js';
import type { LivePage } from './live-page.js';
import { TextBox } from './text-box.js';

interface Block {
  /** Of its copy button. */
  name: string;
  /** @throws {TypeError} where what is filled in cannot be written. */
  text(): string;
  page: LivePage;
  /** What the code can be chosen by. */
  children?: ComponentChildren;
}

/** Code with a button that copies it. */
export function CodeBlock({ name, text, page, children }: Block) {
  let code: string;
  try {
    code = text();
  } catch (error) {
    return <p class="fault">{error instanceof Error ? error.message : String(error)}</p>;
  }
  return (
    <>
      <div class="bar">
        <CopyButton name={name} page={page} text={() => code} />
        {children}
      </div>
      <TextBox label={name.replace('Copy ', '')} text={code} />
    </>
  );
}
