// News from the server: <body data-live-url data-live-topics="desk:agent ticket:…">. Each message becomes DOM events
// live:<topic> and live:<first part of topic> on body, so that htmx parts refresh with hx-trigger="live:desk from:body".
import { say } from './words.js';

const POLL_SECONDS = 30;
const FAILURES_BEFORE_POLLING = 3;
let source = null;
let poll = null;
let failures = 0;

export function namesOf(topic) {
  const first = topic.split(':')[0];
  return first === topic ? [`live:${topic}`] : [`live:${first}`, `live:${topic}`];
}

function dispatch(message) {
  for (const name of namesOf(message.topic)) document.body.dispatchEvent(new CustomEvent(name, { detail: message, bubbles: true }));
}

function show(state) {
  const label = { on: say('liveOn'), off: say('liveOff'), polling: say('livePolling') }[state];
  for (const mark of document.querySelectorAll('.live-state')) {
    mark.dataset.state = state;
    const text = mark.querySelector('.live-state-text') || mark;
    if (text.textContent !== label) text.textContent = label;
    mark.title = label;
  }
}

function refreshAll(topics, kind) {
  topics.forEach((topic) => dispatch({ topic, kind }));
}

function startPolling(topics) {
  show('polling');
  poll ||= setInterval(() => { if (!document.hidden) refreshAll(topics, 'poll'); }, POLL_SECONDS * 1000);
}

function onOpen(topics) {
  if (failures) refreshAll(topics, 'resync'); // something may have happened while we were away
  failures = 0;
  clearInterval(poll);
  poll = null;
  show('on');
}

function onError(url, topics) {
  failures += 1;
  if (failures < FAILURES_BEFORE_POLLING) show('off');
  else startPolling(topics);
  if (source.readyState === EventSource.CLOSED) { // refused: the browser does not try again by itself
    setTimeout(() => connect(url, topics), Math.min(60, 2 ** failures) * 1000);
  }
}

function connect(url, topics) {
  source?.close();
  const address = new URL(url, location.href);
  address.searchParams.set('topics', topics.join(','));
  source = new EventSource(address, { withCredentials: true });
  source.onopen = () => onOpen(topics);
  source.onerror = () => onError(url, topics);
  source.onmessage = (event) => dispatch(JSON.parse(event.data));
  source.addEventListener('resync', () => refreshAll(topics, 'resync'));
}

export function enhance(root) {
  const { liveUrl, liveTopics } = document.body.dataset;
  if (root !== document || !liveTopics) return;
  const topics = liveTopics.split(/[\s,]+/).filter(Boolean);
  if (!liveUrl || !window.EventSource) { startPolling(topics); return; }
  connect(liveUrl, topics);
  window.addEventListener('pagehide', () => source.close());
  window.addEventListener('pageshow', (event) => event.persisted && connect(liveUrl, topics));
}
