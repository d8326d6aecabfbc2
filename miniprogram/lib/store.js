// What is kept on this phone; a full or forbidden store costs the memory, never the page.
const get = (name) => {
  try { return wx.getStorageSync(`huying.${name}`) || null; } catch { return null; }
};
const set = (name, value) => {
  try { wx.setStorageSync(`huying.${name}`, value); } catch { /* same */ }
};
const drop = (name) => {
  try { wx.removeStorageSync(`huying.${name}`); } catch { /* same */ }
};

module.exports = { get, set, drop };
