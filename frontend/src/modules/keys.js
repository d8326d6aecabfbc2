// Keyboard shortcuts: data-key="a", "g i" (one after the other) or "ctrl+enter" on a link, button or field; ? lists them.
// Single keys can be switched off (WCAG 2.1.4) in the help dialog.
import { say } from './words.js';

const OFF = 'huying.keys.off';
let pending = '';
let timer;

export function nameOf(event) {
  const mods = [event.ctrlKey || event.metaKey ? 'ctrl' : '', event.altKey ? 'alt' : ''].filter(Boolean);
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key.toLowerCase().replace('escape', 'esc');
  return [...mods, key].join('+');
}

const isOff = () => { try { return localStorage.getItem(OFF) === '1'; } catch { return false; } };
const writing = (element) => element.isContentEditable || element.matches?.('input:not([type="checkbox"], [type="radio"]), select, textarea');
const shown = (element) => element.offsetParent !== null || element.getClientRects().length > 0;

function find(name) {
  const scope = [...document.querySelectorAll('dialog[open]')].pop() || document;
  return [...scope.querySelectorAll('[data-key]')].find((element) => element.dataset.key === name && shown(element) && !element.disabled);
}

// A folded part opens and takes the cursor: what is typed next belongs there.
function unfold(summary) {
  const part = summary.parentElement;
  if (!part.open) part.open = true;
  (part.querySelector('textarea, select, input:not([type="hidden"])') || part.querySelector('button'))?.focus();
}

function act(element) {
  if (element.matches('summary')) { unfold(element); return; }
  if (element.matches('input:not([type="checkbox"], [type="radio"], [type="submit"]), textarea, select')) { element.focus(); element.select?.(); }
  else element.click();
}

function onKey(event) {
  if (event.isComposing || event.defaultPrevented) return; // an input method is choosing characters
  const name = nameOf(event);
  const plain = !name.includes('+') && !/^f\d+$/.test(name); // function keys write nothing
  if (plain && (writing(event.target) || isOff() && name !== '?')) return;
  if (name === '?') { event.preventDefault(); help(); return; }
  const sequence = pending ? `${pending} ${name}` : name;
  const element = find(sequence) || find(name);
  clearTimeout(timer);
  pending = '';
  if (element) { event.preventDefault(); act(element); return; }
  if (plain && document.querySelector(`[data-key^="${CSS.escape(name)} "]`)) {
    pending = name;
    timer = setTimeout(() => { pending = ''; }, 1200);
  }
}

function listOf() {
  const list = Object.assign(document.createElement('dl'), { className: 'keys-list' });
  const seen = new Set();
  for (const element of document.querySelectorAll('[data-key]')) {
    if (seen.has(element.dataset.key) || !shown(element)) continue;
    seen.add(element.dataset.key);
    const term = document.createElement('dt');
    for (const part of element.dataset.key.split(' ')) term.append(Object.assign(document.createElement('kbd'), { textContent: part }));
    const label = element.dataset.keyLabel || element.getAttribute('aria-label') || element.textContent.trim();
    list.append(term, Object.assign(document.createElement('dd'), { textContent: label }));
  }
  return list;
}

function help() {
  if (document.querySelector('dialog[open]')) return;
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', say('keys'));
  const head = Object.assign(document.createElement('div'), { className: 'dialog-head' });
  const close = Object.assign(document.createElement('button'), { type: 'button', className: 'dialog-close', textContent: '×', ariaLabel: say('close') });
  close.dataset.dialogClose = '';
  head.append(Object.assign(document.createElement('h2'), { textContent: say('keys') }), close);
  const body = Object.assign(document.createElement('div'), { className: 'dialog-body stack' });
  const label = Object.assign(document.createElement('label'), { className: 'check' });
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', checked: !isOff() });
  box.addEventListener('change', () => { try { localStorage.setItem(OFF, box.checked ? '0' : '1'); } catch { /* stays for this page */ } });
  label.append(box, say('keysOn'));
  body.append(listOf(), label);
  dialog.append(head, body);
  document.body.append(dialog);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.showModal();
}

globalThis.document?.addEventListener('keydown', onKey);

export function enhance() {} // shortcuts are looked up in the page at each key press
