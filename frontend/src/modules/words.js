// The few sentences that scripts say by themselves; pages are translated by the server.
const words = {
  zh: {
    ok: '确定', cancel: '取消', close: '关闭', remove: '移除', retry: '重试',
    confirm: '请确认', failed: '操作没有成功，请稍后再试。', offline: '网络不通，内容已保存在本机，请稍后再试。',
    expired: '登录已过期。您填写的内容已保存在本机，重新登录后会自动恢复。', login: '重新登录',
    draft: '已恢复您 {when} 未提交的内容。', discard: '不要了，清空', left: '还可输入 {n} 字', over: '超出 {n} 字',
    liveOn: '实时', liveOff: '已断开', livePolling: '定时刷新', wait: '{n} 秒后可重新获取',
    uploading: '正在上传 {n}%', uploaded: '已上传', uploadFailed: '上传失败', tooLarge: '文件超过 {n} MB', ready: '待提交',
    locating: '正在定位…', noLocation: '无法获取位置，请在地图上点选，或直接填写地址。', picked: '已选位置：{at}',
    softOff: '浏览器话机未连接', softOn: '浏览器话机在线', softRinging: '浏览器话机振铃', softTalking: '浏览器话机通话中', softFailed: '浏览器话机登录失败',
    keys: '键盘快捷键', keysOn: '启用单键快捷键', selected: '已选 {n} 件', zoomIn: '放大', zoomOut: '缩小', map: '地图：方向键移动，回车键选中中心点',
  },
  en: {
    ok: 'OK', cancel: 'Cancel', close: 'Close', remove: 'Remove', retry: 'Try again',
    confirm: 'Please confirm', failed: 'That did not work. Please try again later.', offline: 'No connection. Your text is kept on this device; please try again later.',
    expired: 'You have been signed out. What you wrote is kept on this device and will be restored after you sign in.', login: 'Sign in again',
    draft: 'Restored what you had not sent ({when}).', discard: 'Discard it', left: '{n} characters left', over: '{n} characters too many',
    liveOn: 'Live', liveOff: 'Disconnected', livePolling: 'Refreshing', wait: 'Send again in {n} s',
    uploading: 'Uploading {n}%', uploaded: 'Uploaded', uploadFailed: 'Upload failed', tooLarge: 'Larger than {n} MB', ready: 'Will be sent',
    locating: 'Locating…', noLocation: 'Location not available. Pick it on the map or write the address.', picked: 'Picked: {at}',
    softOff: 'Browser telephone offline', softOn: 'Browser telephone ready', softRinging: 'Browser telephone rings', softTalking: 'Talking in the browser', softFailed: 'Browser telephone refused',
    keys: 'Keyboard shortcuts', keysOn: 'Use single-key shortcuts', selected: '{n} selected', zoomIn: 'Zoom in', zoomOut: 'Zoom out', map: 'Map: move with arrow keys, Enter picks the centre',
  },
};

export function say(key, values = {}, lang = globalThis.document?.documentElement.lang || 'zh') {
  const sentence = words[lang.startsWith('en') ? 'en' : 'zh'][key];
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export { words };
