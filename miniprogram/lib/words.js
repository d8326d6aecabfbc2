// The words of all pages, Chinese first, English for whose phone speaks English.
const WORDS = {
  tab_submit: ['反映', 'Report'], tab_mine: ['我的', 'Mine'], tab_assistant: ['助手', 'Assistant'],
  offline: ['网络不通，内容已保存在手机上，请稍后再试。', 'No network. Your words are kept on this phone; try again later.'],
  failed: ['暂时没有办成，请稍后再试，或拨打 12345。', 'That did not work for now. Try again, or call 12345.'],
  danger_bar: ['有人身危险，请先拨打', 'In danger? Call first'],
  larger: ['大字', 'Larger'], smaller: ['标准', 'Standard'],
  submit_title: ['反映诉求', 'Report a matter'],
  detail: ['发生了什么', 'What happened'], detail_hint: ['时间、地点、涉及谁、什么事', 'When, where, who and what'],
  title: ['标题（可不填）', 'Title (optional)'], title_hint: ['一句话概括', 'In one line'],
  wish: ['希望怎么解决', 'What you hope for'], wish_hint: ['例如：尽快修复路灯', 'For example: repair the lamp soon'],
  happened: ['什么时间', 'When'], happened_hint: ['例如：上周五晚上开始', 'For example: since last Friday evening'],
  place: ['在哪里', 'Where'], place_hint: ['写明路名、门牌或小区', 'Street and number, or the estate'],
  choose: ['在地图上选', 'Choose on the map'], chosen: ['已选点', 'Point chosen'], drop_point: ['去掉选点', 'Drop the point'],
  photos: ['照片', 'Photos'], photos_hint: ['最多 {most} 张', 'Up to {most}'], add_photo: ['添加照片', 'Add photos'], remove: ['删除', 'Remove'],
  photo_failed: ['没有传上，点此重试', 'Not sent, tap to try again'],
  too_big: ['照片超过 {most} MB，未添加。', 'A photo is over {most} MB and was left out.'],
  uploading: ['照片还在上传，请稍候。', 'Photos are still being sent.'],
  name: ['姓名', 'Name'], phone: ['手机号码', 'Phone number'],
  called: ['姓名和号码只用于联系您，承办单位按保密规定使用。', 'Used only to reach you; the units keep them confidential.'],
  send: ['提交', 'Send'], sending: ['正在提交…', 'Sending…'], clear: ['清空草稿', 'Clear'], clear_sure: ['清空已写的内容？', 'Clear what you wrote?'],
  kept: ['草稿已保存在手机上', 'Your draft is kept on this phone'],
  waiting: ['上次提交没有收到回音，再次提交不会重复登记。', 'Your last try got no answer. Sending again files nothing twice.'],
  older: ['收到的是您上一次提交的内容；之后的修改请在“补充”里写。', 'Your earlier words were filed; add what you changed under “Add”.'],
  need_detail: ['请写下发生了什么。', 'Please write what happened.'],
  sent: ['已登记', 'Filed'], joined: ['已作为催办转告', 'Passed on'], number: ['编号', 'Number'], code: ['提取码', 'Code'], copy: ['复制', 'Copy'], due: ['办理期限', 'Due'],
  lacking: ['补充以下内容，办理更快', 'Add these and it goes faster'], see: ['查看进度', 'See progress'], again: ['再反映一件', 'Report another'],
  danger: ['可能有人身危险，请先打电话', 'This may be dangerous: call first'], call: ['拨打', 'Call'],
  mine_title: ['我的诉求', 'My requests'], none: ['还没有诉求。', 'No requests yet.'], more: ['继续加载', 'Load more'], end: ['没有更多了', 'That is all'],
  retry: ['重试', 'Try again'], loading: ['正在加载…', 'Loading…'],
  progress_title: ['办理进度', 'Progress'], by_number: ['按编号查询', 'Look up by number'], number_hint: ['13 位编号', '13 digits'],
  code_hint: ['6 位提取码，本人登录可不填', '6-digit code; not needed for your own'], look_up: ['查询', 'Look up'],
  bad_number: ['编号为 13 位数字，提取码为 6 位数字。', 'The number has 13 digits, the code 6.'],
  answers: ['办理结果', 'Answers'], steps: ['办理过程', 'Steps'], add: ['补充', 'Add'], urge: ['催办', 'Urge'], urged: ['已催办', 'Urged'], rate: ['评价', 'Rate'],
  complete_title: ['补充情况', 'Add to the request'], time: ['时间', 'When'], person: ['涉及的人或单位', 'Who is concerned'], event: ['事情经过', 'What happened'],
  words: ['其他要补充的', 'Anything else'], nothing: ['请至少填写一项。', 'Please fill in at least one.'], added: ['已补充', 'Added'],
  rate_title: ['评价', 'Rate'], matter: ['对办理结果', 'The outcome'], solved: ['问题解决了吗', 'Is it solved?'], yes: ['解决了', 'Yes'], no: ['没有解决', 'No'],
  comment: ['想说的话（可不填）', 'Comment (optional)'], choose_grade: ['请先选择一项评价。', 'Please choose a grade first.'],
  rated: ['谢谢，评价已记录', 'Thank you, your grade was recorded'],
  unhappy: ['我们会复核办理情况。', 'We will look into it again.'],
  assistant_title: ['助手', 'Assistant'], ask: ['您想做什么？', 'What would you like to do?'], advice: ['什么情况怎么办', 'Which way is quickest'],
  how: ['怎样写能办得快', 'How to be helped quickly'],
  how_1: ['写清时间、地点、涉及谁、发生了什么、希望怎么解决。', 'Say when, where, who, what happened, and what you hope for.'],
  how_2: ['一件事提交一次；同一件事会并入原来的编号。', 'Send each matter once; the same matter joins its first number.'],
  how_3: ['拍下照片，在地图上选点。', 'Take photos and choose the point on the map.'],
  how_4: ['记下编号和提取码，随时可查、可补充、可催办。', 'Keep number and code to follow, add and urge at any time.'],
  doors: ['还可以这样找我们', 'Other ways to reach us'], person_now: ['找人工', 'Talk to a person'],
};

function language() {
  try {
    const told = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
    return String((told || {}).language || 'zh').toLowerCase().startsWith('en') ? 'en' : 'zh';
  } catch { return 'zh'; }
}

const words = (lang) => Object.fromEntries(Object.entries(WORDS).map(([name, both]) => [name, both[lang === 'en' ? 1 : 0]]));

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

module.exports = { language, words, filled, WORDS };
