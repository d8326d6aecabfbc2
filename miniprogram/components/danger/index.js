// 110, 120 and 119 before anything else, also without network.
const { ALWAYS } = require('../../lib/city');
const { look, call } = require('../../lib/look');

Component({
  data: { ...look(), numbers: ALWAYS.emergency },
  methods: { ring(event) { call(event.currentTarget.dataset.number); } },
});
