// "还可输入 N 字" under a textarea[data-count="200"]; counted in characters as people see them, like the server does.
import { say } from './words.js';

export function left(text, limit) {
  return limit - [...text].length;
}

function attach(area) {
  if (area.dataset.countReady) return;
  area.dataset.countReady = '1';
  const note = Object.assign(document.createElement('span'), { className: 'field-count' });
  note.setAttribute('aria-live', 'polite');
  area.after(note);
  const show = () => {
    const n = left(area.value, Number(area.dataset.count));
    note.textContent = n < 0 ? say('over', { n: -n }) : say('left', { n });
    note.classList.toggle('is-over', n < 0);
  };
  area.addEventListener('input', show);
  area.form?.addEventListener('input', show); // a restored draft
  area.form?.addEventListener('reset', () => setTimeout(show));
  show();
}

export function enhance(root) {
  root.querySelectorAll('[data-count]').forEach(attach);
}
