//! `/oidc/session/end`: who is asked first, who is not, and where the browser goes
//! (OpenID Connect RP-Initiated Logout 1.0, ADR 0004).

use oidc_core::time::Lifetime;

use crate::kit::{Answer, Browser, Setup, Tokens, World, on_both};

const END: &str = "/oidc/session/end";

on_both! {
    t_61_the_name_of_a_client_in_the_session_is_enough,
    t_61_a_hint_is_enough_and_may_have_expired,
    t_61_a_hint_of_another_session_is_asked_about,
    t_61_whoever_proves_nothing_is_asked,
    t_61_an_address_that_is_not_the_clients_ends_nothing,
    t_61_a_refused_sign_out_says_so_and_offers_one_that_goes_nowhere_else,
    t_61_a_native_client_comes_back_to_the_port_it_listens_on,
    t_61_a_post_from_another_site_ends_nothing_by_itself,
}

fn end(parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{END}?{query}")
}

async fn is_signed_in(world: &World, browser: &Browser) -> bool {
    let web = world.relying_party("web");
    web.silent_code(&mut browser.clone()).await.is_some()
}

#[track_caller]
fn asks(answer: &Answer) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(!answer.headers.contains_key("location"));
    assert_eq!(answer.form(0).action, "/oidc/session/end/confirm");
}

async fn t_61_the_name_of_a_client_in_the_session_is_enough(world: World) {
    let web = world.relying_party("web");
    for (uri, state, target) in [
        ("https://rp.example", "", "https://rp.example/"),
        (
            "https://rp.example/",
            "a b&c",
            "https://rp.example/?state=a%20b%26c",
        ),
        (
            "https://rp.example/bye?x=1",
            "s",
            "https://rp.example/bye?x=1&state=s",
        ),
        ("", "", "/oidc/session/end/success?app_id=web"),
    ] {
        let (mut ada, _) = web.code("ada@example.com", &[]).await;
        let parameters = [
            ("client_id", "web"),
            ("post_logout_redirect_uri", uri),
            ("state", state),
        ];
        let cookie = ada.jar["signet_session_3001"].clone();
        let answer = ada.get(&end(&parameters)).await;
        assert_eq!(answer.location(), target);
        assert!(!ada.jar.contains_key("signet_session_3001"));
        // It is the session that ended, not only its cookie.
        ada.jar.insert("signet_session_3001".to_owned(), cookie);
        assert!(!is_signed_in(&world, &ada).await, "{uri}");
        // Once more, with nothing left to end: the way back is the same.
        assert_eq!(ada.get(&end(&parameters)).await.location(), target);
    }
    let page = world
        .browser()
        .get("/oidc/session/end/success?app_id=web")
        .await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("Bookstore"));
}

async fn t_61_a_hint_is_enough_and_may_have_expired(world: World) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let of_eve = other.sign_in("eve@example.com").await.id.unwrap();
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let hint = Tokens::of(&web.redeem(&code).await).id.unwrap();
    world.pass(Lifetime::days(7));
    for (more, status) in [
        (vec![("id_token_hint", "x")], 400),
        (
            vec![("id_token_hint", hint.as_str()), ("client_id", "other")],
            400,
        ),
    ] {
        assert_eq!(ada.get(&end(&more)).await.status, status);
        world.get(&end(&more)).await.refused(400, "invalid_request");
    }
    // Somebody else's: perhaps a link that somebody else made.
    asks(&ada.get(&end(&[("id_token_hint", &of_eve)])).await);
    assert!(is_signed_in(&world, &ada).await);
    let parameters = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", "https://rp.example"),
    ];
    assert_eq!(
        ada.get(&end(&parameters)).await.location(),
        "https://rp.example/"
    );
    assert!(!is_signed_in(&world, &ada).await);
}

