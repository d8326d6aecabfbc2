// The phone beside the agent's work: running times, the screen pop, the floor's refresh.
//   [data-elapsed="12"]        counts on from that many seconds
//   [data-phone-bar]           holds the bar; a call that rings or is answered at this seat brings its pop into #caller
//   [data-pop]                 a pop: an empty form takes the call as its own, a form in use stays as it is
//   [data-heard-url]           words of the call at this seat come into #heard as they are heard; whole ones are read for the form
//   [data-heard-take]          puts what the caller said into the form's own words
//   [data-floor]               asks for floor:refresh when the floor changes, once a second at most, and every ten seconds
import { collect } from './draft.js';

const RINGS = new Set(['call_offered', 'call_answered', 'resync']);
const AT_MOST = 1000;
const AT_LEAST = 10000;

export function said(seconds) {
  const two = (value) => String(value).padStart(2, '0');
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  return hours ? `${hours}:${two(Math.floor(rest / 60))}:${two(rest % 60)}` : `${Math.floor(rest / 60)}:${two(rest % 60)}`;
}

function tick() {
  const now = performance.now();
  for (const element of document.querySelectorAll('[data-elapsed]')) {
    element.startedAt ??= now - Number(element.dataset.elapsed) * 1000;
    const text = said(Math.floor((now - element.startedAt) / 1000));
    if (element.textContent !== text) element.textContent = text;
  }
}

const form = () => document.querySelector('form[data-draft="agent-call"]');

// Nothing that a person wrote; what the machine filled by itself and the call's own name do not count.
export function bare(fields, untouched = '') {
  const kept = collect([...fields].filter((field) => field.name !== 'call'));
  untouched.split(',').forEach((name) => delete kept[name]);
  return Object.keys(kept).length === 0;
}

function attach(pop) {
  const target = form();
  if (!target) return;
  const { call, phone } = target.elements;
  call.value = pop.dataset.pop;
  phone.placeholder = pop.dataset.popNumber;
  const note = document.getElementById('call-note');
  if (note) note.textContent = pop.dataset.popNote;
}

function settle() {
  const pop = document.querySelector('[data-pop]');
  const target = form();
  if (!pop || !target || target.elements.call.value === pop.dataset.pop) return;
  if (bare(target.elements, target.elements.untouched?.value) && !['phone', 'name'].some((name) => target.elements[name].value)) attach(pop);
  else pop.querySelector('[data-pop-ask]')?.removeAttribute('hidden');
}

const barOf = () => document.querySelector('[data-phone-bar]');
let asked = '';
function show(call) {
  const bar = barOf(); // looked up each time: a boosted form puts a new one in its place
  if (!bar || asked === call || document.querySelector('[data-pop]')?.dataset.pop === call || !document.getElementById('caller')) return;
  asked = call;
  window.htmx.ajax('GET', bar.dataset.popUrl, { target: '#caller', swap: 'innerHTML' }).finally(() => { asked = ''; });
}

// Words come many times a second: the page asks twice a second at most, and never while an answer is on its way.
function listen() {
  let timer = null;
  let whole = false;
  const fetch = async () => {
    const last = whole;
    whole = false;
    const bar = document.querySelector('[data-phone-bar]');
    if (bar) await window.htmx.ajax('GET', `${bar.dataset.heardUrl}?call=${form()?.elements.call.value ?? ''}`, { target: '#heard', swap: 'innerHTML' }).catch(() => {});
    const lines = document.querySelector('.heard-lines');
    if (lines) lines.scrollTop = lines.scrollHeight;
    if (last) window.htmx.trigger('#help', 'heard');
    timer = null;
    if (whole) ask(true);
  };
  const ask = (ended) => { whole ||= ended; timer ||= setTimeout(fetch, 500); };
  document.body.addEventListener('live:person', ({ detail }) => {
    if (!document.getElementById('heard')) return;
    if (detail.kind === 'words' || detail.kind === 'words_partial') ask(detail.kind === 'words');
    else if (RINGS.has(detail.kind) || detail.kind === 'call_ended') ask(false);
  });
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-heard-take]');
    const detail = button && form()?.elements.detail;
    if (!detail) return;
    const said = button.dataset.words;
    if (!detail.value.includes(said)) detail.value = [detail.value.trim(), said].filter(Boolean).join('\n');
    detail.dispatchEvent(new Event('input', { bubbles: true }));
    detail.focus();
  });
}

function watchCalls() {
  listen();
  document.body.addEventListener('live:person', ({ detail }) => {
    if (RINGS.has(detail.kind)) show(detail.id ?? 'resync');
  });
  document.addEventListener('htmx:afterSettle', ({ target }) => {
    if (target.id === 'caller') settle();
    const inner = barOf()?.querySelector('[data-seat]');
    if (inner?.dataset.call && ['ringing', 'talking'].includes(inner.dataset.seat)) show(inner.dataset.call);
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-pop-take]');
    if (!button) return;
    attach(button.closest('[data-pop]'));
    button.closest('[data-pop-ask]').hidden = true;
  });
  // A menu stays open while the bar around it is drawn anew (hx-preserve); what was chosen in it closes it.
  document.addEventListener('htmx:beforeSend', ({ detail: { elt } }) => {
    if (!elt.matches('[data-phone-bar] form')) return;
    for (const menu of [elt.closest('details'), ...elt.querySelectorAll('details')]) if (menu) menu.open = false;
  });
  // One menu of the bar at a time, and none left open behind.
  document.addEventListener('toggle', ({ target }) => {
    if (target.open) target.closest?.('[data-phone-bar]')?.querySelectorAll('details[open]').forEach((other) => { if (other !== target) other.open = false; });
  }, true);
  settle();
}

function watchFloor() {
  let timer = null;
  let last = performance.now();
  const refresh = () => {
    timer = null;
    const floor = document.querySelector('[data-floor]');
    if (!floor || document.hidden || floor.querySelector(':active, :focus-visible')) { ask(); return; } // not under somebody's hand
    last = performance.now();
    window.htmx.trigger(floor, 'floor:refresh');
  };
  const ask = () => { timer ||= setTimeout(refresh, Math.max(0, AT_MOST - (performance.now() - last))); };
  document.body.addEventListener('live:desk', ask);
  setInterval(() => { if (performance.now() - last >= AT_LEAST) ask(); }, 1000);
}

let started = false;
export function enhance() {
  tick();
  if (started) return;
  started = true;
  setInterval(tick, 1000);
  watchCalls();
  if (document.querySelector('[data-floor]')) watchFloor();
}
