// Which way is quickest in one's situation, how to write, and the way to a person.
const { city } = require('../../lib/city');
const { look, enlarge, call } = require('../../lib/look');

Component({
  data: { ...look(), number: '12345', advice: [], doors: [], open: -1 },
  lifetimes: { attached() { this.ready = this.begin(); } },
  pageLifetimes: { show() { this.setData(look()); } },
  methods: {
    async begin() {
      this.setData(look());
      const told = await city();
      const pick = (each, name) => (this.data.english ? each[`${name}_en`] : each[name]);
      this.setData({
        number: told.number,
        advice: told.advice.map((each) => ({ situation: pick(each, 'situation'), text: pick(each, 'text'), call: each.call, first: each.first })),
        doors: told.doors.map((each) => ({ name: pick(each, 'name'), about: pick(each, 'about') })),
      });
    },
    unfold(event) {
      const index = Number(event.currentTarget.dataset.index);
      this.setData({ open: this.data.open === index ? -1 : index });
    },
    enlarge() { this.setData({ large: enlarge(!this.data.large) }); },
    ring(event) { call(event.currentTarget.dataset.number); },
    report() { wx.switchTab({ url: '/pages/submit/index' }); },
    lookUp() { wx.navigateTo({ url: '/pages/progress/index' }); },
  },
});
