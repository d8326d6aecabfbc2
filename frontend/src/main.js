// Entry of every page: style, htmx, and the behaviours a page asks for by its data attributes.
import './styles/index.css';
import htmx from 'htmx.org';
import * as confirm from './modules/confirm.js';
import * as count from './modules/count.js';
import * as dialog from './modules/dialog.js';
import * as draft from './modules/draft.js';
import * as live from './modules/live.js';
import * as once from './modules/once.js';
import * as otp from './modules/otp.js';
import * as theme from './modules/theme.js';
import * as toast from './modules/toast.js';

window.htmx = htmx;

// Heavier behaviours are fetched only by pages that carry the selector.
const onDemand = [
  ['[data-map]', () => import('./modules/mapfield.js')],
  ['[data-upload]', () => import('./modules/upload.js')],
  ['[data-rows]', () => import('./modules/rows.js')],
  ['[data-read]', () => import('./modules/reading.js')],
  ['[data-key]', () => import('./modules/keys.js')],
  ['[data-webauthn]', () => import('./modules/webauthn.js')],
  ['[data-phone-bar], [data-elapsed], [data-floor]', () => import('./modules/phone.js')],
  ['[data-player]', () => import('./modules/player.js')],
  ['[data-check-url]', () => import('./modules/danger.js')],
];

function enhance(root) {
  for (const part of [draft, count, dialog, otp, live]) part.enhance(root);
  for (const [selector, load] of onDemand) {
    if (root.matches?.(selector) || root.querySelector(selector)) load().then((part) => part.enhance(root));
  }
}

function busy() {
  const change = (step) => () => {
    const running = Math.max(0, Number(document.body.dataset.running || 0) + step);
    document.body.dataset.running = running;
    document.body.classList.toggle('htmx-busy', running > 0);
  };
  document.addEventListener('htmx:beforeRequest', change(1));
  document.addEventListener('htmx:afterRequest', change(-1));
}

for (const part of [theme, confirm, once, toast]) part.start();
busy();
enhance(document);
document.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) enhance(event.detail.elt);
});
