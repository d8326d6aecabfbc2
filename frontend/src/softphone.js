// Entry of the browser telephone, on the desk of a seat that uses it: registers as the seat's extension over WebSocket,
// rings, answers, mutes, sends keys. Address and password come from the seat's own session (data-line-url) and stay in memory.
import { start } from './modules/softphone.js';

const bar = document.querySelector('[data-line-url]');
if (bar) start(bar);
