/** @jsxRuntime automatic @jsxImportSource preact */
import type { Section } from '../model/operation-model.js';
import { Faults, FieldRows, FieldTable } from './field-rows.js';
import { Fixed } from './fixed.js';
import type { LivePage } from './live-page.js';
import type { Reading } from './reading.js';
import { Tabs } from './tabs.js';

interface ReferenceProps {
  page: LivePage;
  reading: Reading | undefined;
}

export function Reference({ page, reading }: ReferenceProps) {
  return (
    <section id="p-reference" aria-label="Reference">
      <Fixed as="div">{reading?.intro}</Fixed>
      {page.model.sections.map((section) => {
        const Kind = section.place === 'body' ? BodySection : ParameterSection;
        return <Kind key={section.place} section={section} page={page} reading={reading} />;
      })}
      <Fixed as="div">{reading?.integration}</Fixed>
      <Fixed as="div">{reading?.answers}</Fixed>
    </section>
  );
}

interface SectionProps extends ReferenceProps {
  section: Section;
}

function ParameterSection({ section, page, reading }: SectionProps) {
  const id = `p-${section.place}`;
  return (
    <>
      <h2 id={id}>{section.title}</h2>
      <FieldTable labelledBy={id}>
        {section.place === 'header' && <FixedHeaders page={page} reading={reading} />}
        <FieldRows fields={section.fields} page={page} reading={reading?.fields} />
      </FieldTable>
    </>
  );
}

/** Headers that no box is for. */
function FixedHeaders({ page, reading }: ReferenceProps) {
  const cells = new Map(reading?.headers);
  return (
    <>
      {[...(page.model.hasForm ? ['Content-Type'] : []), 'Authorization'].map((name) => (
        <Fixed as="tr" key={name} id={name}>
          {cells.get(name)}
        </Fixed>
      ))}
    </>
  );
}

function BodySection({ section, page, reading }: SectionProps) {
  const { bodyTab, json, jsonFault, values } = page.state;
  const isWrong = page.faultsOf('JSON').length > 0;
  return (
    <>
      <h2 id="p-body">{section.title}</h2>
      <Fixed as="p">{reading?.form}</Fixed>
      <Tabs
        label="How to fill in the body"
        id="p-body"
        names={['Form', 'JSON']}
        chosen={bodyTab}
        onChoose={(tab) => page.update({ bodyTab: tab })}
        panel={(tab) =>
          tab === 'JSON' ? (
            <>
              <textarea
                id="p-json"
                class="code json"
                aria-label="Body as JSON"
                rows={24}
                spellcheck={false}
                autocomplete="off"
                {...(isWrong && { 'aria-invalid': true, 'aria-describedby': 'fault-JSON' })}
                value={json ?? JSON.stringify(values.body, null, 2)}
                onInput={(event) => page.setJson(event.currentTarget.value)}
              />
              <Faults name="JSON" page={page} />
            </>
          ) : (
            <FieldTable labelledBy="p-body">
              <FieldRows fields={section.fields} page={page} reading={reading?.fields} />
            </FieldTable>
          )
        }
      />
      {jsonFault !== '' && (
        <p class="fault">
          The text in the JSON tab {jsonFault}. It is kept until it is mended, and nothing of it is
          sent.{' '}
          <button type="button" onClick={() => page.discardJson()}>
            Throw that text away
          </button>
        </p>
      )}
    </>
  );
}
