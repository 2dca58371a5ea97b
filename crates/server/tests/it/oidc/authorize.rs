//! `/oidc/auth`: what a request may say and how it is answered (RFC 6749 §4.1.1, §4.1.2).

use crate::kit::{Setup, Tokens, VERIFIER, World};

async fn world() -> World {
    World::with(Setup::default()).await
}

#[tokio::test]
async fn t_06_a_parameter_sent_twice_is_refused() {
    let world = world().await;
    let web = world.relying_party("web");
    for (name, again) in [
        ("scope", "openid"),
        ("response_type", "code"),
        ("nonce", "other"),
        ("code_challenge", "x"),
        ("prompt", "none"),
        ("teapot", "1"),
    ] {
        let target = match name {
            "prompt" | "teapot" => format!("{}&{name}={again}&{name}={again}", web.request()),
            _ => format!("{}&{name}={again}", web.request()),
        };
        let answer = world.browser().get(&target).await;
        assert_eq!(
            answer.parameter("error").as_deref(),
            Some("invalid_request"),
            "{name}"
        );
        assert_eq!(answer.parameter("state").unwrap(), "af0ifjsldkj", "{name}");
    }
    // Which client, and where to: not known, so nobody is redirected.
    for more in [
        "client_id=web",
        "client_id=other",
        "redirect_uri=https://rp.example/cb",
        "redirect_uri=https://evil.example",
        "r%65direct_uri=https://evil.example",
        // Which one the client compares is not known either.
        "state=af0ifjsldkj",
        "state=other",
    ] {
        let answer = world.get(&format!("{}&{more}", web.request())).await;
        answer.refused(400, "invalid_request");
    }
    // Resources may be many (RFC 8707 §2).
    let resource = "resource=urn:logto:resource:organizations";
    let twice = format!("{}&{resource}&{resource}", web.request());
    let answer = world.get(&twice).await;
    assert!(answer.location().starts_with("/sign-in?"));
}

#[tokio::test]
async fn t_06_query_and_body_do_not_mix() {
    let world = world().await;
    let web = world.relying_party("web");
    let request = web.request();
    let (_, query) = request.split_once('?').unwrap();
    for target in [&request, "/oidc/auth?state=x", "/oidc/auth?client_id=web"] {
        let answer = world.call("POST", target, &[], query).await;
        answer.refused(400, "invalid_request");
    }
    let doubled = format!("{query}&redirect_uri=https://evil.example");
    let answer = world.call("POST", "/oidc/auth", &[], &doubled).await;
    let answer = world.get(answer.location()).await;
    answer.refused(400, "invalid_request");
    let code = web.code("ada@example.com", &[]).await.1;
    let form = format!("grant_type=authorization_code&client_id=spa&code={code}");
    let mixed = world.call("POST", "/oidc/token?client_id=spa", &[], &form);
    mixed.await.refused(400, "invalid_request");
    let doubled = format!("{form}&code={code}");
    let twice = world.call("POST", "/oidc/token", &[], &doubled);
    twice.await.refused(400, "invalid_request");
    let right = format!(
        "grant_type=authorization_code&client_id=web&code={code}&code_verifier={VERIFIER}\
         &redirect_uri=https%3A%2F%2Frp.example%2Fcb"
    );
    let secret = web.secret.unwrap();
    let target = format!("/oidc/token?client_secret={secret}");
    let in_the_address = world.call("POST", &target, &[], &right);
    in_the_address.await.refused(400, "invalid_request");
    assert_eq!(web.redeem(&code).await.status, 200);
}

#[tokio::test]
async fn t_07_nothing_but_a_code_is_ever_issued() {
    let world = world().await;
    for client in ["web", "spa", "native"] {
        let rp = world.relying_party(client);
        let (mut browser, _) = rp.code("ada@example.com", &[]).await;
        for kind in [
            "token",
            "id_token",
            "id_token token",
            "code token",
            "code id_token",
            "code id_token token",
            "none",
            "CODE",
            "code code",
        ] {
            let target = rp.request_with(&[("response_type", kind)]);
            let answer = browser.get(&target).await;
            let location = answer.location();
            assert!(location.starts_with(&format!("{}?error=", rp.redirect_uri)));
            assert!(!location.contains('#') && !location.contains("token="));
            let error = answer.parameter("error").unwrap();
            assert_eq!(error, "unsupported_response_type", "{client} {kind}");
        }
        let missing = browser
            .get(&rp.request_with(&[("response_type", "")]))
            .await;
        assert_eq!(missing.parameter("error").unwrap(), "invalid_request");
        let answer = browser.get(&rp.request()).await;
        assert!(answer.parameter("code").is_some(), "{client}");
    }
}

