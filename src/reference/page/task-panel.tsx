/** @jsxRuntime automatic @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { JsonValue } from '../../form/json-value.js';
import { httpTask, workflowDefinition } from '../snippets/http-task.js';
import { CodeBlock } from './code-block.js';
import type { LivePage } from './live-page.js';
import { isIdempotencyKey } from './page-state.js';

/** The request as a task of a workflow, and as a workflow with that task. */
export function TaskPanel({ page, picker }: { page: LivePage; picker: ComponentChildren }) {
  const { request } = page;
  const { inputs } = page.state;
  const write = (value: object): string => JSON.stringify(value, null, 2);
  return (
    <>
      <CodeBlock name="Copy task" page={page} text={() => write(httpTask(request, inputs))}>
        {picker}
      </CodeBlock>
      <details>
        <summary>From the input of the workflow …</summary>
        {[
          ...Object.keys(request.pathParams),
          ...Object.keys(request.headers).filter((name) => !isIdempotencyKey(name)),
          ...leavesOf(request.body ?? {}),
        ].map((name) => (
          <label class="check" key={name}>
            <input
              type="checkbox"
              autocomplete="off"
              checked={inputs.includes(name)}
              onChange={({ currentTarget }) => {
                const others = inputs.filter((other) => other !== name);
                page.update({ inputs: currentTarget.checked ? [...others, name] : others });
              }}
            />{' '}
            Take {name}
          </label>
        ))}
      </details>
      <CodeBlock
        name="Copy workflow definition"
        page={page}
        text={() => write(workflowDefinition(request, inputs))}
      />
    </>
  );
}

/** The dotted names of all values in an object. */
function leavesOf(value: JsonValue, name = ''): string[] {
  if (typeof value !== 'object' || value === null) return [name];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, name === '' ? key : `${name}.${key}`),
  );
}
