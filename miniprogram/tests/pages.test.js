// The other pages: the list, progress, completion, rating, the assistant.
const { hotline, open, posts, settled, tap, text, write } = require('./hotline');

const NUMBER = '2603024829157';
const row = (number, status = 'submitted') => ({ number, status, registered_at: '2026-03-02T02:00:00Z', changed_at: '2026-03-02T02:00:00Z', due_at: null });
const TOLD = { number: NUMBER, status: 'in_progress', status_text: '办理中', status_text_en: 'In progress', category_name: '照明', category_name_en: 'Lighting', due_at: '2026-03-09T02:00:00Z',
  missing: [], history: [{ at: '2026-03-02T02:00:00Z', text: '已登记', text_en: 'Filed' }, { at: '2026-03-03T02:00:00Z', text: '已转承办单位', text_en: 'Passed on' }], answers: [] };

test('mine: pages by key, each request once, and a pull begins anew', async () => {
  const said = hotline({ '/requests': (call) => (call.url.includes('before=9') ? { items: [row('2603024829158'), row(NUMBER)], next: null } : { items: [row(NUMBER)], next: '9' }) });
  const page = await open('mine');
  expect(page.querySelectorAll('.one').length).toBe(1);
  expect(text(page, '.one')).toContain('已提交');
  await tap(page, '.more');
  expect(page.querySelectorAll('.one').length).toBe(2);
  expect(text(page, '.end')).toBeTruthy();
  await page.instance.onPullDownRefresh();
  await settled();
  expect(page.querySelectorAll('.one').length).toBe(1);
  await tap(page, '.one');
  expect(said.went).toEqual(['stopped', `/pages/progress/index?number=${NUMBER}`]);
});

test('mine: nothing yet, and no network', async () => {
  const said = hotline({ '/requests': { items: [], next: null } });
  expect(text(await open('mine'), '.none')).toContain('还没有');
  said.answers['/requests'] = 'dead';
  const page = await open('mine');
  expect(text(page, '.trouble')).toContain('网络不通');
  expect(page.querySelector('.none')).toBeFalsy();
  said.answers['/requests'] = { items: [row(NUMBER)], next: null };
  await tap(page, '.retry');
  expect(page.querySelectorAll('.one').length).toBe(1);
});

test('progress: the newest step first, urging once, answers and the way to the grade', async () => {
  const said = hotline({ [`/requests/${NUMBER}`]: TOLD, [`/requests/${NUMBER}/urges`]: { number: NUMBER, status: 'in_progress', replayed: false } });
  const page = await open('progress', { number: NUMBER });
  expect(page.querySelectorAll('.step')[0].dom.textContent).toContain('已转承办单位');
  expect(page.querySelector('.rate')).toBeFalsy();
  await tap(page, '.urge');
  expect([posts(said, '/urges').length, text(page, '.done')]).toEqual([1, '已催办']);
  said.answers[`/requests/${NUMBER}`] = { ...TOLD, status: 'completed', answers: [{ at: '2026-03-04T02:00:00Z', unit: '城管局', unit_en: 'Bureau', text: '已修好' }] };
  await page.instance.load();
  await settled();
  expect(text(page, '.answer')).toContain('已修好');
  await tap(page, '.rate');
  expect(said.went).toEqual([`/pages/rate/index?number=${NUMBER}`]);
});

test('progress: by number and code without login; what is wrong is told', async () => {
  const said = hotline({ [`/requests/${NUMBER}`]: [404, { problems: [{ code: 'unknown', zh: '编号与提取码对不上', en: 'Do not fit', field: 'code' }] }] });
  const page = await open('progress', {});
  await write(page, '.number', '123');
  await tap(page, '.look-up');
  expect(text(page, '.trouble')).toContain('13 位');
  await write(page, '.number', '260302 482915 7');
  await write(page, '.code', '123456');
  await tap(page, '.look-up');
  expect(text(page, '.trouble')).toContain('对不上');
  said.answers[`/requests/${NUMBER}`] = TOLD;
  await tap(page, '.look-up');
  expect(text(page, '.status')).toBe('办理中');
  expect(said.asked.some((each) => each.path === '/sessions/wechat')).toBe(false);
});

test('completion: asks for what lacks, refuses emptiness, sends what was written', async () => {
  const said = hotline({ [`/requests/${NUMBER}`]: { ...TOLD, status: 'incomplete', missing: ['place'] }, [`/requests/${NUMBER}/completions`]: { number: NUMBER, status: 'submitted', replayed: false } });
  const page = await open('complete', { number: NUMBER });
  await tap(page, '.send');
  expect(text(page, '.trouble')).toContain('至少');
  await write(page, '.field-place', ' 天河路 1 号 ');
  await tap(page, '.send');
  expect(posts(said, '/completions')[0].body).toEqual({ place: '天河路 1 号' });
  expect(text(page, '.done')).toBe('已补充');
});

test('rating: five grades in the city’s words, chosen before they are sent', async () => {
  const said = hotline({ [`/requests/${NUMBER}/ratings`]: 'dead' });
  const page = await open('rate', { number: NUMBER });
  expect(page.querySelectorAll('.grade').map((each) => each.dom.textContent.trim())).toEqual(
    ['★★★★★ 非常满意', '★★★★ 满意', '★★★ 基本满意', '★★ 不满意', '★ 非常不满意']);
  await tap(page, '.send');
  expect(text(page, '.trouble')).toContain('请先选择');
  page.querySelectorAll('.grade')[4].dispatchEvent('tap');
  await settled();
  await tap(page, '.no');
  await write(page, '.comment', '灯又坏了');
  await tap(page, '.send');
  said.answers[`/requests/${NUMBER}/ratings`] = { number: NUMBER, status: 'reviewing', replayed: true };
  await tap(page, '.send');
  const calls = posts(said, '/ratings');
  expect(calls[1].body).toEqual({ matter: 'very_dissatisfied', solved: false, comment: '灯又坏了' });
  expect(calls[0].header['Idempotency-Key']).toBe(calls[1].header['Idempotency-Key']);
  expect(text(page, '.done')).toContain('复核');
});

test('the assistant: advice unfolds, rings and leads on; the last known city does without network', async () => {
  const said = hotline();
  const page = await open('assistant');
  expect(page.querySelectorAll('.advice').length).toBe(2);
  expect(page.querySelectorAll('.call').length).toBe(1);
  page.querySelectorAll('.situation')[1].dispatchEvent('tap');
  await settled();
  expect(page.querySelectorAll('.call').length).toBe(2);
  await tap(page, '.call');
  await tap(page, '.person');
  expect(said.rung).toEqual(['119', '12345']);
  await tap(page, '.look-up');
  await tap(page, '.report');
  expect(said.went).toEqual(['/pages/progress/index', '/pages/submit/index']);
});

test('the danger bar rings without any network', async () => {
  const said = hotline({ '/city': 'dead' });
  const page = await open('assistant');
  const bar = page.dom.querySelectorAll('[class*=number]');
  expect([...bar].map((each) => each.textContent)).toEqual(['110', '120', '119']);
  expect(page.data.number).toBe('12345');
});
