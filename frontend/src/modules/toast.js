// Short notices, and what to say when a request in the background fails.
import { say } from './words.js';

export function toast(text, { link, label, seconds = 8 } = {}) {
  const box = document.querySelector('.toasts');
  if (!box) return;
  const note = document.createElement('div');
  note.className = 'toast';
  const body = document.createElement('span');
  body.textContent = text + ' ';
  if (link) {
    const anchor = document.createElement('a');
    anchor.href = link;
    anchor.textContent = label;
    body.append(anchor);
  }
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = '×';
  close.setAttribute('aria-label', say('close'));
  close.addEventListener('click', () => note.remove());
  note.append(body, close);
  box.append(note);
  if (seconds) setTimeout(() => note.remove(), seconds * 1000);
}

function onError(event) {
  const { status } = event.detail.xhr;
  const login = document.body.dataset.loginUrl;
  if (status === 401 || (status === 403 && event.detail.xhr.getResponseHeader('X-Login-Required'))) {
    const here = encodeURIComponent(location.pathname + location.search);
    toast(say('expired'), { link: login && `${login}?next=${here}`, label: say('login'), seconds: 0 });
  } else toast(say('failed'));
}

export function start() {
  document.addEventListener('htmx:responseError', onError);
  document.addEventListener('htmx:sendError', () => toast(say('offline')));
  // The server may send HX-Trigger: {"toast": "…"} with any answer.
  document.addEventListener('toast', (event) => toast(event.detail.value ?? event.detail));
  document.addEventListener('click', (event) => event.target.closest('[data-toast-close]')?.closest('.toast').remove());
}
