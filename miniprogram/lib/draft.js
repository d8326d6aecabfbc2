// What a person is writing stays on the phone until the hotline has it; photos as the tokens of what was sent up.
const store = require('./store');

const DAY = 24 * 3600 * 1000;
const KEPT = 7 * DAY; // words
const HELD = 2 * DAY - 3600 * 1000; // the hotline holds files without a request for two days
const FIELDS = ['title', 'detail', 'wish', 'happened', 'place', 'name', 'phone'];
const EMPTY = Object.freeze({ title: '', detail: '', wish: '', happened: '', place: '', name: '', phone: '', point: null, photos: [] });

function load(now = Date.now()) {
  const known = store.get('draft');
  const who = store.get('who') || {};
  if (!known || now - known.at > KEPT) return { ...EMPTY, ...who };
  return { ...EMPTY, ...who, ...known.values, photos: (known.values.photos || []).filter((each) => now - each.at < HELD) };
}

function save(values, now = Date.now()) {
  const photos = values.photos.filter((each) => each.token).map(({ path, token, at }) => ({ path, token, at }));
  store.set('draft', { at: now, values: { ...pick(values), point: values.point, photos } });
}

// Sent: only who writes stays, for the next time.
function done(values) {
  store.set('who', { name: values.name, phone: values.phone });
  store.drop('draft');
}

const pick = (values) => Object.fromEntries(FIELDS.map((name) => [name, (values[name] || '').trim()]));

function body(values, language) {
  const given = Object.fromEntries(Object.entries(pick(values)).filter(([, value]) => value));
  const tokens = values.photos.filter((each) => each.token).map((each) => each.token);
  return { ...given, ...(values.point || {}), ...(tokens.length ? { attachments: tokens } : {}), language: language === 'en' ? 'en' : 'zh-hans' };
}

module.exports = { load, save, done, body, EMPTY };
