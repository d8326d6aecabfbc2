// Worklists by keyboard: table[data-rows] with tr[data-row="url"]; j/k move, x selects, shift+click a range, Enter opens.
// A [data-bulk] bar in the same form shows how many are selected.
import { say } from './words.js';

export function range(from, to) {
  const [low, high] = from < to ? [from, to] : [to, from];
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

export function nextIndex(current, step, length) {
  if (current < 0) return step > 0 ? 0 : length - 1;
  return Math.min(length - 1, Math.max(0, current + step));
}

const rowsOf = (table) => [...table.querySelectorAll('tr[data-row]')];
const boxOf = (row) => row.querySelector('input[type="checkbox"]');

function refresh(table) {
  const rows = rowsOf(table);
  const picked = rows.filter((row) => boxOf(row)?.checked);
  rows.forEach((row) => row.classList.toggle('is-selected', Boolean(boxOf(row)?.checked)));
  const all = table.querySelector('input[data-pick-all]');
  if (all) {
    all.checked = picked.length > 0 && picked.length === rows.length;
    all.indeterminate = picked.length > 0 && picked.length < rows.length;
  }
  const bar = (table.closest('form') || document).querySelector('[data-bulk]');
  if (!bar) return;
  bar.hidden = picked.length === 0;
  const number = bar.querySelector('[data-bulk-count]');
  if (number) number.textContent = say('selected', { n: picked.length });
}

function move(table, step) {
  const rows = rowsOf(table);
  const current = rows.indexOf(document.activeElement.closest('tr[data-row]'));
  rows[nextIndex(current, step, rows.length)]?.focus();
}

function toggle(table, row) {
  const box = row && boxOf(row);
  if (!box) return;
  box.checked = !box.checked;
  refresh(table);
}

function onKey(event, table) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input:not([type="checkbox"]), select, textarea')) return;
  if (document.querySelector('dialog[open]')) return;
  const row = event.target.closest?.('tr[data-row]');
  const act = {
    j: () => move(table, 1), ArrowDown: () => row && move(table, 1),
    k: () => move(table, -1), ArrowUp: () => row && move(table, -1),
    x: () => toggle(table, row), Enter: () => event.target === row && location.assign(row.dataset.row),
  }[event.key];
  if (!act || (event.key !== 'j' && event.key !== 'k' && !row)) return;
  if (event.key === 'Enter' && event.target !== row) return; // a link inside the row opens itself
  event.preventDefault();
  act();
}

function onPick(event, table, last) {
  const rows = rowsOf(table);
  if (event.target.matches('[data-pick-all]')) rows.forEach((row) => { const box = boxOf(row); if (box) box.checked = event.target.checked; });
  const at = rows.indexOf(event.target.closest('tr[data-row]'));
  if (at >= 0 && event.target.matches('input[type="checkbox"]')) {
    if (event.shiftKey && last.at >= 0) range(last.at, at).forEach((i) => { boxOf(rows[i]).checked = event.target.checked; });
    last.at = at;
  }
  refresh(table);
}

function attach(table) {
  if (table.dataset.rowsReady) return;
  table.dataset.rowsReady = '1';
  const last = { at: -1 };
  rowsOf(table).forEach((row) => { row.tabIndex = 0; });
  table.addEventListener('click', (event) => event.target.matches('input[type="checkbox"]') && onPick(event, table, last));
  const listen = (event) => {
    if (!table.isConnected) document.removeEventListener('keydown', listen);
    else onKey(event, table);
  };
  document.addEventListener('keydown', listen);
  refresh(table);
}

export function enhance(root) {
  const tables = root.matches?.('[data-rows]') ? [root] : root.querySelectorAll('[data-rows]');
  tables.forEach(attach);
  const within = root.closest?.('[data-rows]'); // rows that htmx added to a running list
  if (within) { rowsOf(within).forEach((row) => { row.tabIndex = 0; }); refresh(within); }
}
