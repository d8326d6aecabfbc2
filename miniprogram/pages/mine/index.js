// One's own requests, newest first, page by page by key; pulling down begins anew.
const api = require('../../lib/api');
const { city, named } = require('../../lib/city');
const { look, moment, spaced } = require('../../lib/look');

Component({
  data: { ...look(), rows: [], next: '', busy: false, trouble: '' },
  lifetimes: { attached() { this.fresh = this.refresh(); } },
  pageLifetimes: { show() { this.setData(look()); if (this.seen) this.refresh(); } },
  methods: {
    refresh() { return this.load(''); },
    async load(before) {
      if (this.data.busy) return;
      this.setData({ busy: true, trouble: '' });
      try {
        const [told, words] = await Promise.all([api.mine(before), city()]);
        const known = before ? this.data.rows : [];
        const had = new Set(known.map((each) => each.number));
        const rows = told.items.filter((each) => !had.has(each.number)).map((each) => ({
          number: each.number, spaced: spaced(each.number), at: moment(each.registered_at), due: moment(each.due_at),
          status_text: named(words.statuses, each.status, this.data.english) }));
        this.setData({ rows: [...known, ...rows], next: told.next || '' });
        this.seen = true;
      } catch (problem) {
        this.setData({ trouble: problem.message });
      } finally {
        this.setData({ busy: false });
      }
    },
    async onPullDownRefresh() {
      await this.refresh();
      wx.stopPullDownRefresh();
    },
    onReachBottom() { return this.data.next ? this.load(this.data.next) : undefined; },
    open(event) { wx.navigateTo({ url: `/pages/progress/index?number=${event.currentTarget.dataset.number}` }); },
  },
});
