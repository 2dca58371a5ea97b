//! Requests that come by POST (OpenID Connect Core §3.1.2.1, RP-Initiated Logout §2): sent back by GET,
//! and no token in the address.

use oidc_core::time::Lifetime;
use testkit::answer::encoded;

use crate::kit::{Tokens, World, on_both};

on_both! {
    t_70_a_hint_that_is_posted_to_sign_in_stands_in_no_address,
    t_70_a_hint_that_is_posted_to_sign_out_stands_in_no_address,
    what_stands_for_a_posted_hint_is_believed_for_an_hour_and_as_it_is_only,
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
