// Reporting a matter: words, place and photos; what is missing is asked for; danger is told first.
const api = require('../../lib/api');
const { city } = require('../../lib/city');
const drafts = require('../../lib/draft');
const { look, enlarge, call, moment, spaced } = require('../../lib/look');
const outbox = require('../../lib/outbox');
const { toWgs } = require('../../lib/place');
const { filled } = require('../../lib/words');

const LINES = [['happened', 200], ['place', 200], ['wish', 5000], ['title', 200], ['name', 40], ['phone', 20]];

function received(told, older, english) {
  const pick = (zh, en) => (english ? en : zh);
  return {
    ...told, older, spaced: told.number ? spaced(told.number) : '', due: moment(told.due_at), words: pick(told.message, told.message_en),
    danger: told.danger && { call: told.danger.call, words: pick(told.danger.advice, told.danger.advice_en) },
    missing: told.missing.map((each) => ({ element: each.element, ask: pick(each.ask, each.ask_en), why: pick(each.why, each.why_en) })),
  };
}

Component({
  data: { ...look(), ...drafts.EMPTY, lines: [], most: 9, photosHint: '', errors: {}, trouble: '', busy: false, waiting: false, receipt: null },
  lifetimes: { attached() { this.begin(); } },
  pageLifetimes: { show() { this.setData(look()); } },
  methods: {
    async begin() {
      this.setData({ ...look(), ...drafts.load(), waiting: outbox.waits('request') });
      this.showLines();
      const told = await city();
      this.megabytes = told.most_megabytes;
      this.setData({ most: told.most_files, photosHint: filled(this.data.t.photos_hint, { most: told.most_files }) });
    },
    // Values are given to the fields only here: while a person types, the field has them itself.
    showLines() {
      const { t, ...values } = this.data;
      this.setData({ lines: LINES.map(([name, most]) => ({ name, most, label: t[name], hint: t[`${name}_hint`] || '', value: values[name] })) });
    },
    type(event) {
      this.keep({ [event.currentTarget.dataset.name]: event.detail.value });
    },
    keep(values) {
      this.setData(values);
      drafts.save(this.data);
    },
    choose() {
      wx.chooseLocation({ success: (found) => {
        const { lat, lon } = toWgs(found.latitude, found.longitude);
        this.keep({ point: { lat, lon }, place: this.data.place.trim() || `${found.address || ''}${found.name || ''}`.slice(0, 200) });
        this.showLines();
      }, fail() {} });
    },
    unchoose() { this.keep({ point: null }); },
    photograph() {
      wx.chooseMedia({ count: this.data.most - this.data.photos.length, mediaType: ['image'], sizeType: ['compressed'], success: (taken) => {
        const fits = taken.tempFiles.filter((each) => each.size <= (this.megabytes || 20) * 1048576);
        if (fits.length < taken.tempFiles.length) this.setData({ trouble: filled(this.data.t.too_big, { most: this.megabytes || 20 }) });
        const added = fits.map((each) => ({ path: each.tempFilePath, percent: 0, failed: false, token: '', at: Date.now() }));
        this.setData({ photos: [...this.data.photos, ...added].slice(0, this.data.most) });
        this.uploaded = Promise.all(added.map((each) => this.up(each.path)));
      }, fail() {} });
    },
    async up(path) {
      const change = (values) => this.keep({ photos: this.data.photos.map((each) => (each.path === path ? { ...each, ...values } : each)) });
      change({ failed: false, percent: 0 });
      try {
        change({ token: await api.attach(path, (percent) => change({ percent })), percent: 100, at: Date.now() });
      } catch (problem) {
        change({ failed: true });
        this.setData({ trouble: problem.message });
      }
    },
    sendAgain(event) { this.up(event.currentTarget.dataset.path); },
    remove(event) { this.keep({ photos: this.data.photos.filter((each) => each.path !== event.currentTarget.dataset.path) }); },
    async send() {
      if (this.data.busy) return;
      const { t, photos, detail } = this.data;
      if (detail.trim().length < 2) { this.setData({ errors: { detail: t.need_detail } }); return; }
      if (photos.some((each) => !each.token && !each.failed)) { this.setData({ trouble: t.uploading }); return; }
      this.setData({ busy: true, trouble: '', errors: {} });
      try {
        const { answer, older } = await api.file(drafts.body(this.data, this.data.english ? 'en' : 'zh'));
        drafts.done(this.data);
        this.setData({ receipt: received(answer, older, this.data.english), waiting: false });
        wx.pageScrollTo && wx.pageScrollTo({ scrollTop: 0, fail() {} });
      } catch (problem) {
        this.setData({ trouble: problem.message, errors: problem.fields || {}, waiting: outbox.waits('request') });
      } finally {
        this.setData({ busy: false });
      }
    },
    clear() {
      wx.showModal({ content: this.data.t.clear_sure, success: ({ confirm }) => {
        if (!confirm) return;
        drafts.done(this.data);
        this.again();
      } });
    },
    again() {
      this.setData({ ...drafts.load(), receipt: null, errors: {}, trouble: '' });
      this.showLines();
    },
    enlarge() { this.setData({ large: enlarge(!this.data.large) }); },
    ring(event) { call(event.currentTarget.dataset.number); },
    copy() { wx.setClipboardData({ data: `${this.data.receipt.number} ${this.data.receipt.code}` }); },
    see() { wx.navigateTo({ url: `/pages/progress/index?number=${this.data.receipt.number}` }); },
    complete() { wx.navigateTo({ url: `/pages/complete/index?number=${this.data.receipt.number}` }); },
  },
});
