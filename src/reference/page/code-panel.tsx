/** @jsxRuntime automatic @jsxImportSource preact */
import { CopyButton } from './copy-button.js';
import type { LivePage } from './live-page.js';
import { CODE_TABS, type CodeTab } from './page-state.js';
import { Tabs } from './tabs.js';
import { TextBox } from './text-box.js';

/** The request as code, as far as it is filled in. */
export function CodePanel({ page }: { page: LivePage }) {
  const { codeTab, isForTestServer } = page.state;
  return (
    <div class="code-panel live">
      <Tabs
        label="The request as code"
        id="p-code"
        names={CODE_TABS}
        chosen={codeTab}
        onChoose={(tab) => page.update({ codeTab: tab })}
        panel={(tab) => tab === codeTab && <Code tab={tab} page={page} />}
      />
      {page.server !== undefined && (
        <label class="inline">
          Code for{' '}
          <select
            value={isForTestServer ? 'test' : 'api'}
            autocomplete="off"
            onChange={({ currentTarget }) =>
              page.update({ isForTestServer: currentTarget.value === 'test' })
            }
          >
            <option value="test">{page.server}</option>
            <option value="api">{page.model.server}</option>
          </select>
        </label>
      )}
    </div>
  );
}

function Code({ tab, page }: { tab: CodeTab; page: LivePage }) {
  return <CodeBlock name={`Copy ${tab}`} label={tab} text="" page={page} />;
}

interface Block {
  /** Of its copy button. */
  name: string;
  label: string;
  text: string;
  page: LivePage;
}

function CodeBlock({ name, label, text, page }: Block) {
  return (
    <div class="code-block">
      <CopyButton name={name} page={page} text={() => text} />
      <TextBox label={label} text={text} />
    </div>
  );
}
