"""Login of staff: the right desk, lock-out, second factor, and forms whose login had run out."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from huying.desks.staff import second
from huying.people.models import Account, Grant

PASSWORD = "correct horse 12345"
LOGIN = "/staff/login/"


@pytest.fixture
def people(cast: Any, settings: Any) -> Any:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for account in Account.objects.filter(username__in=["agent", "dispatcher", "liaison", "squad_leader"]):
        account.set_password(PASSWORD)
        account.save()
    return cast


def enter(client: Client, username: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login_form": "1", "username": username, "password": password, **more})


def now_code(secret: str, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def second_factor(account: Account) -> str:
    from allauth.mfa.totp.internal.auth import TOTP

    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    return secret


@pytest.mark.parametrize(("who", "desk"), [("agent", "/staff/agent/"), ("dispatcher", "/staff/dispatch/"), ("liaison", "/staff/unit/"),
                                           ("squad_leader", "/staff/agent/overview/")])
def test_everybody_comes_to_their_desk(people: Any, who: str, desk: str) -> None:
    client = Client()
    assert enter(client, who).url == "/staff/"
    assert client.get("/staff/").url == desk


def test_several_roles_choose_a_desk(people: Any) -> None:
    Grant.objects.create(account=people.agent_account, role="dispatcher")
    client = Client()
    enter(client, "agent")
    page = client.get("/staff/")
    assert page.status_code == 200
    assert {'href="/staff/agent/"', 'href="/staff/dispatch/"'} <= set(re.findall(r'href="/staff/[a-z]+/"', page.content.decode()))


def test_the_login_leads_back_but_never_away(people: Any) -> None:
    inside = Client().post(f"{LOGIN}?next=/staff/profile/", {"login_form": "1", "username": "agent", "password": PASSWORD})
    assert inside.url == "/staff/profile/"
    away = Client().post(f"{LOGIN}?next=https://evil.example/", {"login_form": "1", "username": "agent", "password": PASSWORD})
    assert away.url == "/staff/"


def test_wrong_password_and_unknown_name_read_alike(people: Any) -> None:
    wrong, unknown = enter(Client(), "agent", "wrong"), enter(Client(), "nobody-here", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert "账号或密码不对" in wrong.content.decode()
    assert "账号或密码不对" in unknown.content.decode()
    assert "wrong" not in wrong.content.decode()


def test_lock_out_is_told_with_its_time_and_holds_for_the_right_password(people: Any, settings: Any) -> None:
    client = Client()
    answers = [enter(client, "agent", f"wrong{place}") for place in range(settings.AXES_FAILURE_LIMIT)]
    assert "还可以再试 1 次" in answers[-2].content.decode()
    assert answers[-1].status_code == 429
    assert "15 分钟后再试" in answers[-1].content.decode()
    late = enter(client, "agent")
    assert late.status_code == 429
    assert "_auth_user_id" not in client.session
    assert enter(Client(), "dispatcher").status_code == 302


def test_an_account_without_a_role_is_told_so(people: Any) -> None:
    Account.objects.create_user("bare", PASSWORD)
    answer = enter(Client(), "bare")
    assert answer.status_code == 403
    assert "没有任何角色" in answer.content.decode()


def test_the_second_factor_is_asked_for_and_taken_once(people: Any) -> None:
    secret = second_factor(people.agent_account)
    client = Client()
    asked = enter(client, "agent")
    assert asked.status_code == 200
    assert "_auth_user_id" not in client.session
    code = now_code(secret)
    assert client.post("/staff/login/code/", {"code": "000000" if code != "000000" else "111111"}).status_code == 422
    assert client.post("/staff/login/code/", {"code": code}).status_code == 302
    again = Client()
    enter(again, "agent")
    assert again.post("/staff/login/code/", {"code": code}).status_code == 422


def test_guessing_codes_is_slowed(people: Any) -> None:
    secret = second_factor(people.agent_account)
    client = Client()
    enter(client, "agent")
    for place in range(8):
        client.post("/staff/login/code/", {"code": f"{place:06d}"})
    assert client.post("/staff/login/code/", {"code": now_code(secret)}).status_code == 429


def test_a_code_without_a_password_leads_to_the_login(people: Any) -> None:
    page = Client().post("/staff/login/code/", {"code": "123456"})
    assert 'name="password"' in page.content.decode()


def test_set_up_recovery_and_removal(people: Any) -> None:
    client = Client()
    enter(client, "agent")
    page = client.get("/staff/profile/authenticator/").content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page)
    assert secret
    assert client.post("/staff/profile/authenticator/", {"code": "12"}).status_code == 422
    done = client.post("/staff/profile/authenticator/", {"code": now_code(secret.group())})
    codes = re.findall(r"<li>(\d{8})</li>", done.content.decode())
    assert len(codes) == 10
    other = Client()
    enter(other, "agent")
    assert other.post("/staff/login/code/", {"code": codes[0]}).status_code == 302
    assert client.post("/staff/profile/authenticator/removal/", {"password": "wrong"}).status_code == 422
    assert second.enabled(people.agent_account)
    client.post("/staff/profile/authenticator/removal/", {"password": PASSWORD})
    assert not Authenticator.objects.filter(user=people.agent_account).exists()


def test_a_new_password_keeps_this_login_and_ends_others(people: Any) -> None:
    client, other = Client(), Client()
    enter(client, "agent")
    enter(other, "agent")
    fresh = "another horse 6789"
    change = {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh}
    assert client.post("/staff/profile/password/", change).status_code == 302
    assert client.get("/staff/profile/").status_code == 200
    assert other.get("/staff/profile/").status_code == 302
    short = client.post("/staff/profile/password/", {"old_password": fresh, "new_password1": "a", "new_password2": "a"})
    assert short.status_code == 422


def test_the_profile_tells_who_one_is(people: Any) -> None:
    client = Client()
    enter(client, "liaison")
    page = client.get("/staff/profile/").content.decode()
    assert "联络员" in page
    assert people.lead_unit.name in page


def test_logging_out_needs_a_post(people: Any) -> None:
    client = Client()
    enter(client, "agent")
    assert client.get("/staff/logout/").status_code == 405
    client.post("/staff/logout/")
    assert client.get("/staff/profile/").status_code == 302


WORDS = "路灯坏了\n一整条街都是黑的，\"老人\"摔倒 <b>两次</b>。😀"


def _typed_after_expiry(client: Client) -> Any:
    """What a browser does with a form whose login had run out: it follows the 307 with the same body."""
    first = client.post("/staff/t/2603024829157/acts/notes/", {"words": WORDS, "version": "3", "csrfmiddlewaretoken": "x"})
    assert first.status_code == 307
    return client.post(first.url, {"words": WORDS, "version": "3", "csrfmiddlewaretoken": "x"})


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found.group(1)


def test_a_form_sent_after_the_login_ran_out_comes_back_with_every_word(people: Any) -> None:
    from html import unescape

    client = Client()
    page = _typed_after_expiry(client).content.decode()
    assert "没有丢" in page
    carried = _hidden(page, "kept")
    wrong = client.post(f"{LOGIN}?next=/staff/", {"login_form": "1", "username": "agent", "password": "no", "kept": carried})
    assert _hidden(wrong.content.decode(), "kept") == carried
    back = enter(client, "agent", kept=carried).content.decode()
    assert 'action="/staff/t/2603024829157/acts/notes/"' in back
    assert WORDS in unescape(back)
    assert _hidden(back, "version") == "3"
    assert "csrfmiddlewaretoken" in back


def test_what_was_typed_passes_the_second_factor(people: Any) -> None:
    secret = second_factor(people.agent_account)
    client = Client()
    carried = _hidden(_typed_after_expiry(client).content.decode(), "kept")
    asked = enter(client, "agent", kept=carried).content.decode()
    assert _hidden(asked, "kept") == carried
    back = client.post("/staff/login/code/", {"code": now_code(secret), "kept": carried}).content.decode()
    assert "一整条街都是黑的" in back


def test_carried_values_are_signed(people: Any) -> None:
    client = Client()
    carried = _hidden(_typed_after_expiry(client).content.decode(), "kept")
    forged = enter(client, "agent", kept=carried[:-4] + "AAAA")
    assert forged.status_code == 302


def test_passwords_are_never_carried(people: Any) -> None:
    client = Client()
    first = client.post("/staff/profile/password/", {"old_password": "SecretOne1", "note": "普通文字"})
    page = client.post(first.url, {"old_password": "SecretOne1", "note": "普通文字"}).content.decode()
    back = enter(client, "agent", kept=_hidden(page, "kept")).content.decode()
    assert "普通文字" in back
    assert "SecretOne1" not in back


def test_an_act_by_htmx_is_refused_and_the_page_stays(people: Any) -> None:
    answer = Client().post("/staff/t/2603024829157/acts/notes/", {"words": WORDS}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert Client().get("/staff/profile/", headers={"HX-Request": "true"}).headers["HX-Redirect"].startswith(LOGIN)


def test_staff_sign_on_finds_the_account_and_makes_none(people: Any, rf: Any) -> None:
    from allauth.core.exceptions import ImmediateHttpResponse
    from allauth.socialaccount.models import SocialAccount, SocialLogin
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.contrib.sessions.backends.db import SessionStore

    from huying.desks.staff.sso import Adapter

    def sign_on(username: str) -> Any:
        request = rf.get("/accounts/oidc/staff/login/callback/")
        request.session = SessionStore()
        request._messages = FallbackStorage(request)
        login = SocialLogin(account=SocialAccount(provider="staff", uid="1", extra_data={"preferred_username": username}))
        with pytest.raises(ImmediateHttpResponse) as found:
            Adapter(request).pre_social_login(request, login)
        return request, found.value.response

    request, response = sign_on("agent")
    assert response.url == "/staff/"
    assert int(request.session["_auth_user_id"]) == people.agent_account.pk
    count = Account.objects.count()
    request, response = sign_on("stranger")
    assert response.url == LOGIN
    assert "_auth_user_id" not in request.session
    assert Account.objects.count() == count


def test_a_role_that_needs_a_second_factor_is_not_in_before_it_has_one(people: Any, settings: Any) -> None:
    settings.SECOND_FACTOR = ["agent"]
    client = Client()
    assert enter(client, "agent").url == "/staff/login/setup/?next=%2Fstaff%2F"
    assert client.get("/staff/profile/").status_code == 302
    page = client.get("/staff/login/setup/").content.decode()
    secret = re.search(r"[A-Z2-7]{32}", page)
    assert secret
    assert client.post("/staff/login/setup/", {"code": "12"}).status_code == 422
    for answer in ("", "{}", "[]", "null", "{" * 3000, '{"id":1,"rawId":"x","response":{},"type":"public-key"}'):
        assert client.post("/staff/login/setup/", {"credential": answer}).status_code == 422
    done = client.post("/staff/login/setup/?next=/staff/profile/", {"code": now_code(secret.group())}).content.decode()
    assert len(re.findall(r"<li>(\d{8})</li>", done)) == 10 and 'href="/staff/profile/"' in done
    assert client.get("/staff/profile/").status_code == 200
    refused = client.post("/staff/profile/authenticator/removal/", {"password": PASSWORD})
    assert refused.status_code == 422 and "必须启用二次验证" in refused.content.decode()
    assert second.enabled(people.agent_account)
    assert enter(Client(), "dispatcher").url == "/staff/"
    assert Client().get("/staff/login/setup/").url == LOGIN


def test_secrets_of_apps_are_sealed_and_old_ones_are_still_read(people: Any) -> None:
    secret = second_factor(people.agent_account)
    row = Authenticator.objects.get()
    assert secret not in str(row.data)
    row.data["secret"] = secret
    row.save()
    client = Client()
    enter(client, "agent")
    assert client.post("/staff/login/code/", {"code": now_code(secret)}).status_code == 302


def test_new_recovery_codes_end_the_old_ones(people: Any) -> None:
    second_factor(people.agent_account)
    old = second.recovery_codes(people.agent_account)
    client = Client()
    enter(client, "agent")
    client.post("/staff/login/code/", {"code": old[0]})
    assert client.post("/staff/profile/codes/", {"password": "wrong"}).status_code == 422
    fresh = re.findall(r"<li>(\d{8})</li>", client.post("/staff/profile/codes/", {"password": PASSWORD}).content.decode())
    assert len(fresh) == 10 and not second.right(people.agent_account, old[1]) and second.right(people.agent_account, fresh[0])


def test_what_is_no_answer_of_a_key_opens_nothing(people: Any) -> None:
    second_factor(people.agent_account)
    client = Client()
    enter(client, "agent")
    for answer in ("{}", "x" * 30_000, '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA"}}'):
        assert client.post("/staff/login/code/", {"credential": answer}).status_code == 422
    assert "_auth_user_id" not in client.session
