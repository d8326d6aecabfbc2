// Moving and selecting in worklists.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextIndex, range } from '../src/modules/rows.js';

test('j and k stop at the ends and enter from outside', () => {
  assert.equal(nextIndex(-1, 1, 5), 0);
  assert.equal(nextIndex(-1, -1, 5), 4);
  assert.equal(nextIndex(4, 1, 5), 4);
  assert.equal(nextIndex(0, -1, 5), 0);
  assert.equal(nextIndex(2, 1, 5), 3);
});

test('a shift range works in both directions', () => {
  assert.deepEqual(range(1, 3), [1, 2, 3]);
  assert.deepEqual(range(3, 1), [1, 2, 3]);
  assert.deepEqual(range(2, 2), [2]);
});
