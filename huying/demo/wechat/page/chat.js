// The visitor's side of the chat: sends acts, holds a look for news, shows what came.
const given = JSON.parse(document.body.dataset.given);
const words = given.words;
const web = `${location.protocol}//${location.hostname}:${given.web}`;
const byId = (id) => document.getElementById(id);
const log = byId("log");
let seen = 0;
let follows = true;

const make = (tag, props = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...children);
  return made;
};

const act = (path, body, type = "application/json") =>
  fetch(`/chat/${path}`, { method: "POST", headers: { "X-Chat": "1", "Content-Type": type }, body: type === "application/json" ? JSON.stringify(body) : body })
    .then((answer) => { byId("lost").hidden = answer.ok; }, () => { byId("lost").hidden = false; });

// The hotline's addresses lead to where this visitor sees the hotline.
const address = (text) => (text.startsWith("/") ? web + text : text.replace(/^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?/, web));

const linked = (text) => text.split(/(https?:\/\/[^\s，。；）]+|\/(?:channels\/wechat\/)?t\/\d{13}\/?)/).map((part, place) =>
  place % 2 ? make("a", { href: address(part), target: "_blank", rel: "noopener", textContent: part }) : part);

const bubble = (...children) => make("div", { className: "bubble" }, ...children);

const SHOWN = {
  text: (each) => bubble(...linked(each.text)),
  voice: (each) => bubble(make("span", { className: "tag", textContent: words.voice }), each.text || ""),
  place: (each) => bubble(make("span", { className: "tag", textContent: words.place }), each.text),
  photo: (each) => bubble(make("img", { src: `/chat/media/${each.media}`, alt: words.photo })),
  menu: (each) => bubble(...linked(each.text), make("div", { className: "entries" }, ...each.entries.map((entry) =>
    make("button", { type: "button", textContent: entry.content, onclick: () => act("text", { text: entry.content, tapped: entry.id }) })))),
  card: (each) => make("div", { className: "card" }, make("h3", { textContent: given.cards[each.card] || each.card }),
    make("dl", {}, ...Object.entries(each.fields).flatMap(([name, value]) =>
      [make("dt", { textContent: given.fields[name] || name }), make("dd", { textContent: value })])),
    ...(each.url ? [make("a", { href: address(each.url), target: "_blank", rel: "noopener", textContent: words.open })] : [])),
};

const look = async () => {
  for (;;) {
    try {
      const answer = await fetch(`/chat/news?after=${seen}`);
      if (!answer.ok) throw new Error(answer.status);
      byId("lost").hidden = true;
      for (const each of await answer.json()) {
        if (each.id <= seen) continue;
        seen = each.id;
        log.append(make("li", { className: each.mine ? "mine" : "" }, SHOWN[each.kind](each)));
        log.scrollTop = log.scrollHeight;
      }
    } catch {
      byId("lost").hidden = false;
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
};

const text = byId("text");
const write = () => {
  const said = text.value.trim();
  if (!said) return;
  text.value = "";
  act("text", { text: said });
};
byId("write").addEventListener("submit", (event) => { event.preventDefault(); write(); });
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); write(); }
});
const tray = (open) => { byId("tray").hidden = !open; byId("plus").setAttribute("aria-expanded", String(open)); };
byId("plus").onclick = () => tray(byId("tray").hidden);
byId("photo").onchange = (event) => {
  const [file] = event.target.files;
  if (file) act("photo", file, file.type || "image/jpeg");
  event.target.value = "";
  tray(false);
};
byId("voice").onclick = () => {
  const said = text.value.trim();
  if (!said) { text.placeholder = words.spoken; text.focus(); return; }
  text.value = "";
  act("voice", { text: said });
  tray(false);
};
byId("places").append(...given.places.map(([label], place) => make("option", { value: place, textContent: label })));
byId("place").onclick = () => {
  const [label, lat, lon] = given.places[byId("places").value];
  act("place", { label, lat, lon });
  tray(false);
};
byId("follow").onclick = async () => {
  await act("follow", { on: !follows });
  follows = !follows;
  byId("follow").textContent = follows ? words.leave : words.follow;
};
byId("desk").href = web;

const tapped = (button) => (button.type === "view" ? open(address(button.url), "_blank", "noopener") : act("tap", { key: button.key }));
const closeMenus = () => document.querySelectorAll(".menu ul").forEach((list) => { list.hidden = true; list.previousSibling.setAttribute("aria-expanded", "false"); });
for (const button of given.menu) {
  const head = make("button", { type: "button", textContent: button.name });
  const box = make("div", {}, head);
  if (button.sub_button) {
    const list = make("ul", { hidden: true }, ...button.sub_button.map((each) =>
      make("li", {}, make("button", { type: "button", textContent: each.name, onclick: () => { closeMenus(); tapped(each); } }))));
    head.setAttribute("aria-expanded", "false");
    head.onclick = () => { const open = list.hidden; closeMenus(); list.hidden = !open; head.setAttribute("aria-expanded", String(open)); };
    box.append(list);
  } else head.onclick = () => { closeMenus(); tapped(button); };
  byId("menu").append(box);
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape") { closeMenus(); tray(false); } });
log.addEventListener("click", closeMenus);
look();
