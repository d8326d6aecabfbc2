// The mini program begins: the three tabs speak the person's language.
const { language, words } = require('./lib/words');

App({
  onLaunch() {
    const t = words(language());
    [t.tab_submit, t.tab_mine, t.tab_assistant].forEach((text, index) => wx.setTabBarItem({ index, text, fail() {} }));
  },
});
