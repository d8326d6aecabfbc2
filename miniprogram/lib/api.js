// What the mini program asks of the hotline, one function for each act (docs/api.md).
const http = require('./http');
const outbox = require('./outbox');

const query = (values) => {
  const parts = Object.entries(values).filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return parts.length ? `?${parts.join('&')}` : '';
};
const get = (path) => http.known((headers) => http.once(path, { headers }));
const act = (name, path, body) => outbox.send(name, body, (data, key) => http.known((headers) => http.once(path, {
  method: 'POST', data, headers: { ...headers, 'Idempotency-Key': key } })));

module.exports = {
  city: () => http.once('/city'),
  file: (body) => act('request', '/requests', body),
  mine: (before = '') => get(`/requests${query({ before, limit: 20 })}`),
  // With a code: for requests that came by another way; no login is needed then.
  progress: (number, code = '') => (code ? http.once(`/requests/${number}${query({ code })}`) : get(`/requests/${number}`)),
  complete: (number, body, code = '') => act(`complete.${number}`, `/requests/${number}/completions${query({ code })}`, body),
  urge: (number, words, code = '') => act(`urge.${number}`, `/requests/${number}/urges${query({ code })}`, { words }),
  rate: (number, body, code = '') => act(`rate.${number}`, `/requests/${number}/ratings${query({ code })}`, body),
  attach: async (file, onProgress) =>
    (await http.known((headers) => http.upload('/attachments', file, onProgress, headers))).attachments[0],
};
