//! Requests that come by POST (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2): sent back by GET,
//! and no token in the address.

use oidc_core::time::Lifetime;
use testkit::answer::encoded;

use crate::kit::{Tokens, World, on_both};

on_both! {
    t_70_a_hint_that_is_posted_to_sign_in_stands_in_no_address,
    t_70_a_hint_that_is_posted_to_sign_out_stands_in_no_address,
    what_stands_for_a_posted_hint_is_believed_for_an_hour_and_as_it_is_only,
    what_stands_for_a_hint_lives_no_longer_for_being_posted_again,
    t_06_hints_that_are_posted_twice_are_refused_and_nobody_looks_at_them,
    a_question_that_is_answered_hours_later_still_signs_out,
    what_nobody_reads_of_a_posted_request_stands_in_no_address,
}

/// A request of a client, as the pairs of a form.
fn form(request: &str, more: &[(&str, &str)]) -> String {
    let (_, query) = request.split_once('?').unwrap();
    format!("{query}&{}", encoded(more))
}

async fn t_70_a_hint_that_is_posted_to_sign_in_stands_in_no_address(world: World) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let of_ada = Tokens::of(&web.redeem(&code).await);
    let of_eve = web.sign_in("eve@example.com").await;
    let other = world
        .relying_party("other")
        .sign_in("ada@example.com")
        .await;
    let request = web.request_with(&[("prompt", "none")]);
    for (hint, outcome) in [
        (of_ada.id(), "code="),
        (of_eve.id(), "error=login_required"),
        // Another client's says nothing here; and what nobody has signed is refused.
        (other.id(), "error=invalid_request"),
        (&format!("{}x", of_ada.id()), "error=invalid_request"),
        ("x", "error=invalid_request"),
    ] {
        let body = form(&request, &[("id_token_hint", hint)]);
        let answer = ada.post("/oidc/auth", body).await;
        assert_eq!(answer.status, 303);
        let address = answer.location().to_owned();
        assert!(address.starts_with("/oidc/auth?"), "{address}");
        for part in hint.split('.').filter(|part| part.len() > 1) {
            assert!(!address.contains(part), "{address}");
        }
        let answer = ada.get(&address).await;
        assert!(answer.location().contains(outcome), "{}", answer.location());
    }
}

async fn t_70_a_hint_that_is_posted_to_sign_out_stands_in_no_address(world: World) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let of_ada = Tokens::of(&web.redeem(&code).await);
    let of_eve = web.sign_in("eve@example.com").await;
    for (hint, status) in [("x.y.z", 400), (of_eve.id(), 200), (of_ada.id(), 303)] {
        let body = encoded(&[
            ("id_token_hint", hint),
            ("post_logout_redirect_uri", "https://rp.example"),
            ("state", "s1"),
        ]);
        let answer = ada.post("/oidc/session/end", body).await;
        let address = answer.location().to_owned();
        for part in hint.split('.').filter(|part| part.len() > 1) {
            assert!(!address.contains(part), "{address}");
        }
        let answer = ada.get(&address).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        if status == 200 {
            // Asked first, because it names somebody else; and the question carries on.
            assert!(!answer.body.contains(hint), "{}", answer.body);
            let mut copy = ada.clone();
            let ended = copy.submit(&answer.form(0)).await;
            assert_eq!(ended.status, 303, "{}", ended.body);
            let again = web.sign_in("ada@example.com").await;
            assert_eq!(again.claims()["aud"], "web");
            let (browser, _) = web.code("ada@example.com", &[]).await;
            ada = browser;
        }
        if status == 303 {
            assert_eq!(answer.location(), "https://rp.example/?state=s1");
        }
    }
}

async fn what_stands_for_a_posted_hint_is_believed_for_an_hour_and_as_it_is_only(world: World) {
    let web = world.relying_party("web");
    let token = web.sign_in("ada@example.com").await;
    let mut nobody = world.browser();
    let mut send = async || {
        let body = encoded(&[("id_token_hint", token.id())]);
        let answer = nobody.post("/oidc/session/end", body).await;
        answer.location().to_owned()
    };
    let address = send().await;
    assert_ne!(send().await, address, "it cannot be recognised again");
    assert_eq!(world.get(&address).await.status, 303);
    assert_eq!(world.get(&address[..address.len() - 4]).await.status, 400);
    world.pass(Lifetime::minutes(59));
    assert_eq!(world.get(&address).await.status, 303);
    world.pass(Lifetime::minutes(3));
    assert_eq!(world.get(&address).await.status, 400);
}

