// While a person writes in textarea[data-check-url], asks the server whether the words speak of danger to life and shows
// its banner in [data-check-target]. The server decides; without answer nothing is shown and nothing is blocked.
function fieldsOf(area) {
  const body = new FormData();
  body.set('text', area.value);
  const token = area.form?.querySelector('input[name="csrfmiddlewaretoken"]')?.value;
  return { body, headers: { 'X-Requested-With': 'fetch', ...(token ? { 'X-CSRFToken': token } : {}) } };
}

function attach(area) {
  const target = document.querySelector(area.dataset.checkTarget || '[data-alarm]');
  if (!target || area.dataset.checkReady) return;
  area.dataset.checkReady = '1';
  let timer;
  let asked = '';
  let running;
  const check = async () => {
    const text = area.value.trim();
    if (text === asked) return;
    asked = text;
    running?.abort();
    if (text.length < 2) { target.replaceChildren(); return; }
    running = new AbortController();
    try {
      const answer = await fetch(area.dataset.checkUrl, { method: 'POST', ...fieldsOf(area), signal: running.signal, credentials: 'same-origin' });
      if (!answer.ok) return;
      const html = (await answer.text()).trim();
      if (html !== target.dataset.shown) {
        target.dataset.shown = html;
        target.innerHTML = html; // our own server's template; the live region reads it aloud
      }
    } catch { asked = ''; }
  };
  area.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(check, 500); });
  area.addEventListener('blur', check);
  if (area.value) check();
}

export function enhance(root) {
  root.querySelectorAll('[data-check-url]').forEach(attach);
}
