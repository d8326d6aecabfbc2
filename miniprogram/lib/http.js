// Calls to the hotline: with the person's token, logged in anew once when it is over; every refusal as a Problem in plain words.
const config = require('../config');
const store = require('./store');
const { language, words } = require('./words');

const SOONER = 300; // seconds before its end that a token is renewed
const ROOT = '/api/v1';

// What the hotline, or the way to it, said instead of an answer. `status` 0: nobody answered, so nothing is known of the act.
class Problem extends Error {
  constructor(status, body = {}, retryAfter = 0) {
    const english = language() === 'en';
    const found = body.problems || [];
    const t = words(language());
    super(found.map((each) => (english ? each.en : each.zh)).join(' ') || (status ? t.failed : t.offline));
    Object.assign(this, { status, retryAfter, codes: found.map((each) => each.code),
      fields: Object.fromEntries(found.filter((each) => each.field).map((each) => [each.field, english ? each.en : each.zh])) });
  }

  // Whether the act may have been done all the same.
  get unsure() { return this.status === 0 || this.status >= 500; }
}

function parsed(text) {
  if (typeof text !== 'string') return text || {};
  try { return JSON.parse(text); } catch { return {}; }
}

function once(path, { method = 'GET', data, headers = {} } = {}) {
  return new Promise((resolve, reject) => wx.request({
    url: config.base + ROOT + path, method, data, timeout: 20000,
    header: { 'Content-Type': 'application/json', 'Accept-Language': language() === 'en' ? 'en' : 'zh-hans', ...headers },
    success: (answer) => settle(answer, resolve, reject), fail: () => reject(new Problem(0)),
  }));
}

function settle(answer, resolve, reject) {
  const body = parsed(answer.data);
  if (answer.statusCode >= 200 && answer.statusCode < 300) resolve(body);
  else reject(new Problem(answer.statusCode, body, Number((answer.header || {})['Retry-After'] || 0)));
}

const code = () => new Promise((resolve, reject) => wx.login({
  success: (told) => (told.code ? resolve(told.code) : reject(new Problem(0))), fail: () => reject(new Problem(0)) }));

let running = null; // one login at a time, whatever pages ask for it

async function enter() {
  const told = await once('/sessions/wechat', { method: 'POST', data: { code: await code() } });
  store.set('token', { text: told.access_token, until: Date.now() + (told.expires_in - SOONER) * 1000 });
  return told.access_token;
}

async function token() {
  const known = store.get('token');
  if (known && known.until > Date.now()) return known.text;
  running = running || enter().finally(() => { running = null; });
  return running;
}

// `act(headers)` with the token; once more with a fresh one when it is refused (the same key makes that safe).
async function known(act) {
  try {
    return await act({ Authorization: `Bearer ${await token()}` });
  } catch (problem) {
    if (!(problem.codes || []).includes('bad_token')) throw problem;
    store.drop('token');
    return act({ Authorization: `Bearer ${await token()}` });
  }
}

function upload(path, file, onProgress, headers) {
  return new Promise((resolve, reject) => {
    const task = wx.uploadFile({ url: config.base + ROOT + path, filePath: file, name: 'files', header: headers, timeout: 120000,
      success: (answer) => settle(answer, resolve, reject), fail: () => reject(new Problem(0)) });
    if (task && task.onProgressUpdate && onProgress) task.onProgressUpdate(({ progress }) => onProgress(progress));
  });
}

module.exports = { Problem, once, known, upload };
