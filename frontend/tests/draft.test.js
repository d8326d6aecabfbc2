// Drafts: what is kept, what comes back, when it is forgotten.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_AGE, clear, collect, load, restore, save } from '../src/modules/draft.js';

class Store {
  map = new Map();
  getItem(key) { return this.map.get(key) ?? null; }
  setItem(key, value) { this.map.set(key, value); }
  removeItem(key) { this.map.delete(key); }
}
const field = (name, value, more = {}) => ({ name, value, type: 'text', dataset: {}, ...more });

test('keeps text and choices, never secrets, files, tokens or fields marked private', () => {
  const kept = collect([
    field('place', '棠德南路'), field('code', '482915', { type: 'password' }), field('csrfmiddlewaretoken', 'x', { type: 'hidden' }),
    field('phone', '138', { dataset: { noDraft: '' } }), field('kind', 'help', { type: 'radio', checked: true }),
    field('kind', 'complaint', { type: 'radio', checked: false }), field('empty', ''),
  ]);
  assert.deepEqual(kept, { place: '棠德南路', kind: ['help'] });
});

test('a hidden field that a person fills in another way is kept', () => {
  const point = field('lon', '113.28', { type: 'hidden', dataset: { kept: '' } });
  assert.deepEqual(collect([point]), { lon: '113.28' });
  const empty = field('lon', '', { type: 'hidden', dataset: { kept: '' } });
  assert.equal(restore([empty], { lon: '113.28' }), 1);
  assert.equal(empty.value, '113.28');
});

test('comes back into empty fields only', () => {
  const fields = [field('place', '服务器给的'), field('detail', ''), field('kind', 'help', { type: 'radio', checked: false })];
  assert.equal(restore(fields, { place: '草稿', detail: '夜里施工', kind: ['help'] }), 2);
  assert.deepEqual(fields.map((one) => one.value), ['服务器给的', '夜里施工', 'help']);
  assert.equal(fields[2].checked, true);
});

test('a choice the server rendered wins over the draft', () => {
  const fields = [field('kind', 'help', { type: 'radio', checked: false }), field('kind', 'praise', { type: 'radio', checked: true })];
  assert.equal(restore(fields, { kind: ['help'] }), 0);
  assert.equal(fields[0].checked, false);
});

test('is forgotten after a week, after success, and when emptied', () => {
  const store = new Store();
  save(store, 'new', { detail: 'x' }, 1000);
  assert.deepEqual(load(store, 'new', 2000).values, { detail: 'x' });
  assert.equal(load(store, 'new', 1000 + MAX_AGE), null);
  clear(store, 'new');
  assert.equal(load(store, 'new', 2000), null);
  save(store, 'new', { detail: 'x' }, 1000);
  save(store, 'new', {}, 1500);
  assert.equal(store.map.size, 0);
});

test('a broken or forbidden store costs the draft, not the page', () => {
  const broken = { getItem: () => '{oops', setItem() { throw new Error('full'); }, removeItem() { throw new Error('no'); } };
  assert.equal(load(broken, 'new'), null);
  assert.doesNotThrow(() => { save(broken, 'new', { a: 'b' }); clear(broken, 'new'); });
});
