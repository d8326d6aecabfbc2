// Asks before acts that cannot be undone: data-confirm on a form or button, hx-confirm in htmx; a native dialog instead of confirm().
import { say } from './words.js';

function build(text, { danger, label }) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'confirm-title');
  const make = (tag, cls, content) => Object.assign(document.createElement(tag), { className: cls, textContent: content });
  const head = make('div', 'dialog-head', '');
  const title = make('h2', '', say('confirm'));
  title.id = 'confirm-title';
  head.append(title);
  const foot = make('form', 'dialog-foot', '');
  foot.method = 'dialog';
  const no = Object.assign(make('button', 'btn', say('cancel')), { value: 'no', autofocus: danger });
  const yes = Object.assign(make('button', danger ? 'btn btn-danger' : 'btn btn-primary', label || say('ok')), { value: 'yes' });
  foot.append(no, yes);
  dialog.append(head, make('p', 'dialog-body', text), foot);
  return dialog;
}

export function ask(text, options = {}) {
  const dialog = build(text, options);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => { resolve(dialog.returnValue === 'yes'); dialog.remove(); });
  });
}

const options = (element) => ({ danger: 'danger' in element.dataset, label: element.dataset.confirmLabel });

export function start() {
  // Capture: the question comes before the double-submit guard and htmx see the form.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const source = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!source.dataset.confirm || form.dataset.confirmed) { delete form.dataset.confirmed; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    ask(source.dataset.confirm, options(source)).then((yes) => {
      if (!yes) return;
      form.dataset.confirmed = '1';
      form.requestSubmit(submitter);
    });
  }, true);
  document.addEventListener('htmx:confirm', (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, options(event.detail.elt)).then((yes) => yes && event.detail.issueRequest(true));
  });
}
