// What all pages share: the words of the person's language, large type, calls, and moments as people read them.
const store = require('./store');
const { language, words } = require('./words');

const large = () => store.get('large') === true;

// Values that every page begins with.
function look() {
  const lang = language();
  return { t: words(lang), english: lang === 'en', large: large() };
}

function enlarge(on) {
  store.set('large', on);
  return on;
}

// The platform itself asks the person before it rings.
const call = (number) => wx.makePhoneCall({ phoneNumber: String(number), fail() {} });

function moment(iso) {
  if (!iso) return '';
  const at = new Date(iso);
  const two = (value) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

const spaced = (number) => String(number).replace(/^(\d{6})(\d{6})(\d)$/, '$1 $2 $3');

module.exports = { look, large, enlarge, call, moment, spaced };
