// Theme and text size: shown at once, kept in a cookie so that the server renders the next page right.
const YEAR = 60 * 60 * 24 * 365;
const secure = location.protocol === 'https:' ? '; Secure' : '';

function keep(name, value) {
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

function apply(name, value) {
  const root = document.documentElement;
  if (value === 'auto' || value === 'normal') delete root.dataset[name];
  else root.dataset[name] = value;
  keep(`huying_${name}`, value);
  for (const button of document.querySelectorAll(`button[name="${name}"]`)) mark(button, value);
  document.dispatchEvent(new CustomEvent('look:change', { detail: { name, value } }));
}

// A two-state button (large / normal) carries data-off: pressing it again goes back.
function mark(button, value) {
  const on = button.dataset.on || button.value;
  button.setAttribute('aria-pressed', String(on === value));
  if (button.dataset.off) button.value = on === value ? button.dataset.off : on;
}

export function start() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('form[data-prefs] button[name="theme"], form[data-prefs] button[name="size"]');
    if (!button) return;
    event.preventDefault();
    apply(button.name, button.value);
  });
}
