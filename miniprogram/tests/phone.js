// A phone without a screen: the mini program's own API module in Node, against a real hotline and a simulated platform.
// Reads a command a line, {"act": "file", "args": […], "lose": 1}, and writes {"answer"} or {"problem"}. Environment: BASE, PLATFORM, OPENID.
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const kept = new Map();
let lose = 0; // how many of the coming answers get lost on their way, after the hotline has done its part

async function over(network, { success, fail }) {
  try {
    const answer = await network();
    const data = await answer.text();
    if (lose > 0) { lose -= 1; fail({ errMsg: 'request:fail timeout' }); return; }
    success({ statusCode: answer.status, data, header: { 'Retry-After': answer.headers.get('Retry-After') } });
  } catch (error) { fail({ errMsg: `request:fail ${error.message}` }); }
}

function uploaded({ url, filePath, name, header }) {
  const form = new FormData();
  form.append(name, new Blob([fs.readFileSync(filePath)], { type: 'image/jpeg' }), path.basename(filePath));
  return fetch(url, { method: 'POST', headers: header, body: form });
}

global.wx = {
  getAppBaseInfo: () => ({ language: 'zh_CN' }),
  getStorageSync: (name) => kept.get(name) || '', setStorageSync: (name, value) => kept.set(name, value), removeStorageSync: (name) => kept.delete(name),
  request: (given) => over(() => fetch(given.url, { method: given.method, headers: given.header, body: given.data && JSON.stringify(given.data) }), given),
  uploadFile: (given) => { over(() => uploaded(given), given); return { onProgressUpdate: (tell) => tell({ progress: 100 }) }; },
  login: ({ success, fail }) => fetch(`${process.env.PLATFORM}/chat/login`, { method: 'POST', body: '{}',
    headers: { 'X-Chat': '1', Cookie: `wechat_visitor=${process.env.OPENID}` } }).then((answer) => answer.json()).then(success, fail),
};
require('../config').base = process.env.BASE;
const api = require('../lib/api');

async function done({ act, args = [], lose: lost = 0 }) {
  lose = lost;
  if (act === 'spoil') { kept.set('huying.token', { text: 'mini.old:token:x', until: Date.now() + 1e6 }); return {}; }
  try {
    return { answer: await api[act](...args) };
  } catch (problem) {
    if (problem.status === undefined) throw problem;
    return { problem: { status: problem.status, codes: problem.codes, words: problem.message } };
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(await done(JSON.parse(line)))}\n`);
})();
