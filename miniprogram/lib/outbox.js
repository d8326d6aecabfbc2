// An act is sent with one key until the hotline has answered it: a bad network never doubles anything.
const store = require('./store');

const newKey = () => Array.from({ length: 4 }, () => Math.floor(Math.random() * 0x100000000).toString(16).padStart(8, '0')).join('');

// What may have been done already is settled first, in the words it had then; `older`: those were sent, not the new ones.
async function send(name, body, post) {
  let waiting = store.get(`sent.${name}`);
  if (!waiting) {
    waiting = { key: newKey(), body };
    store.set(`sent.${name}`, waiting);
  }
  try {
    const answer = await post(waiting.body, waiting.key);
    store.drop(`sent.${name}`);
    return { answer, older: JSON.stringify(waiting.body) !== JSON.stringify(body) };
  } catch (problem) {
    if (!problem.unsure) store.drop(`sent.${name}`);
    throw problem;
  }
}

const waits = (name) => store.get(`sent.${name}`) !== null;

module.exports = { send, waits, newKey };
