// SIP over WebSocket with JsSIP. What the page shows of a call comes from the server; here is only the voice.
import { UA, WebSocketInterface } from 'jssip';
import { say } from './words.js';

let agent = null;
let call = null;
let state = 'softOff';
const audio = new Audio();
audio.autoplay = true;

export function configuration({ wss, extension, secret, domain }) {
  return {
    sockets: [new WebSocketInterface(wss)], uri: `sip:${extension}@${domain}`, password: secret, authorization_user: extension,
    register_expires: 120, session_timers: false, user_agent: 'Huying',
  };
}

export const media = ({ stun }) => ({
  mediaConstraints: { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true }, video: false },
  pcConfig: { iceServers: stun.length ? [{ urls: stun }] : [] },
});

function show(next = state) {
  state = next;
  const mark = document.querySelector('[data-softphone-state]');
  if (mark) {
    mark.textContent = say(state);
    mark.classList.toggle('tag-urgent', state === 'softFailed' || state === 'softOff');
  }
  const mute = document.querySelector('[data-softphone="mute"]');
  if (mute) mute.setAttribute('aria-pressed', String(Boolean(call?.isMuted().audio)));
}

function hear(session) {
  session.connection?.addEventListener('track', ({ streams }) => { [audio.srcObject] = streams; });
}

// One call at a time: the line rings one call at a seat, so a second one is an error and is told as busy.
function onSession({ session, originator }) {
  if (originator !== 'remote') return;
  if (call) { session.terminate({ status_code: 486 }); return; }
  call = session;
  session.on('peerconnection', () => hear(session));
  session.on('accepted', () => show('softTalking'));
  for (const end of ['ended', 'failed']) session.on(end, () => { call = null; audio.srcObject = null; show('softOn'); });
  show('softRinging');
}

function answer(options) {
  if (!call || call.isEstablished()) return;
  call.answer(media(options));
}

function onClick(options) {
  return (event) => {
    const act = event.target.closest?.('[data-softphone]')?.dataset.softphone;
    if (act === 'answer') answer(options);
    else if (act === 'mute' && call) { if (call.isMuted().audio) call.unmute(); else call.mute(); show(); }
    else if (act?.startsWith('key:') && call) call.sendDTMF(act.slice(4));
  };
}

export async function start(bar) {
  show('softOff');
  const reply = await fetch(bar.dataset.lineUrl, { credentials: 'same-origin', headers: { Accept: 'application/json' } });
  if (!reply.ok) { show('softFailed'); return; }
  const options = await reply.json();
  agent = new UA(configuration(options));
  agent.on('registered', () => show(call ? state : 'softOn'));
  agent.on('unregistered', () => show('softOff'));
  agent.on('disconnected', () => show('softOff'));
  agent.on('registrationFailed', () => show('softFailed'));
  agent.on('newRTCSession', onSession);
  document.addEventListener('click', onClick(options));
  document.addEventListener('htmx:afterSettle', () => show());
  window.addEventListener('pagehide', () => { if (!call) agent.stop(); });
  window.addEventListener('beforeunload', (event) => { if (call) event.preventDefault(); }); // leaving would cut the caller off
  agent.start();
}
