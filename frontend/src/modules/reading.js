// What the machine read, beside a form: [data-read="name"][data-value] fills the field of that name while nobody has
// touched it, a press (or its key) accepts it, [data-correct="name"] goes to the field. Fields that the machine filled and
// nobody accepted are named in input[name="untouched"], so that the server does not take them for a person's choice.
const untouched = (form) => form.querySelector('input[name="untouched"]');
export const names = (value) => new Set((value || '').split(',').filter(Boolean));

function fieldsOf(form, name) {
  return [...form.elements].filter((element) => element.name === name);
}

function valueOf(form, name) {
  const fields = fieldsOf(form, name);
  const picked = fields.find((each) => each.type === 'radio') ? fields.find((each) => each.checked) : fields[0];
  return picked ? picked.value : '';
}

function put(form, name, value) {
  const fields = fieldsOf(form, name);
  const radio = fields.find((each) => each.type === 'radio' && each.value === value);
  if (radio) { radio.checked = true; return true; }
  const field = fields.find((each) => each.type !== 'radio');
  if (!field || field.tagName === 'SELECT' && ![...field.options].some((each) => each.value === value)) return false;
  field.value = value;
  return true;
}

function note(form, name, on) {
  const input = untouched(form);
  if (!input) return;
  const known = names(input.value);
  if (on) known.add(name); else known.delete(name);
  input.value = [...known].join(',');
}

function fill(form, element) {
  const name = element.dataset.read;
  const ours = names(untouched(form)?.value).has(name);
  if (element.hasAttribute('data-fill') && (ours || !valueOf(form, name)) && document.activeElement?.name !== name
    && put(form, name, element.dataset.value)) note(form, name, true);
  show(form, element);
}

function show(form, element) {
  const same = valueOf(form, element.dataset.read) === element.dataset.value;
  const open = names(untouched(form)?.value).has(element.dataset.read);
  element.setAttribute('aria-pressed', String(same && !open));
}

function accept(form, element) {
  if (!put(form, element.dataset.read, element.dataset.value)) return;
  note(form, element.dataset.read, false);
  show(form, element);
}

function onClick(event) {
  const read = event.target.closest?.('[data-read]');
  if (read?.closest('form')) { event.preventDefault(); accept(read.closest('form'), read); return; }
  const correct = event.target.closest?.('[data-correct]');
  const form = correct?.closest('form');
  if (!form) return;
  event.preventDefault();
  const name = correct.dataset.correct;
  (fieldsOf(form, `${name}_q`)[0] || fieldsOf(form, name)[0])?.focus();
}

function onInput(event) {
  const form = event.target.form;
  if (!form || !event.isTrusted || !untouched(form)) return;
  note(form, event.target.name, false);
  form.querySelectorAll(`[data-read="${CSS.escape(event.target.name || '')}"]`).forEach((each) => show(form, each));
}

let started = false;
export function enhance(root) {
  if (!started) {
    started = true;
    document.addEventListener('click', onClick);
    for (const kind of ['input', 'change']) document.addEventListener(kind, onInput);
    // the options of the category arrive beside the panel: fill once both are there
    document.addEventListener('htmx:afterSettle', () => document.querySelectorAll('[data-read]').forEach((each) => each.form && fill(each.form, each)));
  }
  root.querySelectorAll('[data-read]').forEach((each) => each.form && fill(each.form, each));
}
