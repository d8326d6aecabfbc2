"""The small model learns, says what scikit-learn says, and is the same after being kept."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.understanding import letters

YES = ["厨房着火了", "车间着火冒烟", "有人着火", "浓烟很大着火"]
NO = ["路灯坏了", "物业乱收费", "公交太慢", "自来水发黄"]


@pytest.fixture(scope="module")
def model() -> letters.LetterModel:
    return letters.train(YES + NO, [True] * 4 + [False] * 4)


def test_model_tells_the_classes_apart_and_why(model: letters.LetterModel) -> None:
    assert model.chance("山上着火") > 0.5 > model.chance("路灯太慢")
    assert "着火" in model.because("山上着火")


def test_model_says_what_the_library_says(model: letters.LetterModel) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    view = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True, lowercase=False)
    fitted = LogisticRegression(C=10.0, max_iter=5000, tol=1e-6).fit(view.fit_transform(YES + NO), [True] * 4 + [False] * 4)
    for text in ("着火了着火了", "灯", "", "完全无关xyz"):
        assert model.chance(text) == pytest.approx(fitted.predict_proba(view.transform([text]))[0, 1], abs=1e-6)


def test_model_is_the_same_after_being_kept(model: letters.LetterModel, tmp_path: Path) -> None:
    model.write(tmp_path / "model.json")
    assert letters.read(tmp_path / "model.json").chance("车间着火") == pytest.approx(model.chance("车间着火"), abs=0.01)


@given(st.text(max_size=200))
def test_chance_is_between_none_and_all(text: str) -> None:
    assert 0.0 <= letters.LetterModel({"火": (1.0, 5.0)}, -1.0).chance(text) <= 1.0
