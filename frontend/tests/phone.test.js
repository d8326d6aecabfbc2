// The phone: running times, and when a form is free for a new call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bare, said } from '../src/modules/phone.js';

const field = (name, value, more = {}) => ({ name, value, type: 'text', dataset: {}, ...more });

test('time is said in minutes and seconds, and in hours from the first on', () => {
  assert.deepEqual([0, 9, 61, 599, 3600, 36125].map(said), ['0:00', '0:09', '1:01', '9:59', '1:00:00', '10:02:05']);
});

test('a form is free for a call when nobody wrote in it', () => {
  const empty = [field('detail', ''), field('call', '7', { type: 'hidden', dataset: { kept: '' } }), field('kind', 'help', { type: 'radio', checked: false })];
  assert.equal(bare(empty), true);
  assert.equal(bare([...empty, field('place', '体育东路')]), false);
  assert.equal(bare([...empty, field('division', '440106')], 'division,category'), true, 'filled by the machine, accepted by nobody');
});