async fn t_61_a_hint_of_another_session_is_asked_about(world: World) {
    let club = world.relying_party("club");
    let back = "https://club.example/";
    let agreed = async || {
        let (mut browser, _) = world
            .relying_party("web")
            .code("ada@example.com", &[])
            .await;
        let mut answer = browser.get(&club.request()).await;
        if answer.location().starts_with("/consent") {
            let page = browser.follow(answer).await;
            answer = browser.submit(&page.form(0)).await;
        }
        let code = answer.parameter("code").unwrap();
        (browser, Tokens::of(&club.redeem(&code).await).id.unwrap())
    };
    let (mut first, old) = agreed().await;
    let stranger = |mut browser: Browser| {
        let (world, request) = (world.clone(), club.end_session(&old, back));
        async move {
            asks(&browser.get(&request).await);
            assert!(is_signed_in(&world, &browser).await);
        }
    };
    // In another browser of the same person, where the client has no part.
    let (elsewhere, _) = world
        .relying_party("web")
        .code("ada@example.com", &[])
        .await;
    stranger(elsewhere.clone()).await;
    // Where it has one of its own, and after the session of the hint has ended.
    let (mut second, new) = agreed().await;
    stranger(second.clone()).await;
    assert_eq!(
        first.get(&club.end_session(&old, back)).await.location(),
        back
    );
    assert!(!is_signed_in(&world, &first).await);
    stranger(elsewhere).await;
    stranger(second.clone()).await;
    // Whoever agrees is signed out.
    let mut asked = second.clone();
    let page = asked.get(&club.end_session(&old, back)).await;
    assert_eq!(asked.submit(&page.form(0)).await.location(), back);
    assert_eq!(
        second.get(&club.end_session(&new, back)).await.location(),
        back
    );
    // Of the operator's own clients, the name of one with a part in the session is enough anyway.
    let web = world.relying_party("web");
    let old = web.sign_in("ada@example.com").await.id.unwrap();
    let (mut third, _) = web.code("ada@example.com", &[]).await;
    let own = third
        .get(&web.end_session(&old, "https://rp.example"))
        .await;
    assert_eq!(own.location(), "https://rp.example/");
    let other = world.relying_party("other");
    let (mut fourth, _) = other.code("ada@example.com", &[]).await;
    asks(
        &fourth
            .get(&web.end_session(&old, "https://rp.example"))
            .await,
    );
}

async fn t_61_whoever_proves_nothing_is_asked(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let uri = ("post_logout_redirect_uri", "https://other.example/");
    for (parameters, target) in [
        (vec![], "/oidc/session/end/success"),
        (vec![uri, ("state", "x")], "/oidc/session/end/success"),
        // A client that has no part in this session.
        (vec![("client_id", "other"), uri], "https://other.example/"),
    ] {
        let page = ada.get(&end(&parameters)).await;
        asks(&page);
        assert!(is_signed_in(&world, &ada).await);
        let form = page.form(0);
        for forged in [
            form.clone().without("csrf"),
            form.clone().with("csrf", "AAAA"),
        ] {
            assert_eq!(ada.submit(&forged).await.status, 403);
        }
        let mut elsewhere = ada.clone().with_header("sec-fetch-site", "cross-site");
        assert_eq!(elsewhere.submit(&form).await.status, 403);
        let (mut eve, _) = web.code("eve@example.com", &[]).await;
        assert_eq!(eve.submit(&form).await.status, 403);
        assert!(is_signed_in(&world, &ada).await);
        assert!(is_signed_in(&world, &eve).await);
        assert_eq!(ada.submit(&form).await.location(), target);
        assert!(!is_signed_in(&world, &ada).await);
        let again = ada.get(&end(&parameters)).await;
        assert_eq!(again.location(), target, "nobody is left to be asked");
        ada = web.code("ada@example.com", &[]).await.0;
    }
}

async fn t_61_an_address_that_is_not_the_clients_ends_nothing(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    for uri in [
        "https://evil.example/",
        "https://rp.example.evil.example/",
        "https://rp.example@evil.example/",
        "https://rp.example/other",
        "https://rp.example/?x=1",
        "https://rp.example/#x",
        "https://rp.example/bye",
        "https://rp.example/bye?x=1&y=2",
        "https://rp.example:444",
        "http://rp.example",
        "//rp.example",
        "javascript:alert(1)",
        "https://other.example/",
    ] {
        let parameters = [("client_id", "web"), ("post_logout_redirect_uri", uri)];
        let page = ada.get(&end(&parameters)).await;
        assert_eq!(page.status, 400, "{uri}");
        assert!(!page.headers.contains_key("location"), "{uri}");
        assert!(page.cookies().is_empty(), "{uri}");
        world
            .get(&end(&parameters))
            .await
            .refused(400, "invalid_request");
    }
    for parameters in [
        vec![("client_id", "nobody")],
        vec![("client_id", "web"), ("client_id", "other")],
        vec![("client_id", "web"), ("state", "a"), ("state", "b")],
    ] {
        assert_eq!(
            ada.get(&end(&parameters)).await.status,
            400,
            "{parameters:?}"
        );
    }
    assert!(is_signed_in(&world, &ada).await);
    let answer = ada.get(&end(&[("client_id", "web")])).await;
    assert_eq!(answer.status, 303);
}

