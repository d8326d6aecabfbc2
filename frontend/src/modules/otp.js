// One-time codes: digits only, sent off when complete; button[data-otp-send] counts down before it may be used again.
import { say } from './words.js';

export function digits(text, length) {
  return text.normalize('NFKC').replace(/\D/g, '').slice(0, length);
}

function attachCode(field) {
  const length = Number(field.dataset.otp) || 6;
  field.addEventListener('input', () => {
    const clean = digits(field.value, length);
    if (clean !== field.value) field.value = clean;
    if (clean.length === length && 'otpSubmit' in field.dataset) field.form?.requestSubmit();
  });
}

function countDown(button, seconds) {
  const label = button.textContent;
  button.disabled = true;
  const tick = (n) => {
    if (n <= 0) { button.disabled = false; button.textContent = label; return; }
    button.textContent = say('wait', { n });
    setTimeout(() => tick(n - 1), 1000);
  };
  tick(seconds);
}

export function enhance(root) {
  root.querySelectorAll('input[data-otp]:not([data-ready])').forEach((field) => { field.dataset.ready = ''; attachCode(field); });
  root.querySelectorAll('button[data-otp-send]:not([data-ready])').forEach((button) => {
    button.dataset.ready = '';
    button.addEventListener('htmx:afterRequest', (event) => event.detail.successful && countDown(button, Number(button.dataset.otpSend) || 60));
  });
}
