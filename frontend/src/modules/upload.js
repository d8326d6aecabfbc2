// Files in a .upload[data-upload]: previews always; with data-upload-url each file travels in pieces that survive a bad
// network (transfer.js), and the form then carries hidden fields name="uploads". Without script: a plain multipart form.
import { send } from './transfer.js';
import { say } from './words.js';

const make = (tag, cls, text = '') => Object.assign(document.createElement(tag), { className: cls, textContent: text });

function row(file, onRemove) {
  const item = make('li', 'upload-item');
  const thumb = make('span', 'upload-thumb', (file.name.split('.').pop() || '?').slice(0, 4).toUpperCase());
  if (/^image\/(jpeg|png|webp|gif)$/.test(file.type)) {
    const image = document.createElement('img');
    image.alt = '';
    image.src = URL.createObjectURL(file);
    image.addEventListener('load', () => URL.revokeObjectURL(image.src));
    thumb.replaceChildren(image);
  }
  const state = make('span', 'upload-state', say('ready'));
  const remove = Object.assign(make('button', '', '×'), { type: 'button' });
  remove.setAttribute('aria-label', `${say('remove')} ${file.name}`);
  remove.addEventListener('click', onRemove);
  item.append(thumb, make('span', 'upload-name', file.name), state, remove);
  return { item, state };
}

function transfer(box, file, view) {
  const stop = new AbortController();
  const bar = Object.assign(document.createElement('progress'), { max: 100, value: 0 });
  bar.setAttribute('aria-label', file.name);
  const begin = async () => {
    view.item.classList.remove('is-failed');
    view.state.replaceWith(bar);
    try {
      const id = await send(box.dataset.uploadUrl, file, {
        signal: stop.signal, token: box.closest('form')?.querySelector('input[name="csrfmiddlewaretoken"]')?.value,
        progress: (part) => { bar.value = Math.round(part * 100); },
      });
      view.item.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'uploads', value: id }));
      view.state.textContent = say('uploaded');
    } catch (error) {
      if (stop.signal.aborted) return;
      view.item.classList.add('is-failed');
      view.state.textContent = `${error.refusal || say('uploadFailed')} `;
      if (!error.refusal) {
        const again = Object.assign(make('a', '', say('retry')), { href: '#' });
        again.addEventListener('click', (event) => { event.preventDefault(); begin(); });
        view.state.append(again);
      }
    }
    bar.replaceWith(view.state);
  };
  box.uploads = Promise.allSettled([box.uploads, begin()]);
  return () => { stop.abort(); view.item.remove(); };
}

// Without an upload address the input itself carries the files: the list of the input is the truth.
function plain(input, list) {
  const render = () => list.replaceChildren(...[...input.files].map((file, at) => row(file, () => {
    const rest = new DataTransfer();
    [...input.files].forEach((other, i) => { if (i !== at) rest.items.add(other); });
    input.files = rest.files;
    render();
  }).item));
  render();
}

function take(box, input, list) {
  if (!box.dataset.uploadUrl) { plain(input, list); return; }
  const limit = Number(box.dataset.maxMb || 20);
  for (const file of input.files) {
    let cancel = () => view.item.remove();
    const view = row(file, () => cancel());
    list.append(view.item);
    if (file.size > limit * 1048576) { view.item.classList.add('is-failed'); view.state.textContent = say('tooLarge', { n: limit }); }
    else cancel = transfer(box, file, view);
  }
  input.value = ''; // sent in pieces, not once more with the form
}

function attach(box) {
  if (box.dataset.uploadReady) return;
  box.dataset.uploadReady = '1';
  const input = box.querySelector('input[type="file"]');
  const list = box.querySelector('.upload-list') || box.appendChild(make('ul', 'upload-list'));
  const drop = box.querySelector('.upload-drop');
  input.addEventListener('change', () => take(box, input, list));
  for (const name of ['dragenter', 'dragover']) drop.addEventListener(name, () => drop.classList.add('is-over'));
  for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => drop.classList.remove('is-over'));
  // A press on "submit" waits until running transfers are through.
  box.closest('form')?.addEventListener('submit', (event) => {
    if (!list.querySelector('progress')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter, target } = event;
    box.uploads.then(() => {
      delete target.dataset.sent; // the first press was held here, not sent
      if (!list.querySelector('.is-failed')) target.requestSubmit(submitter);
      else submitter?.removeAttribute('aria-busy');
    });
  }, true);
}

export function enhance(root) {
  root.querySelectorAll('[data-upload]').forEach(attach);
}