#[tokio::test]
async fn t_08_a_mode_that_is_not_on_offer_is_told_in_the_query() {
    let world = world().await;
    let web = world.relying_party("web");
    for (mode, error) in [
        ("query", "login_required"),
        ("web_message", "unsupported_response_mode"),
        ("query.jwt", "unsupported_response_mode"),
        ("form_post.jwt", "unsupported_response_mode"),
    ] {
        let target = web.request_with(&[("response_mode", mode), ("prompt", "none")]);
        let answer = world.get(&target).await;
        assert!(
            answer
                .location()
                .starts_with("https://rp.example/cb?error=")
        );
        assert_eq!(answer.parameter("error").unwrap(), error, "{mode}");
    }
}

#[tokio::test]
async fn t_09_state_and_issuer_come_back_byte_for_byte() {
    let world = world().await;
    let web = world.relying_party("web");
    let (mut browser, _) = web.code("ada@example.com", &[]).await;
    for state in [
        "\"><script>alert(1)</script>",
        "a b+c&d=e%20f#g?h",
        "é\u{1F511}\u{202E}x",
        "line\r\nSet-Cookie: x=1",
        " ",
        &"s".repeat(4096),
    ] {
        for prompt in ["none", "create"] {
            let target = web.request_with(&[("state", state), ("prompt", prompt)]);
            let answer = browser.get(&target).await;
            assert_eq!(answer.parameter("state").as_deref(), Some(state));
            let issuer = answer.parameter("iss").unwrap();
            assert_eq!(issuer, "http://localhost:3001/oidc");
            assert_eq!(answer.headers.get_all("location").iter().count(), 1);
            assert!(answer.cookies().is_empty());
            let has = |name| answer.parameter(name).is_some();
            assert_eq!(has("code"), prompt == "none");
            assert_eq!(has("error"), prompt != "none");
            let text = answer.parameter("error_description").unwrap_or_default();
            let allowed = |b: u8| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            assert!(text.bytes().all(allowed), "{text:?}");
        }
    }
    let answer = browser.get(&web.request_with(&[("state", "")])).await;
    assert_eq!(answer.parameter("state"), None);
    assert!(answer.parameter("code").is_some());
}

/// RFC 6749 §4.1.2.1: REQUIRED if it was in the request. What is wrong with the other parameters
/// does not matter, nor in which order they stand.
#[tokio::test]
async fn t_09_every_refusal_repeats_the_longest_state_there_can_be() {
    let world = world().await;
    let web = world.relying_party("web");
    let (state, long) = ("\"".repeat(4_096), "x".repeat(2_000));
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("response_type", "", "invalid_request"),
        ("response_mode", "web_message", "unsupported_response_mode"),
        ("scope", "a\"b", "invalid_scope"),
        ("resource", "https://api.example", "invalid_target"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("nonce", &long, "invalid_request"),
        ("prompt", "none login", "invalid_request"),
        ("prompt", "none", "login_required"),
        ("max_age", "soon", "invalid_request"),
        ("id_token_hint", "x", "invalid_request"),
        ("request", "x", "request_not_supported"),
        ("request_uri", "x", "request_uri_not_supported"),
        ("registration", "x", "registration_not_supported"),
    ] {
        let request = web.request_with(&[(name, value), ("state", &state)]);
        let answer = world.get(&request).await;
        assert_eq!(answer.parameter("error").as_deref(), Some(error), "{name}");
        assert_eq!(answer.parameter("state").unwrap(), state, "{name}");
    }
    let (mut browser, _) = web.code("ada@example.com", &[]).await;
    let answer = browser.get(&web.request_with(&[("state", &state)])).await;
    assert!(answer.parameter("code").is_some());
    assert_eq!(answer.parameter("state").unwrap(), state);
}

/// Without its state a client cannot tell the answer from a forged one.
#[tokio::test]
async fn t_09_a_state_that_cannot_come_back_ends_on_a_page() {
    let world = world().await;
    let web = world.relying_party("web");
    let (mut browser, _) = web.code("ada@example.com", &[]).await;
    let state = "x".repeat(4_097);
    for more in [
        ("nonce", "n"),
        ("prompt", "none"),
        ("response_type", "token"),
    ] {
        let answer = browser
            .get(&web.request_with(&[more, ("state", &state)]))
            .await;
        assert_eq!(answer.status, 400, "{}", more.1);
        assert!(!answer.headers.contains_key("location"));
        assert!(answer.body.contains("<h1>") && answer.body.len() < 8_000);
    }
}

