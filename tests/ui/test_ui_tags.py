"""Tags and components as pages use them."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from huying.tickets.states import STATE_NAMES, State
from huying.ui import assets, icons
from huying.ui.context import EMERGENCY

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "huying" / "ui" / "templates"


def say(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load huying %}" + source).render(context).strip()


def test_number_is_grouped_and_other_text_is_left_alone() -> None:
    assert say("{{ n|number }}", n="2611234829157") == "261123 482915 7"
    assert say("{{ n|number }}", n="DH-2026") == "DH-2026"


def test_mask_hides_phones_and_names() -> None:
    assert say("{{ v|mask }}", v="13812346021") == "138****6021"
    assert say("{{ v|mask }}", v="陈小明") == "陈**"
    assert say("{{ v|mask }}", v=None) == ""


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_badge_in_both_words_and_languages(state: State) -> None:
    names = STATE_NAMES[state]
    assert names[0] in say("{% state_badge s %}", s=state.value)
    assert names[2] in say('{% state_badge s "citizen" %}', s=SimpleNamespace(state=state.value))
    with translation.override("en"):
        assert names[1] in say("{% state_badge s %}", s={"state": state.value})


def test_a_citizen_cannot_tell_inner_states_apart_by_colour() -> None:
    badges = {say('{% state_badge s "citizen" %}', s=s) for s in ("pending_dispatch", "dispatched", "handling", "replied")}
    assert len(badges) == 1


def test_lights_differ_by_shape_and_say_words() -> None:
    shapes = {colour: icons.light_shape(colour) for colour in icons.LIGHT_SHAPES}
    assert len(set(shapes.values())) == 5
    assert "逾期" in say("{% deadline row %}", row={"deadline": {"light": "red", "text": "逾期 5 小时"}})


def test_dialog_has_title_and_close_button_and_escapes() -> None:
    html = say('{% dialog id="d" title=t %}<p>正文</p>{% enddialog %}', t="<b>延期</b>")
    assert 'aria-labelledby="d-title"' in html
    assert "&lt;b&gt;延期&lt;/b&gt;" in html
    assert "<p>正文</p>" in html


def test_icons_are_drawn_and_hidden_from_readers() -> None:
    assert len(icons.ICONS) >= 45
    for name in icons.ICONS:
        assert 'aria-hidden="true"' in icons.icon(name)
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_every_icon_named_in_templates_exists() -> None:
    used = set()
    for folder in (ROOT / "huying").rglob("templates"):
        for file in folder.rglob("*.html"):
            used |= set(re.findall(r'{% icon "([\w-]+)"|icon_name="([\w-]+)"', file.read_text(encoding="utf-8")))
    names = {a or b for a, b in used}
    assert names <= set(icons.ICONS)


def test_no_template_has_inline_script_style_or_handlers_or_is_too_long() -> None:
    for folder in (ROOT / "huying").rglob("templates"):
        for file in folder.rglob("*.html"):
            if "admin" in file.parts or "unfold" in file.parts:
                continue
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), file
            assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:", text), file
            assert text.count("\n") <= 150, file


class Sample(forms.Form):
    phone = forms.CharField(label="电话", help_text="十一位数字")
    kind = forms.ChoiceField(label="性质", choices=[("a", "咨询")], widget=forms.RadioSelect)


def test_field_ties_label_hint_and_error_to_the_input() -> None:
    form = Sample({"phone": "", "kind": ""})
    html = render_to_string("ui/c/field.html", {"field": form["phone"]})
    assert '<label for="id_phone">' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    for part in described[1].split():
        assert f'id="{part}"' in html
    assert 'aria-invalid="true"' in html


def test_error_summary_links_to_the_fields() -> None:
    html = render_to_string("ui/c/errors.html", {"form": Sample({"phone": "", "kind": "a"})})
    assert 'href="#id_phone"' in html
    assert render_to_string("ui/c/errors.html", {"form": Sample({"phone": "1", "kind": "a"})}).strip() == ""


def test_bars_carry_their_length_as_an_attribute() -> None:
    html = render_to_string("ui/c/bars.html", {"rows": [{"label": "甲", "value": 3, "percent": 65.9}]})
    assert 'width="65.9%"' in html


def test_emergency_banner_dials() -> None:
    html = render_to_string("ui/c/emergency.html", {"emergency_calls": EMERGENCY, "first": "120"})
    assert re.findall(r'href="tel:(\d+)"', html) == ["110", "119", "120"]
    assert 'class="call is-first" href="tel:120"' in html


def test_pages_come_without_tags_when_the_front_end_is_not_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "DIST", tmp_path)
    assert assets.tags("main.js") == ""


def test_assets_come_from_the_manifest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        '{"src/main.js": {"file": "main-1.js", "css": ["main-2.css"], "imports": ["_p.js"]}, "_p.js": {"file": "p-3.js"}}'
    )
    monkeypatch.setattr(assets, "DIST", tmp_path)
    assert assets.tags("main.js") == (
        '<link rel="stylesheet" href="/static/dist/main-2.css"><link rel="modulepreload" href="/static/dist/p-3.js">'
        '<script type="module" src="/static/dist/main-1.js"></script>'
    )
