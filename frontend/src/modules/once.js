// Double-submit guard: every POST form carries one idempotency key, and a second press waits for the first answer.
export function newKey(random = globalThis.crypto) {
  const bytes = random.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function guard(form, now = Date.now()) {
  const sent = Number(form.dataset.sent || 0);
  if (sent && now - sent < 20000) return false; // after 20 s a person may try again: the key makes it safe
  form.dataset.sent = now;
  return true;
}

// What the form says: the same words sent again (back button) are the same act, changed words are a new one.
export function printOf(entries) {
  const said = [...entries].filter(([name]) => name !== 'idempotency_key' && name !== 'csrfmiddlewaretoken');
  return JSON.stringify(said.map(([name, value]) => [name, typeof value === 'string' ? value : `${value.name} ${value.size}`]));
}

function ensureKey(form) {
  let field = form.querySelector('input[name="idempotency_key"]');
  if (!field) {
    field = Object.assign(document.createElement('input'), { type: 'hidden', name: 'idempotency_key' });
    form.append(field);
  }
  const print = printOf(new FormData(form));
  if (!field.value || (form.sentPrint && form.sentPrint !== print)) field.value = newKey();
  form.sentPrint = print;
}

function release(form) {
  delete form.dataset.sent;
  form.querySelectorAll('[aria-busy]').forEach((button) => button.removeAttribute('aria-busy'));
}

export function start() {
  // Capture: the key must be in the form before htmx reads it.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    const writes = form.getAttribute('method')?.toLowerCase() === 'post' || form.hasAttribute('hx-post');
    if (event.defaultPrevented || !writes || 'many' in form.dataset) return;
    if (!guard(form)) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    ensureKey(form);
    event.submitter?.setAttribute('aria-busy', 'true');
  }, true);
  document.addEventListener('htmx:afterRequest', (event) => {
    const form = event.detail.elt.closest?.('form');
    if (!form) return;
    release(form);
    // An answer came back: the next press is a new act. No answer: the same act, the same key.
    const field = form.querySelector('input[name="idempotency_key"]');
    if (field && event.detail.successful) field.value = newKey();
  });
  window.addEventListener('pageshow', (event) => { if (event.persisted) document.querySelectorAll('form[data-sent]').forEach(release); });
}
