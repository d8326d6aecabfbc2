// What was read beside a form: filled while untouched, accepted by a press, forgotten when somebody types.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enhance, names } from '../src/modules/reading.js';

const heard = {};
globalThis.document = { activeElement: null, addEventListener: (kind, listener) => { heard[kind] = listener; }, querySelectorAll: () => [] };
globalThis.CSS = { escape: (text) => text };

function formOf(fields) {
  const form = { elements: fields, reads: [] };
  form.querySelector = (selector) => (selector === 'input[name="untouched"]' ? fields.find((each) => each.name === 'untouched') ?? null : null);
  form.querySelectorAll = () => form.reads;
  for (const each of fields) { each.form = form; each.focus = () => { document.activeElement = each; }; }
  return form;
}

const field = (name, value = '', more = {}) => ({ name, value, type: 'text', tagName: 'INPUT', ...more });

function readOf(form, name, value, fill = true) {
  const element = { form, dataset: { read: name, value }, attributes: {}, hasAttribute: () => fill,
    setAttribute(key, text) { this.attributes[key] = text; } };
  element.closest = (selector) => (selector === '[data-read]' ? element : selector === 'form' ? form : null);
  form.reads.push(element);
  return element;
}

const shown = (element) => enhance({ querySelectorAll: () => [element] });
const pressed = (target) => heard.click({ target, preventDefault() {} });

test('an empty list of names is no name', () => {
  assert.deepEqual([...names('')], []);
  assert.deepEqual([...names('place,happened')], ['place', 'happened']);
});

test('an empty field is filled and named as the machine’s, a filled one is left alone', () => {
  const form = formOf([field('happened'), field('place', '体育东路'), field('untouched')]);
  shown(readOf(form, 'happened', '昨晚'));
  shown(readOf(form, 'place', '别处'));
  assert.deepEqual(form.elements.map((each) => each.value), ['昨晚', '体育东路', 'happened']);
});

test('a newer reading replaces what the machine had filled', () => {
  const form = formOf([field('happened'), field('untouched')]);
  shown(readOf(form, 'happened', '昨晚'));
  shown(readOf(form, 'happened', '昨晚十一点'));
  assert.equal(form.elements[0].value, '昨晚十一点');
});

test('without data-fill, and while somebody stands in the field, nothing is filled', () => {
  const form = formOf([field('happened'), field('untouched')]);
  shown(readOf(form, 'happened', '昨晚', false));
  document.activeElement = form.elements[0];
  shown(readOf(form, 'happened', '昨晚'));
  document.activeElement = null;
  assert.equal(form.elements[0].value, '');
});

test('a press accepts: the value is a person’s now', () => {
  const form = formOf([field('happened'), field('untouched')]);
  const element = readOf(form, 'happened', '昨晚');
  shown(element);
  assert.equal(element.attributes['aria-pressed'], 'false');
  pressed(element);
  assert.equal(form.elements[1].value, '');
  assert.equal(element.attributes['aria-pressed'], 'true');
});

test('choices: a radio is checked, a list takes only what it offers', () => {
  const radios = [field('category', '010101', { type: 'radio', checked: false }), field('category', '010301', { type: 'radio', checked: false })];
  const list = field('division', '', { tagName: 'SELECT', options: [{ value: '' }, { value: '440106' }] });
  const form = formOf([...radios, list, field('untouched')]);
  shown(readOf(form, 'category', '010301'));
  shown(readOf(form, 'division', '999999'));
  assert.deepEqual([radios[1].checked, list.value], [true, '']);
  shown(readOf(form, 'division', '440106'));
  assert.equal(list.value, '440106');
});

test('typing makes it one’s own; what a script sets does not', () => {
  const form = formOf([field('happened'), field('untouched')]);
  const element = readOf(form, 'happened', '昨晚');
  shown(element);
  heard.input({ target: form.elements[0], isTrusted: false });
  assert.equal(form.elements[1].value, 'happened');
  form.elements[0].value = '前天';
  heard.input({ target: form.elements[0], isTrusted: true });
  assert.equal(form.elements[1].value, '');
  shown(element);
  assert.equal(form.elements[0].value, '前天');
});

test('correct leads to the field, to its search box where it has one', () => {
  const form = formOf([field('place'), field('category_q'), field('category')]);
  for (const [name, place] of [['place', 0], ['category', 1]]) {
    const button = { dataset: { correct: name }, closest: (selector) => (selector === '[data-correct]' ? button : selector === 'form' ? form : null) };
    pressed(button);
    assert.equal(document.activeElement, form.elements[place]);
  }
});
