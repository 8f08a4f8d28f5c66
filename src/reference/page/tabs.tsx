/** @jsxRuntime automatic @jsxImportSource preact */
import type { ComponentChildren } from 'preact';

interface TabsProps<Name extends string> {
  /** Of the list, and in the IDs of its tabs. */
  label: string;
  id: string;
  names: readonly Name[];
  chosen: Name;
  onChoose(name: Name): void;
  /** What a panel holds. */
  panel(name: Name): ComponentChildren;
}

/** Tabs with their panels: one stop of the Tab key, with the arrow keys in between. */
export function Tabs<Name extends string>(props: TabsProps<Name>) {
  const { label, id, names, chosen, onChoose, panel } = props;
  const idOf = (name: string): string => `${id}-${name.replaceAll(' ', '-')}`;
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = names.at((names.indexOf(chosen) + step) % names.length);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    document.getElementById(idOf(next))?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={idOf(name)}
            aria-selected={name === chosen}
            aria-controls={`${idOf(name)}-panel`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
            onKeyDown={onKeyDown}
          >
            {name}
          </button>
        ))}
      </div>
      {names.map((name) => (
        <div
          key={name}
          role="tabpanel"
          id={`${idOf(name)}-panel`}
          aria-labelledby={idOf(name)}
          hidden={name !== chosen}
        >
          {panel(name)}
        </div>
      ))}
    </>
  );
}
