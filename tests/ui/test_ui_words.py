"""Translations: collecting, keeping and compiling them without GNU gettext."""

from __future__ import annotations

import gettext as standard
import io
from pathlib import Path

import pytest

from huying.ui import messages

PO = messages.LOCALE / "en" / "LC_MESSAGES" / "django.po"


def test_every_sentence_of_the_pages_has_english() -> None:
    assert messages.missing(PO, messages.collect([messages.PACKAGE])) == []


def test_collects_all_shapes_from_templates() -> None:
    source = """{% load i18n %}{% translate "一" %}{% trans '二' as x %}{{ _("三") }}{% translate "四" context "数" %}
    {% blocktranslate with n=row.n %}{{ n }} 件{% endblocktranslate %}{% include "x" with label=_("五") %}
    {% blocktranslate count n=n %}一件{% plural %}{{ n }} 件以上{% endblocktranslate %}
    {% blocktranslate trimmed %}
        两行
        话
    {% endblocktranslate %}{# {% translate "注" %} #}{% comment %}{% translate "注" %}{% endcomment %}"""
    assert set(messages.from_template(source)) == {
        ("", "一", ""), ("", "二", ""), ("", "三", ""), ("数", "四", ""), ("", "%(n)s 件", ""), ("", "五", ""),
        ("", "一件", "%(n)s 件以上"), ("", "两行 话", ""),
    }  # fmt: skip


def test_collects_from_python(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text(
        "from x import gettext as _, ngettext, pgettext_lazy\n_('甲')\nm.gettext('乙')\nngettext('丙', '丁', n)\n"
        "pgettext_lazy('格', '戊')\n_(name)\nother('己')\n_('拼' '接')\n",
        encoding="utf-8",
    )
    assert messages.collect([tmp_path]) == {
        ("", "甲", ""), ("", "乙", ""), ("", "丙", "丁"), ("格", "戊", ""), ("", "拼接", ""),
    }  # fmt: skip


def test_compiled_words_are_read_by_the_standard_library() -> None:
    po = messages.write_po(
        [
            messages.Entry(("", "", ""), [f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {messages.PLURALS}\n"]),
            messages.Entry(("", "工单", ""), ["ticket"]),
            messages.Entry(("动词", "工单", ""), ["to ticket"]),
            messages.Entry(("", "%(n)d 件", "%(n)d 件"), ["one", "many"]),
            messages.Entry(("", '带 "引号"\n和换行', ""), ['with "quotes"\nand lines']),
            messages.Entry(("", "未译", ""), [""]),
            messages.Entry(("", "存疑", ""), ["doubtful"], fuzzy=True),
        ]
    )
    words = standard.GNUTranslations(io.BytesIO(messages.compile_po(po)))
    assert words.gettext("工单") == "ticket"
    assert words.pgettext("动词", "工单") == "to ticket"
    assert [words.ngettext("%(n)d 件", "%(n)d 件", n) for n in (1, 2, 0)] == ["one", "many", "many"]
    assert words.gettext('带 "引号"\n和换行') == 'with "quotes"\nand lines'
    assert words.gettext("未译") == "未译"
    assert words.gettext("存疑") == "存疑"


def test_po_text_survives_reading_and_writing() -> None:
    text = PO.read_text(encoding="utf-8")
    assert messages.write_po(messages.read_po(text)) == text


def test_reads_wrapped_lines_and_comments_of_other_editors() -> None:
    text = (
        '# note\n#: a.html:1\n#, python-format\nmsgid ""\n"长 "\n"句"\nmsgstr ""\n'
        '"long "\n"sentence"\n\n#~ msgid "旧"\n#~ msgstr "old"\n'
    )
    assert [(e.key[1], e.words) for e in messages.read_po(text)] == [("长 句", ["long sentence"])]


def test_sync_adds_new_drops_old_and_keeps_translations(tmp_path: Path) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    keys = {("", "一", ""), ("", "二", "")}
    assert messages.sync(po, keys)[0] == 2
    po.write_text(po.read_text(encoding="utf-8").replace('msgid "一"\nmsgstr ""', 'msgid "一"\nmsgstr "one"'), encoding="utf-8")
    assert messages.sync(po, {("", "一", ""), ("", "三", "")}) == (1, 1)
    assert messages.missing(po, keys | {("", "三", "")}) == [("", "三", ""), ("", "二", "")]


def test_compiles_only_what_is_stale(tmp_path: Path) -> None:
    po = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    messages.sync(po, {("", "一", "")})
    assert messages.compile_all(tmp_path) == [po.with_suffix(".mo")]
    assert messages.compile_all(tmp_path) == []


def test_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main([]) == 2
    assert "sync" in capsys.readouterr().out
