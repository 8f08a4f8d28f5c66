/** @jsxRuntime automatic @jsxImportSource preact */
import { curlCommand } from '../snippets/curl-command.js';
import { stripeSdkCall } from '../snippets/stripe-sdk-call.js';
import { typescriptCall } from '../snippets/typescript-call.js';
import { CodeBlock } from './code-block.js';
import { Fixed } from './fixed.js';
import type { LivePage } from './live-page.js';
import { CODE_TABS, type CodeTab } from './page-state.js';
import type { Reading } from './reading.js';
import { Tabs } from './tabs.js';
import { TaskPanel } from './task-panel.js';

interface PanelProps {
  page: LivePage;
  reading: Reading | undefined;
}

/** The request as code, as far as it is filled in. */
export function CodePanel({ page, reading }: PanelProps) {
  const { codeTab } = page.state;
  return (
    <div class="live">
      <Tabs
        label="The request as code"
        id="p-code"
        names={CODE_TABS}
        chosen={codeTab}
        onChoose={(tab) => page.update({ codeTab: tab })}
        panel={(tab) => tab === codeTab && <Code tab={tab} page={page} />}
      />
      <Fixed as="ul" class="note" hidden={codeTab !== 'HTTP task'}>
        {reading?.task}
      </Fixed>
    </div>
  );
}

function Code({ tab, page }: { tab: CodeTab; page: LivePage }) {
  const { request } = page;
  const { shell } = page.state;
  const name = `Copy ${tab}`;
  const picker = <ServerPicker page={page} />;
  switch (tab) {
    case 'curl':
      return (
        <CodeBlock name={name} page={page} text={() => curlCommand(request, shell)}>
          <select
            aria-label="Shell"
            value={shell}
            autocomplete="off"
            onChange={({ currentTarget }) =>
              page.update({ shell: currentTarget.value === 'sh' ? 'sh' : 'powershell' })
            }
          >
            <option value="sh">sh</option>
            <option value="powershell">PowerShell</option>
          </select>
          {picker}
        </CodeBlock>
      );
    case 'TypeScript':
    case 'Stripe SDK':
      return (
        <CodeBlock
          name={name}
          page={page}
          text={() => (tab === 'TypeScript' ? typescriptCall(request) : stripeSdkCall(request))}
        >
          {picker}
        </CodeBlock>
      );
    default:
      return <TaskPanel page={page} picker={picker} />;
  }
}

function ServerPicker({ page }: { page: LivePage }) {
  if (page.server === undefined) return null;
  return (
    <select
      aria-label="Server that the code is for"
      value={page.isForTestServer ? 'test' : 'api'}
      autocomplete="off"
      onChange={({ currentTarget }) =>
        page.update({ isForTestServer: currentTarget.value === 'test' })
      }
    >
      <option value="test">{page.server}</option>
      <option value="api">{page.model.server}</option>
    </select>
  );
}
