// Keeps what a person writes in a form[data-draft] on this device until the server says it arrived
// (a page with data-draft-clear="key", or the header HX-Trigger: {"draft:clear": "key"}).
import { say } from './words.js';

const PREFIX = 'huying.draft.';
export const MAX_AGE = 7 * 24 * 3600 * 1000;
const SKIPPED = new Set(['password', 'file', 'submit', 'button']);
// Hidden fields are the server's own, but for those that a person fills in another way (data-kept: the point on the map).
const skipped = (field) => SKIPPED.has(field.type) || 'noDraft' in field.dataset || field.type === 'hidden' && !('kept' in field.dataset);

export function collect(fields) {
  const kept = {};
  for (const field of fields) {
    if (!field.name || skipped(field)) continue;
    if (field.type === 'checkbox' || field.type === 'radio') {
      if (field.checked) (kept[field.name] ||= []).push(field.value);
    } else if (field.value) kept[field.name] = field.value;
  }
  return kept;
}

// Only empty fields are filled: what the server rendered is newer than any draft.
export function restore(fields, kept) {
  let filled = 0;
  const chosen = new Set(fields.filter((field) => field.checked).map((field) => field.name));
  for (const field of fields) {
    const value = kept[field.name];
    if (value === undefined || skipped(field)) continue;
    if (field.type === 'checkbox' || field.type === 'radio') {
      if (!chosen.has(field.name) && value.includes(field.value)) { field.checked = true; filled += 1; }
    } else if (!field.value) { field.value = value; filled += 1; }
  }
  return filled;
}

export function load(store, key, now = Date.now()) {
  try {
    const draft = JSON.parse(store.getItem(PREFIX + key));
    return draft && now - draft.at < MAX_AGE ? draft : null;
  } catch { return null; }
}

export function save(store, key, values, now = Date.now()) {
  try {
    if (Object.keys(values).length) store.setItem(PREFIX + key, JSON.stringify({ at: now, values }));
    else store.removeItem(PREFIX + key);
  } catch { /* a full or forbidden store costs the draft, never the form */ }
}

export function clear(store, key) {
  try { store.removeItem(PREFIX + key); } catch { /* same */ }
}

function notice(form, draft) {
  const note = document.createElement('div');
  note.className = 'draft-note';
  note.setAttribute('role', 'status');
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'short' });
  note.append(say('draft', { when }));
  const drop = document.createElement('button');
  drop.type = 'button';
  drop.className = 'btn btn-sm';
  drop.textContent = say('discard');
  drop.addEventListener('click', () => { clear(localStorage, form.dataset.draft); form.reset(); note.remove(); });
  note.append(drop);
  form.prepend(note);
}

function attach(form) {
  if (form.dataset.draftReady) return;
  form.dataset.draftReady = '1';
  const key = form.dataset.draft;
  const draft = load(localStorage, key);
  if (draft && restore([...form.elements], draft.values)) {
    notice(form, draft);
    form.dispatchEvent(new Event('input', { bubbles: true }));
  }
  let timer;
  const keep = () => save(localStorage, key, collect(form.elements));
  for (const change of ['input', 'change']) form.addEventListener(change, () => { clearTimeout(timer); timer = setTimeout(keep, 400); });
  form.addEventListener('submit', () => { clearTimeout(timer); keep(); });
}

export function enhance(root) {
  root.querySelectorAll('[data-draft-clear]').forEach((mark) => clear(localStorage, mark.dataset.draftClear));
  root.querySelectorAll('form[data-draft]').forEach(attach);
}

globalThis.document?.addEventListener('draft:clear', (event) => clear(localStorage, event.detail.value ?? event.detail));
