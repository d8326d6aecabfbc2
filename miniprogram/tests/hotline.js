// A hotline and a phone for the pages' tests: what the server answers is said by each test, and what was asked is kept.
const path = require('node:path');
const simulate = require('miniprogram-simulate');

const CITY = {
  name: '广州', name_en: 'Guangzhou', number: '12345', real_name: true, emergency: [], most_files: 2, most_megabytes: 1,
  grades: ['very_satisfied', 'satisfied', 'fairly_satisfied', 'dissatisfied', 'very_dissatisfied'].map((code, i) => ({
    code, name: ['非常满意', '满意', '基本满意', '不满意', '非常不满意'][i], name_en: code.replace('_', ' ') })),
  statuses: [{ code: 'submitted', name: '已提交', name_en: 'Submitted' }],
  doors: [{ name: '电话', name_en: 'Phone', about: '拨打 12345', about_en: 'Call 12345', best_for: '', best_for_en: '' }],
  advice: [{ situation: '起火', situation_en: 'Fire', text: '先打电话', text_en: 'Call first', call: ['119'], first: true },
    { situation: '停电', situation_en: 'Power cut', text: '请拨打', text_en: 'Please call', call: ['12345'], first: false }],
};

// `answers`: address → body, [status, body], a function of the call, or 'dead' (nobody answers).
function hotline(answers = {}, language = 'zh_CN') {
  const kept = new Map();
  const said = { asked: [], rung: [], went: [], answers: { '/sessions/wechat': { access_token: 'mini.x', expires_in: 7200 }, '/city': CITY, ...answers } };
  const reply = (call, { success, fail }) => {
    said.asked.push(call);
    let answer = said.answers[call.path];
    if (typeof answer === 'function') answer = answer(call);
    if (answer === undefined || answer === 'dead') return fail({ errMsg: 'request:fail' });
    const [statusCode, data] = Array.isArray(answer) ? answer : [200, answer];
    return success({ statusCode, data, header: {} });
  };
  const called = (given) => ({ path: given.url.replace(/^.*\/api\/v1/, '').replace(/\?.*/, ''), url: given.url, body: given.data,
    method: given.method || 'GET', header: given.header, file: given.filePath });
  Object.assign(wx, {
    getAppBaseInfo: () => ({ language }), getStorageSync: (name) => (kept.has(name) ? JSON.parse(kept.get(name)) : ''),
    setStorageSync: (name, value) => kept.set(name, JSON.stringify(value)), removeStorageSync: (name) => kept.delete(name),
    request: (given) => reply(called(given), given),
    uploadFile: (given) => { Promise.resolve().then(() => reply(called(given), { ...given, success: (told) => given.success({ ...told, data: JSON.stringify(told.data) }) }));
      return { onProgressUpdate: (tell) => tell({ progress: 40 }) }; },
    login: ({ success }) => success({ code: 'c1' }), makePhoneCall: ({ phoneNumber }) => said.rung.push(phoneNumber),
    navigateTo: ({ url }) => said.went.push(url), switchTab: ({ url }) => said.went.push(url), stopPullDownRefresh: () => said.went.push('stopped'),
    showModal: ({ success }) => success({ confirm: true }), setClipboardData: ({ data }) => said.went.push(data), pageScrollTo() {},
  });
  return said;
}

const settled = () => simulate.sleep(20);

async function open(name, query) {
  jest.resetModules(); // as a phone that starts anew: nothing is left but what was stored
  const page = simulate.render(simulate.load(path.join(__dirname, '..', 'pages', name, 'index'), name, { compiler: 'simulate', rootPath: path.join(__dirname, '..') }));
  page.attach(document.body.appendChild(document.createElement('div')));
  if (query && page.instance.onLoad) await page.instance.onLoad(query);
  await settled();
  return page;
}

async function tap(page, selector) {
  const found = page.querySelector(selector);
  if (!found) throw new Error(`no ${selector} in ${page.dom.innerHTML}`);
  found.dispatchEvent('tap');
  await settled();
}

async function write(page, selector, value) {
  page.querySelector(selector).dispatchEvent('input', { detail: { value } });
  await settled();
}

const text = (page, selector) => { const found = selector ? page.querySelector(selector) : page; return found ? found.dom.textContent : null; };
const posts = (said, where) => said.asked.filter((each) => each.method === 'POST' && each.path.endsWith(where));

module.exports = { hotline, open, tap, write, text, posts, settled, CITY };
