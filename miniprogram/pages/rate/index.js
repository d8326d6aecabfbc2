// One to five, in the city's words; an unhappy grade opens a review.
const api = require('../../lib/api');
const { city } = require('../../lib/city');
const { look, spaced } = require('../../lib/look');

const UNHAPPY = new Set(['dissatisfied', 'very_dissatisfied']);

Component({
  data: { ...look(), number: '', code: '', spaced: '', grades: [], matter: '', solved: null, busy: false, trouble: '', done: false, unhappy: false },
  lifetimes: { attached() { this.comment = ''; this.setData(look()); } },
  methods: {
    async onLoad({ number = '', code = '' } = {}) {
      this.setData({ number, code, spaced: spaced(number) });
      const { grades } = await city();
      this.setData({ trouble: grades.length ? '' : this.data.t.offline, grades: grades.map((each, index) => ({
        code: each.code, words: this.data.english ? each.name_en : each.name, stars: '★'.repeat(grades.length - index) })) });
    },
    grade(event) { this.setData({ matter: event.currentTarget.dataset.code }); },
    solve(event) { this.setData({ solved: event.currentTarget.dataset.solved === 'yes' }); },
    say(event) { this.comment = event.detail.value; },
    async send() {
      if (this.data.busy) return;
      const { t, number, code, matter, solved } = this.data;
      if (!matter) { this.setData({ trouble: t.choose_grade }); return; }
      this.setData({ busy: true, trouble: '' });
      try {
        await api.rate(number, { matter, solved, comment: this.comment.trim() }, code);
        this.setData({ done: true, unhappy: UNHAPPY.has(matter) });
      } catch (problem) {
        this.setData({ trouble: problem.message });
      } finally {
        this.setData({ busy: false });
      }
    },
  },
});
