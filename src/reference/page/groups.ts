// Groups of rows open and close in the document alone: the page is written with all of them open, and tables that
// are there to be read have them as well. A row names the group that it is in as `data-group`, and the group's own
// row has a button with `aria-expanded`.

const isClosed = (button: Element | null): boolean =>
  button?.getAttribute('aria-expanded') === 'false';

export function toggleGroup(button: Element): void {
  button.setAttribute('aria-expanded', String(isClosed(button)));
  showRows(button.closest('table'));
}

/** Opens a group and those around it. */
export function openGroup(name: string): void {
  const row = document.getElementById(name);
  if (row?.matches('tr') !== true) return;
  row.querySelector('[aria-expanded]')?.setAttribute('aria-expanded', 'true');
  if (row.dataset.group) openGroup(row.dataset.group);
  else showRows(row.closest('table'));
}

/** Shows a row, whatever group it is in. */
export function showRow(row: HTMLElement): void {
  if (row.dataset.group) openGroup(row.dataset.group);
}

function showRows(table: Element | null): void {
  const closed = new Set<string>();
  // A group comes before what is in it.
  for (const row of table?.querySelectorAll('tr') ?? []) {
    const { group = '' } = row.dataset;
    const isHidden = closed.has(group);
    row.classList.toggle('closed', isHidden);
    if (isHidden || isClosed(row.querySelector('[aria-expanded]'))) closed.add(row.id);
  }
}