#[tokio::test]
async fn t_17_a_post_goes_on_as_a_get_and_nothing_is_ever_repeated_elsewhere() {
    let world = world().await;
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let request = web.request();
    let (path, query) = request.split_once('?').unwrap();
    let answer = browser.post(path, query.to_owned()).await;
    let target = answer.location().to_owned();
    assert!(target.starts_with("/oidc/auth?"));
    assert!(browser.jar.is_empty());
    // `location` holds that each of these is a 303.
    let first = browser.get(&target).await;
    let page = browser.get(first.location()).await;
    let sent = page.form(0).with("email", "ada@example.com");
    let sent = browser.submit(&sent).await;
    let page = browser.get(sent.location()).await;
    let code = world.code("ada@example.com").await;
    let typed = browser.submit(&page.form(0).with("code", &code)).await;
    let page = browser.get(typed.location()).await;
    let resumed = browser.submit(&page.form(0)).await;
    let callback = browser.get(resumed.location()).await;
    let code = callback.parameter("code").unwrap();
    assert_eq!(web.redeem(&code).await.status, 200);
    let end = browser.get("/oidc/session/end").await;
    let ended = browser.submit(&end.form(0)).await;
    assert!(ended.location().starts_with("/oidc/session/end/success"));
}

#[tokio::test]
async fn t_68_a_posted_request_is_a_form_of_eight_kilobytes_at_most() {
    let world = world().await;
    let web = world.relying_party("web");
    let request = web.request_with(&[("state", "")]);
    let (_, query) = request.split_once('?').unwrap();
    let filled = |length: usize| {
        let rest = length - query.len() - "&pad=".len();
        format!("{query}&pad={}", "x".repeat(rest))
    };
    let post = |body: String| {
        let world = world.clone();
        async move { world.call("POST", "/oidc/auth", &[], &body).await }
    };
    let answer = post(filled(8192)).await;
    assert!(answer.location().starts_with("/oidc/auth?"));
    assert!(
        world
            .get(answer.location())
            .await
            .location()
            .starts_with("/sign-in?")
    );
    let too_large = post(filled(8193)).await;
    assert_eq!(too_large.status, 413);
    assert!(!too_large.headers.contains_key("location"));
    let json = [("content-type", "application/json")];
    let answer = world.call("POST", "/oidc/auth", &json, "{}").await;
    answer.refused(400, "invalid_request");
}

#[tokio::test]
async fn request_objects_and_registrations_are_named_as_not_supported() {
    let world = world().await;
    let web = world.relying_party("web");
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        let answer = world.get(&web.request_with(&[(name, "x")])).await;
        assert_eq!(answer.parameter("error").unwrap(), error);
    }
    let answer = world.get(&web.request_with(&[("display", "popup")])).await;
    assert!(answer.location().starts_with("/sign-in?"));
}

#[tokio::test]
async fn scopes_nobody_knows_are_ignored_and_repeated_ones_count_once() {
    let world = world().await;
    let web = world.relying_party("web");
    let scope = "profile teapot openid offline_access urn:logto:scope:organizations profile";
    let (_, code) = web.code("ada@example.com", &[("scope", scope)]).await;
    let answer = web.redeem(&code).await;
    assert_eq!(answer.json()["scope"], "profile openid offline_access");
    assert!(Tokens::of(&answer).id.is_some());
    for bad in ["open\"id", "openid\\x", "openid\tprofile", "é"] {
        let target = web.request_with(&[("scope", bad)]);
        let answer = world.get(&target).await;
        assert_eq!(
            answer.parameter("error").unwrap(),
            "invalid_scope",
            "{bad:?}"
        );
    }
}

#[tokio::test]
async fn the_resource_of_organisations_is_accepted_and_any_other_refused() {
    let world = world().await;
    let web = world.relying_party("web");
    let organizations = [("resource", "urn:logto:resource:organizations")];
    let (_, code) = web.code("ada@example.com", &organizations).await;
    // The token must work at userinfo although a resource was asked for.
    let tokens = Tokens::of(&web.redeem(&code).await);
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    let target = web.request_with(&[("resource", "https://api.example")]);
    let answer = world.get(&target).await;
    assert_eq!(answer.parameter("error").unwrap(), "invalid_target");
}
