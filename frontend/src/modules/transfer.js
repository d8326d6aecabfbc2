// Resumable upload of one file.
//   POST address            {name, size, type}                → 201 {id, url}
//   PUT  url                Content-Range: bytes a-b/total    → 200 {received, done}
//   409                     {received}: go on from there;  400/413/415 {message}: refused, not tried again
const CHUNK = 512 * 1024;
const TRIES = 6;

const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

function refused(message) {
  return Object.assign(new Error(message), { refusal: message });
}

async function once(url, options) {
  const answer = await fetch(url, { credentials: 'same-origin', ...options });
  if (answer.ok || answer.status === 409) return answer.json();
  const body = await answer.json().catch(() => ({}));
  if ([400, 413, 415].includes(answer.status)) throw refused(body.message || String(answer.status));
  throw new Error(String(answer.status));
}

// A broken line is tried again after 0.5, 1, 2, 4, 8 s; a refusal is final.
export async function withRetry(act, { tries = TRIES, wait = sleep, signal } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (error.refusal || signal?.aborted || attempt === tries) throw error;
      await wait(250 * 2 ** attempt);
    }
  }
}

export async function send(address, file, { token, signal, progress = () => {}, wait } = {}) {
  const headers = token ? { 'X-CSRFToken': token } : {};
  const retry = (act) => withRetry(act, { wait, signal });
  const { id, url } = await retry(() => once(address, {
    method: 'POST', signal, headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: file.name, size: file.size, type: file.type }),
  }));
  let received = 0;
  while (received < file.size) {
    const end = Math.min(received + CHUNK, file.size);
    const range = `bytes ${received}-${end - 1}/${file.size}`;
    const body = file.slice(received, end);
    const answer = await retry(() => once(url, { method: 'PUT', signal, body, headers: { ...headers, 'Content-Range': range } }));
    if (answer.received === received) throw new Error('no progress');
    ({ received } = answer); // all there: whether it may be used yet (virus check) is the server's business
    progress(received / file.size);
  }
  return id;
}
