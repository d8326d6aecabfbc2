// Colours are those of the web's tokens and readable; every word is there in both languages; every page is whole.
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const read = (...parts) => fs.readFileSync(path.join(root, ...parts), 'utf8');
const colours = (text) => Object.fromEntries([...text.matchAll(/--([\w-]+):\s*(?:light-dark\()?(#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]));
const wxss = read('app.wxss');
const own = colours(wxss.slice(0, wxss.indexOf('}')));
const large = { ...own, ...colours(wxss.slice(wxss.indexOf('.large'), wxss.indexOf('}', wxss.indexOf('.large')))) };

const light = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
  .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)).reduce((sum, each, i) => sum + each * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => { const [low, high] = [light(a), light(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };

test('colours are the tokens of the web', () => {
  const tokens = read('..', 'frontend', 'src', 'styles', 'tokens.css');
  const web = colours(tokens.slice(0, tokens.indexOf(':root[data-theme')));
  expect(Object.keys(own).length).toBeGreaterThan(15);
  expect(Object.fromEntries(Object.keys(own).map((name) => [name, web[name]]))).toEqual(own);
});

test.each([['body', 'page'], ['ink', 'surface'], ['muted', 'page'], ['muted', 'surface'], ['on-brand', 'brand'], ['brand', 'surface'], ['brand', 'brand-soft'],
  ['red', 'red-soft'], ['red', 'surface'], ['green', 'green-soft'], ['yellow', 'yellow-soft'], ['ink', 'brand-soft'], ['surface', 'danger']])('%s on %s is readable', (front, back) => {
  for (const set of [own, large]) expect(contrast(set[front], set[back])).toBeGreaterThanOrEqual(4.5);
});

test('every word is said in both languages and used', () => {
  const { WORDS } = require('../lib/words');
  for (const [name, both] of Object.entries(WORDS)) expect([name, both.length, both.every((each) => each.trim())]).toEqual([name, 2, true]);
  const pages = JSON.parse(read('app.json')).pages;
  for (const page of [...pages, 'components/danger/index']) {
    for (const ending of ['js', 'json', 'wxml', 'wxss']) expect(fs.existsSync(path.join(root, `${page}.${ending}`))).toBe(true);
    for (const [, name] of read(`${page}.wxml`).matchAll(/\bt\.(\w+)/g)) expect(WORDS[name] && name).toBe(name);
    for (const [, name] of read(`${page}.wxml`).matchAll(/bind\w+="(\w+)"/g)) expect(read(`${page}.js`)).toMatch(new RegExp(`\\b${name}\\(`));
  }
});

test('modules are small and begin with a caption', () => {
  for (const folder of ['lib', ...JSON.parse(read('app.json')).pages.map((each) => path.dirname(each))]) {
    for (const name of fs.readdirSync(path.join(root, folder)).filter((each) => each.endsWith('.js'))) {
      expect(read(folder, name)).toMatch(/^\/\/ .{20,}/);
      expect(read(folder, name).split('\n').length).toBeLessThan(200);
    }
  }
});
