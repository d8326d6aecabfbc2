// A message centre: takes what is sent, gives receipts, brings messages again until they are acknowledged.
// Told by JSON lines on stdin: {mo: {from, to, hex, coding, esm}}, {throttle: n}, {refuse: number}, {receipts: bool}, {drop: true},
// {lose: n} (takes n messages and breaks off before it answers). Tells by JSON lines on stdout.
'use strict';
const smpp = require('smpp');
const readline = require('readline');

const port = Number(process.argv[2]);
const tell = (what) => process.stdout.write(JSON.stringify(what) + '\n');
let session = null;
let count = 0;
let throttle = 0;
let lose = 0;
let receipts = true;
const refused = new Set();
const waiting = new Map(); // what is to be brought, until acknowledged
const out = new Set(); // what has been brought on this session and awaits its acknowledgement

function bring(id) {
  const pdu = waiting.get(id);
  if (!session || !pdu || out.has(id)) return;
  const on = session;
  out.add(id);
  on.deliver_sm(pdu, (answer) => {
    if (on !== session) return;
    out.delete(id);
    if (answer.command_status === 0) {
      waiting.delete(id);
      tell({ acked: id });
    } else setTimeout(() => bring(id), 300);
  });
}

function add(pdu) {
  const id = ++count;
  waiting.set(id, pdu);
  bring(id);
}

function text(pdu) {
  const said = pdu.short_message || {};
  const message = said.message === undefined ? '' : said.message;
  return Buffer.isBuffer(message) ? message.toString('hex') : message;
}

function taken(on, pdu) {
  const to = pdu.destination_addr;
  if (throttle > 0) {
    throttle -= 1;
    on.send(pdu.response({ command_status: smpp.ESME_RTHROTTLED }));
    return;
  }
  if (refused.has(to)) {
    on.send(pdu.response({ command_status: smpp.ESME_RINVDSTADR }));
    return;
  }
  const name = 'm' + (++count) + '-' + process.pid;
  const udh = pdu.short_message && pdu.short_message.udh;
  tell({ mt: { name, from: pdu.source_addr, to, coding: pdu.data_coding, esm: pdu.esm_class, text: text(pdu),
    udh: udh ? Buffer.concat(udh.map((each) => Buffer.isBuffer(each) ? each : Buffer.from(each))).toString('hex') : '' } });
  if (lose > 0) {
    lose -= 1;
    on.destroy();
  } else on.send(pdu.response({ message_id: name }));
  if (receipts && pdu.registered_delivery & 1) {
    setTimeout(() => add({ source_addr: to, destination_addr: pdu.source_addr, esm_class: 4,
      short_message: `id:${name} sub:001 dlvrd:001 submit date:2603021000 done date:2603021000 stat:DELIVRD err:000 text:` }), 20);
  }
}

const server = smpp.createServer((fresh) => {
  fresh.on('error', () => {});
  for (const name of ['bind_transceiver', 'bind_receiver', 'bind_transmitter']) {
    fresh.on(name, (pdu) => {
      if (pdu.password !== 'secret') {
        fresh.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }));
        return;
      }
      fresh.send(pdu.response({ system_id: 'smsc' }));
      if (session && session !== fresh) session.destroy();
      session = fresh;
      out.clear();
      tell({ bound: pdu.system_id });
      for (const id of [...waiting.keys()]) bring(id);
    });
  }
  fresh.on('submit_sm', (pdu) => taken(fresh, pdu));
  fresh.on('enquire_link', (pdu) => fresh.send(pdu.response()));
  fresh.on('unbind', (pdu) => { fresh.send(pdu.response()); });
  fresh.on('close', () => { if (session === fresh) { session = null; out.clear(); tell({ gone: true }); } });
});

server.listen(port, '127.0.0.1', () => tell({ listening: port }));

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const told = JSON.parse(line);
  if (told.mo) add({ source_addr: told.mo.from, destination_addr: told.mo.to, esm_class: told.mo.esm || 0,
    data_coding: told.mo.coding, short_message: Buffer.from(told.mo.hex, 'hex') });
  if ('throttle' in told) throttle = told.throttle;
  if ('lose' in told) lose = told.lose;
  if (told.refuse) refused.add(told.refuse);
  if ('receipts' in told) receipts = told.receipts;
  if (told.drop && session) session.destroy();
}).on('close', () => process.exit(0));
