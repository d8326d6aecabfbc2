// Double-submit guard and its keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guard, newKey, printOf } from '../src/modules/once.js';

test('a second press within 20 seconds is held back, a later one passes', () => {
  const form = { dataset: {} };
  assert.equal(guard(form, 1000), true);
  assert.equal(guard(form, 1400), false);
  assert.equal(guard(form, 20900), false);
  assert.equal(guard(form, 21001), true);
});

test('keys are 128 random bits in hex and differ', () => {
  const keys = new Set(Array.from({ length: 1000 }, () => newKey()));
  assert.equal(keys.size, 1000);
  for (const key of keys) assert.match(key, /^[0-9a-f]{32}$/);
});

test('the same words are the same act, changed words or files another', () => {
  const form = (detail, file) => [['csrfmiddlewaretoken', Math.random()], ['idempotency_key', 'k'], ['detail', detail], ['files', file]];
  const photo = { name: 'a.jpg', size: 3 };
  assert.equal(printOf(form('夜里施工', photo)), printOf(form('夜里施工', { ...photo })));
  assert.notEqual(printOf(form('夜里施工', photo)), printOf(form('白天施工', photo)));
  assert.notEqual(printOf(form('夜里施工', photo)), printOf(form('夜里施工', { name: 'b.jpg', size: 3 })));
});
