// Native dialogs: data-dialog-open="id", data-dialog-close, data-dialog-auto (opened when it arrives by htmx).
function onClick(event) {
  const opener = event.target.closest('[data-dialog-open]');
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen);
    if (dialog) { event.preventDefault(); dialog.showModal(); }
    return;
  }
  if (event.target.closest('[data-dialog-close]')) event.target.closest('dialog')?.close();
  else if (event.target.matches('dialog[open]')) closeOnBackdrop(event);
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

function closeOnBackdrop(event) {
  const dialog = event.target;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  // A half-written form is not thrown away by a slip of the hand; Enter in a field reports 0,0.
  if (!inside && event.detail > 0 && !dialog.querySelector('textarea, input:not([type="hidden"])')) dialog.close();
}

document.addEventListener('click', onClick);
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  document.querySelectorAll('details.menu[open]').forEach((menu) => { menu.open = false; menu.querySelector('summary').focus(); });
});
document.addEventListener('dialog:close', () => document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close()));

export function enhance(root) {
  const found = root.matches?.('dialog[data-dialog-auto]') ? [root] : root.querySelectorAll('dialog[data-dialog-auto]');
  for (const dialog of found) if (!dialog.open) dialog.showModal();
}