/// Browsers leave a `SameSite=Lax` cookie at home on such a POST, and bring it to the GET after.
async fn t_61_a_post_from_another_site_ends_nothing_by_itself(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let headers = [("origin", "https://evil.example"), ("accept", "text/html")];
    for (body, asked) in [("state=x", true), ("client_id=web&state=x", false)] {
        let answer = world.call("POST", END, &headers, body).await;
        assert_eq!(answer.location(), format!("{END}?{body}"));
        assert!(answer.cookies().is_empty());
        assert!(is_signed_in(&world, &ada).await);
        let answer = ada.get(answer.location()).await;
        assert_eq!(answer.status == 200, asked, "{body}");
    }
    assert!(!is_signed_in(&world, &ada).await);
    let query = format!("{END}?client_id=web");
    let mixed = world.call("POST", &query, &headers, "client_id=web").await;
    assert_eq!(mixed.status, 400);
    let large = format!("client_id=web&state={}", "x".repeat(8_192));
    assert_eq!(world.call("POST", END, &headers, &large).await.status, 413);
}

async fn t_61_a_native_client_comes_back_to_the_port_it_listens_on(world: World) {
    let native = world.relying_party("native");
    for (uri, target) in [
        (
            "http://127.0.0.1:54321/bye",
            "http://127.0.0.1:54321/bye?state=s",
        ),
        ("http://127.0.0.1/bye", "http://127.0.0.1/bye?state=s"),
        ("http://[::1]:54321", "http://[::1]:54321/?state=s"),
    ] {
        let (mut ada, _) = native.code("ada@example.com", &[]).await;
        let parameters = [
            ("client_id", "native"),
            ("post_logout_redirect_uri", uri),
            ("state", "s"),
        ];
        assert_eq!(ada.get(&end(&parameters)).await.location(), target);
        assert!(!is_signed_in(&world, &ada).await);
    }
    let (mut ada, _) = native.code("ada@example.com", &[]).await;
    for uri in ["http://localhost:54321/bye", "http://127.0.0.1:54321/other"] {
        let parameters = [("client_id", "native"), ("post_logout_redirect_uri", uri)];
        assert_eq!(ada.get(&end(&parameters)).await.status, 400, "{uri}");
    }
    assert!(is_signed_in(&world, &ada).await);
}

async fn t_61_a_refused_sign_out_says_so_and_offers_one_that_goes_nowhere_else(world: World) {
    let (web, evil) = (("client_id", "web"), "https://evil.example/");
    let evil = ("post_logout_redirect_uri", evil);
    let long = "x".repeat(4_097);
    let damaged = "incomplete or damaged";
    for (parameters, said, home) in [
        (
            vec![web, ("state", "s"), evil],
            "an address that is not registered",
            true,
        ),
        (vec![web, ("state", &long)], damaged, true),
        (vec![web, web], damaged, false),
        (
            vec![("client_id", "nobody"), evil],
            "is not registered with",
            false,
        ),
        (
            vec![("id_token_hint", "x"), evil],
            "a proof we don’t recognise",
            false,
        ),
    ] {
        let target = end(&parameters);
        let nobody = world.browser().get(&target).await;
        assert_eq!(nobody.status, 400);
        assert!(nobody.body.contains("You are not signed in here"), "{said}");
        assert!(nobody.body.contains(said) && !nobody.body.contains("<form method"));
        refused_while_signed_in(&world, &target, said, home).await;
    }
}

/// `home`: the client that asked is known.
async fn refused_while_signed_in(world: &World, target: &str, said: &str, home: bool) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let page = ada.get(target).await;
    assert_eq!(page.status, 400);
    let body = &page.body;
    assert!(body.contains("You are still signed in"), "{body}");
    assert!(body.contains(said), "{body}");
    assert_eq!(
        body.contains("href=\"https://rp.example/\""),
        home,
        "{said}"
    );
    assert!(page.cookies().is_empty() && is_signed_in(world, &ada).await);
    let form = page.form(0);
    assert_eq!(form.action, "/oidc/session/end/confirm");
    assert!(!form.body().contains("evil"), "{}", form.body());
    assert_eq!(ada.submit(&form.clone().without("csrf")).await.status, 403);
    assert!(is_signed_in(world, &ada).await);
    let own = if home { "?app_id=web" } else { "" };
    let done = ada.submit(&form).await;
    assert_eq!(done.location(), format!("{END}/success{own}"));
    assert!(!is_signed_in(world, &ada).await);
    let refreshed = web.refresh(tokens.refresh()).await.status;
    assert_eq!(
        refreshed == 400,
        home,
        "the client that asked loses its tokens"
    );
}

#[tokio::test]
async fn a_refused_sign_out_is_told_in_french_too() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let (ada, _) = web.code("ada@example.com", &[]).await;
    let target = end(&[
        ("client_id", "web"),
        ("post_logout_redirect_uri", "https://x.example"),
    ]);
    let mut ada = ada.with_header("accept-language", "fr");
    let page = ada.get(&target).await;
    assert!(
        page.body.contains("Vous êtes toujours connecté"),
        "{}",
        page.body
    );
    assert!(page.body.contains("Se déconnecter ici"), "{}", page.body);
}
