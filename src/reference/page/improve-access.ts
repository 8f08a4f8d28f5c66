/** What Swagger UI leaves without a name. */
const NAMES = [
  ['#servers', 'Server'],
  ['.body-param__text', 'Request body as JSON'],
  ['.opblock-section-request-body .examples-select-element', 'Example of the request body'],
  ['.responses-inner .examples-select-element', 'Example of the answer'],
  ['.modal-ux', 'Keys'],
  ['.close-modal', 'Close'],
] as const;

/** Names the controls of Swagger UI and opens them to the keyboard, whenever it makes some. */
export function improveAccess(root: HTMLElement): void {
  let dialog: Element | null = null;
  let opener: Element | null = null;
  const improve = (): void => {
    for (const [selector, name] of NAMES) {
      for (const element of root.querySelectorAll(`${selector}:not([aria-label])`)) {
        element.setAttribute('aria-label', name);
      }
    }
    // Names that say other than the button itself does.
    for (const element of root.querySelectorAll('.modal-btn[aria-label]')) {
      element.removeAttribute('aria-label');
    }
    // These scroll, and the keyboard would not reach them.
    for (const element of root.querySelectorAll('pre.microlight:not([tabindex])')) {
      element.setAttribute('tabindex', '0');
    }
    // A browser that remembers what is typed would keep a key.
    for (const input of root.querySelectorAll('.modal-ux input')) {
      input.setAttribute('autocomplete', 'off');
    }
    const lastDialog = dialog;
    dialog = root.querySelector('.modal-ux');
    dialog?.setAttribute('role', 'dialog');
    dialog?.setAttribute('aria-modal', 'true');
    if (lastDialog && !dialog && opener instanceof HTMLElement) opener.focus();
    if (!lastDialog && dialog && !dialog.contains(document.activeElement)) {
      dialog.querySelector<HTMLElement>('.close-modal')?.focus();
    }
  };
  root.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') root.querySelector<HTMLElement>('.close-modal')?.click();
  });
  root.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element) || target.closest('.modal-ux')) return;
    if (!dialog || !root.contains(dialog)) {
      opener = target;
      return;
    }
    // Out at one end of a dialog that is open, and in again at the other.
    const controls = [...dialog.querySelectorAll<HTMLElement>('button, input')];
    const isBefore = dialog.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING;
    controls.at(isBefore ? -1 : 0)?.focus();
  });
  new MutationObserver(improve).observe(root, { childList: true, subtree: true });
}