/// Where a form with these hints is sent.
async fn posted(world: &World, target: &str, hints: &[&str]) -> String {
    let web = world.relying_party("web");
    let hints: Vec<_> = hints.iter().map(|hint| ("id_token_hint", *hint)).collect();
    let body = match target {
        "/oidc/auth" => form(&web.request_with(&[("prompt", "none")]), &hints),
        _ => encoded(&hints),
    };
    let answer = world.call("POST", target, &[], &body).await;
    answer.location().to_owned()
}

fn hints_of(address: &str) -> Vec<String> {
    let (_, query) = address.split_once('?').unwrap();
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let hints = pairs.filter(|(name, _)| name == "id_token_hint");
    hints.map(|(_, value)| value.into_owned()).collect()
}

async fn what_stands_for_a_hint_lives_no_longer_for_being_posted_again(world: World) {
    let web = world.relying_party("web");
    let token = web.sign_in("ada@example.com").await;
    for target in ["/oidc/auth", "/oidc/session/end"] {
        let first = hints_of(&posted(&world, target, &[token.id()]).await);
        world.pass(Lifetime::minutes(59));
        assert_eq!(hints_of(&posted(&world, target, &[&first[0]]).await), first);
        world.pass(Lifetime::minutes(3));
        for unknown in [first[0].as_str(), "not-one-of-ours"] {
            let after = posted(&world, target, &[unknown]).await;
            assert!(!after.contains(unknown), "{after}");
            let answer = world.get(&after).await;
            let is_refused =
                answer.status == 400 || answer.location().contains("error=invalid_request");
            assert!(is_refused, "{}", answer.status);
        }
    }
}

async fn t_06_hints_that_are_posted_twice_are_refused_and_nobody_looks_at_them(world: World) {
    let web = world.relying_party("web");
    let token = web.sign_in("ada@example.com").await;
    for target in ["/oidc/auth", "/oidc/session/end"] {
        let twice = [token.id(), token.id()];
        let address = posted(&world, target, &twice).await;
        assert_eq!(hints_of(&address), ["unreadable"; 2]);
        let answer = world.get(&address).await;
        if target == "/oidc/auth" {
            let told = answer.location();
            assert!(told.contains("error=invalid_request"), "{told}");
        } else {
            answer.refused(400, "invalid_request");
        }
        let once = posted(&world, target, &twice[..1]).await;
        assert_ne!(hints_of(&once), ["unreadable"]);
    }
}

/// What stands for a posted hint is over by then; so is the ID token itself.
async fn a_question_that_is_answered_hours_later_still_signs_out(world: World) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let hint = other.sign_in("ada@example.com").await.id.unwrap();
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    let body = encoded(&[
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", "https://other.example/"),
        ("state", "s1"),
    ]);
    let answer = ada.post("/oidc/session/end", body).await;
    let page = ada.follow(answer).await;
    let form = page.form(0);
    assert_eq!(form.action, "/oidc/session/end/confirm", "{}", page.body);
    assert!(!form.body().contains("id_token_hint"), "{}", form.body());
    world.pass(Lifetime::hours(5));
    assert!(web.silent_code(&mut ada.clone()).await.is_some());
    let done = ada.submit(&form).await;
    assert_eq!(done.location(), "https://other.example/?state=s1");
    assert_eq!(web.silent_code(&mut ada).await, None);
}

async fn what_nobody_reads_of_a_posted_request_stands_in_no_address(world: World) {
    let web = world.relying_party("web");
    let secrets = [
        ("client_secret", "a-secret-that-was-posted"),
        ("access_token", "an-access-token"),
        ("request", "a.request.object"),
        ("a-token-as-a-name", "a-value-of-it"),
    ];
    for target in ["/oidc/auth", "/oidc/session/end"] {
        let body = form(&web.request(), &secrets);
        let answer = world.call("POST", target, &[], &body).await;
        let address = answer.location();
        assert!(address.contains("client_id=web"), "{address}");
        for (name, value) in secrets {
            assert!(!address.contains(value), "{address}");
            assert!(name == "request" || !address.contains(name), "{address}");
        }
        if target == "/oidc/auth" {
            // It is refused as if it stood there.
            let refused = world.get(address).await;
            let told = refused.location();
            assert!(told.contains("error=request_not_supported"), "{told}");
        }
    }
}
