// Where a request stands: one's own by login, any by number and code.
const api = require('../../lib/api');
const { look, moment, spaced } = require('../../lib/look');

const RUNNING = new Set(['submitted', 'incomplete', 'in_progress', 'reviewing']);

function shown(told, english) {
  const pick = (zh, en) => (english ? en || zh : zh);
  return {
    status: told.status, running: RUNNING.has(told.status), text: pick(told.status_text, told.status_text_en), spaced: spaced(told.number),
    category: pick(told.category_name, told.category_name_en), due: moment(told.due_at),
    answers: told.answers.map((each) => ({ text: each.text, unit: pick(each.unit, each.unit_en), at: moment(each.at) })),
    steps: told.history.map((each) => ({ text: pick(each.text, each.text_en), at: moment(each.at) })).reverse(),
  };
}

Component({
  data: { ...look(), number: '', code: '', told: null, busy: false, trouble: '', done: '' },
  properties: { given: { type: String, value: '' } },
  lifetimes: { attached() { this.setData(look()); if (this.data.given) this.onLoad({ number: this.data.given }); } },
  pageLifetimes: { show() { this.setData(look()); if (this.data.told) this.load(); } },
  methods: {
    onLoad({ number = '', code = '' } = {}) {
      this.setData({ number, code });
      return number ? this.load() : undefined;
    },
    type(event) { this.setData({ [event.currentTarget.dataset.name]: event.detail.value }); },
    lookUp() {
      const number = this.data.number.replace(/\s/g, '');
      const code = this.data.code.trim();
      if (!/^\d{13}$/.test(number) || !/^(\d{6})?$/.test(code)) { this.setData({ trouble: this.data.t.bad_number }); return undefined; }
      this.setData({ number, code });
      return this.load();
    },
    async load() {
      this.setData({ busy: true, trouble: '' });
      try {
        this.setData({ told: shown(await api.progress(this.data.number, this.data.code), this.data.english) });
      } catch (problem) {
        this.setData({ trouble: problem.message });
      } finally {
        this.setData({ busy: false });
      }
    },
    async onPullDownRefresh() {
      if (this.data.told) await this.load();
      wx.stopPullDownRefresh();
    },
    async urge() {
      if (this.data.busy) return;
      this.setData({ busy: true, trouble: '', done: '' });
      try {
        await api.urge(this.data.number, '', this.data.code);
        this.setData({ done: this.data.t.urged });
        await this.load();
      } catch (problem) {
        this.setData({ trouble: problem.message });
      } finally {
        this.setData({ busy: false });
      }
    },
    go(event) {
      const { number, code } = this.data;
      wx.navigateTo({ url: `/pages/${event.currentTarget.dataset.page}/index?number=${number}${code ? `&code=${code}` : ''}` });
    },
  },
});
