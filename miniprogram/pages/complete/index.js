// What was asked for, element by element; those that the request lacks come first.
const api = require('../../lib/api');
const { look, spaced } = require('../../lib/look');

const MOST = { time: 200, place: 200, person: 200, event: 5000, wish: 5000, words: 5000 };

Component({
  data: { ...look(), number: '', code: '', spaced: '', fields: [], errors: {}, busy: false, trouble: '', done: false, older: false },
  lifetimes: { attached() { this.given = {}; this.setData(look()); } },
  methods: {
    async onLoad({ number = '', code = '' } = {}) {
      this.setData({ number, code, spaced: spaced(number) });
      this.ask(['words']);
      try {
        const { missing } = await api.progress(number, code);
        this.ask([...missing, 'words']);
      } catch (problem) {
        this.setData({ trouble: problem.message }); // one may write all the same
      }
    },
    ask(names) {
      this.setData({ fields: names.filter((name) => MOST[name]).map((name) => ({ name, most: MOST[name], label: this.data.t[name] })) });
    },
    type(event) { this.given[event.currentTarget.dataset.name] = event.detail.value; },
    async send() {
      if (this.data.busy) return;
      const body = Object.fromEntries(Object.entries(this.given).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value));
      if (!Object.keys(body).length) { this.setData({ trouble: this.data.t.nothing }); return; }
      this.setData({ busy: true, trouble: '', errors: {} });
      try {
        const { older } = await api.complete(this.data.number, body, this.data.code);
        this.setData({ done: true, older });
      } catch (problem) {
        this.setData({ trouble: problem.message, errors: problem.fields || {} });
      } finally {
        this.setData({ busy: false });
      }
    },
  },
});
