// Sentences of scripts, and the small pure functions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { left } from '../src/modules/count.js';
import { nameOf } from '../src/modules/keys.js';
import { namesOf } from '../src/modules/live.js';
import { digits } from '../src/modules/otp.js';
import { say, words } from '../src/modules/words.js';

test('both languages say the same things with the same blanks', () => {
  assert.deepEqual(Object.keys(words.en).sort(), Object.keys(words.zh).sort());
  const blanks = (text) => (text.match(/\{\w+\}/g) || []).sort();
  for (const key of Object.keys(words.zh)) assert.deepEqual(blanks(words.en[key]), blanks(words.zh[key]), key);
});

test('say fills the blanks in the page\'s language', () => {
  assert.equal(say('left', { n: 3 }, 'zh-Hans'), '还可输入 3 字');
  assert.equal(say('left', { n: 3 }, 'en'), '3 characters left');
});

test('characters are counted as people see them', () => {
  assert.equal(left('𠮷野家', 5), 2);
  assert.equal(left('超出', 1), -1);
});

test('codes keep digits only, full-width ones too', () => {
  assert.equal(digits('４８2-915 7', 6), '482915');
});

test('live topics are heard by their first part as well', () => {
  assert.deepEqual(namesOf('desk:agent'), ['live:desk', 'live:desk:agent']);
  assert.deepEqual(namesOf('wall'), ['live:wall']);
});

test('keys have stable names', () => {
  assert.equal(nameOf({ key: 'Enter', ctrlKey: true }), 'ctrl+enter');
  assert.equal(nameOf({ key: 'S', metaKey: false }), 's');
  assert.equal(nameOf({ key: 'Escape' }), 'esc');
});
