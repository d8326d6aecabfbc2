// Resumable upload against a real server that loses pieces.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { send, withRetry } from '../src/modules/transfer.js';

async function server(faults = []) {
  const kept = { body: Buffer.alloc(0), puts: 0 };
  const http = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const reply = (status, value) => { response.writeHead(status, { 'Content-Type': 'application/json' }); response.end(JSON.stringify(value)); };
    if (request.method === 'POST') {
      const { size } = JSON.parse(Buffer.concat(chunks));
      return size > 3e6 ? reply(413, { message: '文件太大' }) : reply(201, { id: 'f1', url: `${kept.url}/f1` });
    }
    const fault = faults[kept.puts++];
    if (fault === 'drop') return request.socket.destroy();
    if (fault === 'busy') return reply(503, {});
    const [, from, total] = /bytes (\d+)-\d+\/(\d+)/.exec(request.headers['content-range']).map(Number);
    if (from !== kept.body.length) return reply(409, { received: kept.body.length });
    kept.body = Buffer.concat([kept.body, ...chunks]);
    if (fault === 'lost-answer') return request.socket.destroy();
    return reply(200, { received: kept.body.length, done: false, total });
  }).listen(0);
  await once(http, 'listening');
  kept.url = `http://127.0.0.1:${http.address().port}`;
  kept.close = () => http.close();
  return kept;
}

const file = (size) => Object.assign(new Blob([Buffer.alloc(size, 7).map((_, i) => i % 251)]), { name: '照片.jpg' });
const wait = async () => {};

test('a file arrives whole over a line that drops, is busy and loses answers', async () => {
  const kept = await server(['drop', null, 'busy', 'lost-answer', null]);
  const seen = [];
  const id = await send(kept.url, file(1_300_000), { wait, progress: (part) => seen.push(part) });
  kept.close();
  assert.equal(id, 'f1');
  assert.deepEqual(kept.body, Buffer.from(await file(1_300_000).arrayBuffer()));
  assert.equal(seen.at(-1), 1);
});

test('a refusal is final and carries the server\'s words', async () => {
  const kept = await server();
  await assert.rejects(send(kept.url, file(3_100_000), { wait }), (error) => error.refusal === '文件太大');
  kept.close();
});

test('tries six times, then gives up', async () => {
  let tries = 0;
  await assert.rejects(withRetry(() => { tries += 1; throw new Error('off'); }, { wait }));
  assert.equal(tries, 6);
});
