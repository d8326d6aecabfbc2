"""The measure of masking counts what stays open and what is hurt, and keeps foreign numbers apart."""

from huying.understanding.evaluation.mask import Case, cases, measure


def test_measure_counts_pieces_left_open_and_texts_hurt() -> None:
    report = measure([Case("电话13912345678", ("13912345678",)), Case("密语甲乙丙", ("甲乙丙",)), Case("打13912345678", ())])
    figures = {figure.name: figure.value for figure in report.figures}
    assert figures["recall, Chinese formats"] == 0.5
    assert round(figures["texts hurt"], 3) == 0.333 and not report.kept
    assert [one.said for one in report.mistakes] == ["open", "covered: 13912345678"]


def test_formats_are_told_apart() -> None:
    row = {"Input": "我的电话号是{}.", "Results": [{"TypeName": "phonenumber"}]}

    def sort(number: str) -> str:
        return cases([row | {"Input": row["Input"].format(number), "Results": [row["Results"][0] | {"Text": number}]}])[0].sort

    assert [sort(each) for each in ("13912345678", "+86 20 61302222-8866", "010-62288559", "7629236")] == ["Chinese"] * 4
    assert [sort(each) for each in ("+49 171 1234567", "(541) 754-3010", "06-12345678")] == ["foreign"] * 3
    assert cases([{"Input": "没有", "Results": []}])[0].sort == "nothing"
