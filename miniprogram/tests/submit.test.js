// The page where a matter is reported.
const { hotline, open, posts, settled, tap, text, write } = require('./hotline');

const RECEIPT = { number: '2603024829157', code: '123456', status: 'submitted', joined: false, registered_at: '2026-03-02T02:00:00Z', due_at: null,
  missing: [], danger: null, message: '已登记', message_en: 'Filed' };
const LAMP = '体育东路118号门前的路灯一周没亮';

async function filled(said) {
  const page = await open('submit');
  await write(page, '.detail', LAMP);
  await write(page, '.line-name', '林小满');
  await write(page, '.line-phone', '13800138000');
  return page;
}

test('words become a request with number and code, and the draft is gone', async () => {
  const said = hotline({ '/requests': [201, RECEIPT] });
  const page = await filled(said);
  await tap(page, '.send');
  const [call] = posts(said, '/requests');
  expect(call.body).toMatchObject({ detail: LAMP, name: '林小满', phone: '13800138000', language: 'zh-hans' });
  expect(call.header.Authorization).toBe('Bearer mini.x');
  expect(call.header['Idempotency-Key']).toMatch(/^[0-9a-f]{32}$/);
  expect(text(page, '.number')).toContain('260302 482915 7');
  expect(text(page, '.code')).toBe('123456');
  await tap(page, '.again');
  expect([page.data.detail, page.data.name]).toEqual(['', '林小满']);
});

test('a bad network never doubles: the same key until it is answered, the first words first', async () => {
  const said = hotline({ '/requests': 'dead' });
  let page = await filled(said);
  await tap(page, '.send');
  expect(text(page, '.trouble')).toContain('网络不通');
  expect(text(page, '.waiting')).toContain('不会重复');
  said.answers['/requests'] = [500, {}];
  await tap(page, '.send');
  said.answers['/requests'] = [201, RECEIPT];
  page = await open('submit'); // the phone was restarted
  expect(page.data.detail).toBe(LAMP);
  await write(page, '.detail', `${LAMP}，有人摔倒`);
  await tap(page, '.send');
  const calls = posts(said, '/requests');
  expect(new Set(calls.map((each) => each.header['Idempotency-Key'])).size).toBe(1);
  expect(new Set(calls.map((each) => JSON.stringify(each.body))).size).toBe(1);
  expect(text(page, '.receipt')).toContain('之后的修改');
});

test('a refusal stands beside its field, and the next try is a new act', async () => {
  const said = hotline({ '/requests': [422, { problems: [{ code: 'invalid', zh: '号码似乎不对', en: 'No phone number', field: 'phone' }] }] });
  const page = await filled(said);
  await tap(page, '.send');
  expect(text(page, '.form')).toContain('号码似乎不对');
  expect(page.querySelectorAll('.wrong').length).toBe(1);
  await tap(page, '.send');
  expect(new Set(posts(said, '/requests').map((each) => each.header['Idempotency-Key'])).size).toBe(2);
});

test('nothing is sent without words', async () => {
  const said = hotline();
  const page = await open('submit');
  await tap(page, '.send');
  expect(text(page, '.error')).toContain('发生了什么');
  expect(posts(said, '/requests')).toEqual([]);
});

test('danger is told first, with numbers to ring', async () => {
  const said = hotline({ '/requests': [201, { ...RECEIPT, danger: { call: ['119', '120'], advice: '请先离开', advice_en: 'Leave first' } }] });
  const page = await filled(said);
  await tap(page, '.send');
  expect(text(page, '.receipt').indexOf('请先离开')).toBeLessThan(text(page, '.receipt').indexOf('已登记'));
  await tap(page, '.ring');
  expect(said.rung).toEqual(['119']);
});

test('what is missing is asked for and leads to its page', async () => {
  const said = hotline({ '/requests': [201, { ...RECEIPT, status: 'incomplete', missing: [{ element: 'place', ask: '在哪里？', ask_en: 'Where?', why: '便于到场', why_en: 'To come' }] }] });
  const page = await filled(said);
  await tap(page, '.send');
  expect(text(page, '.lacking')).toContain('在哪里？');
  await tap(page, '.add');
  expect(said.went).toEqual(['/pages/complete/index?number=2603024829157']);
});

test('the place is chosen on the map and shifted back to where it is', async () => {
  hotline();
  wx.chooseLocation = ({ success }) => success({ latitude: 39.915599, longitude: 116.403694, address: '北京市东城区', name: '广场' });
  const page = await open('submit');
  await tap(page, '.choose');
  expect(Math.abs(page.data.point.lat - 39.914195)).toBeLessThan(0.0002);
  expect(Math.abs(page.data.point.lon - 116.397451)).toBeLessThan(0.0002);
  expect(page.data.place).toBe('北京市东城区广场');
  await tap(page, '.unchoose');
  expect(page.data.point).toBe(null);
});

test('photos go up with their progress, fail one by one, and go with the request', async () => {
  const said = hotline({ '/requests': [201, RECEIPT], '/attachments': (call) => (call.file === 'b.jpg' ? 'dead' : [201, { attachments: [`T-${call.file}`] }]) });
  const page = await filled(said);
  wx.chooseMedia = ({ success }) => success({ tempFiles: [{ tempFilePath: 'a.jpg', size: 10 }, { tempFilePath: 'b.jpg', size: 10 }, { tempFilePath: 'big.jpg', size: 9e6 }] });
  await tap(page, '.add-photo');
  expect(page.data.photos.map((each) => [each.token, each.failed])).toEqual([['T-a.jpg', false], ['', true]]);
  expect(page.querySelector('.add-photo')).toBeFalsy();
  said.answers['/attachments'] = [201, { attachments: ['T-b'] }];
  await tap(page, '.retry');
  await tap(page, '.send');
  expect(posts(said, '/requests')[0].body.attachments).toEqual(['T-a.jpg', 'T-b']);
});

test('two taps send once', async () => {
  const said = hotline({ '/requests': [201, RECEIPT] });
  const page = await filled(said);
  page.instance.send();
  page.instance.send();
  await settled();
  expect(posts(said, '/requests').length).toBe(1);
});

test('an old token is renewed once and the act done again under the same key', async () => {
  let first = true;
  const said = hotline({ '/requests': () => { const was = first; first = false; return was ? [401, { problems: [{ code: 'bad_token', zh: '过期', en: 'over', field: '' }] }] : [201, RECEIPT]; } });
  const page = await filled(said);
  await tap(page, '.send');
  const calls = posts(said, '/requests');
  expect([calls.length, posts(said, '/sessions/wechat').length]).toEqual([2, 2]);
  expect(calls[0].header['Idempotency-Key']).toBe(calls[1].header['Idempotency-Key']);
});

test('large type is kept and English speaks by itself', async () => {
  hotline({}, 'en');
  let page = await open('submit');
  expect(text(page)).toContain('What happened');
  await tap(page, '.larger');
  page = await open('submit');
  expect(page.data.large).toBe(true);
  expect(page.querySelector('.large')).toBeTruthy();
});

test('clearing leaves nothing but who writes', async () => {
  const said = hotline();
  const page = await filled(said);
  await tap(page, '.clear');
  expect(page.data.detail).toBe('');
});
