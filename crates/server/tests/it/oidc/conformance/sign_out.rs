//! Sign-outs as the plan of RP-Initiated Logout 1.0 asks for them.

use testkit::answer::encoded;

use crate::kit::{Browser, Tokens, World, on_both};

on_both! {
    what_proves_nothing_or_contradicts_itself_ends_no_session_by_itself,
    a_sign_out_with_a_hint_returns_with_the_state_or_without,
}

const BACK: (&str, &str) = ("post_logout_redirect_uri", "https://rp.example/bye?x=1");
const STATE: (&str, &str) = ("state", "a+b/c=");

fn end(parameters: &[(&str, &str)]) -> String {
    format!("/oidc/session/end?{}", encoded(parameters))
}

async fn is_signed_in(world: &World, browser: &Browser) -> bool {
    let web = world.relying_party("web");
    web.silent_code(&mut browser.clone()).await.is_some()
}

/// `-bad-post-logout-redirect-uri`, `-query-added-to-post-logout-redirect-uri`, `-bad-id-token-hint`,
/// `-modified-id-token-hint` end on a page that refuses; `-no-id-token-hint`, `-no-params` and
/// `-only-state` on one that asks.
async fn what_proves_nothing_or_contradicts_itself_ends_no_session_by_itself(world: World) {
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let id = Tokens::of(&web.redeem(&code).await).id.unwrap();
    let hint = ("id_token_hint", id.as_str());
    let (head, signature) = id.rsplit_once('.').unwrap();
    let turned: String = signature.chars().rev().collect();
    let modified = format!("{head}.{turned}");
    let bad = ("post_logout_redirect_uri", "https://rp.example/bad");
    let added = (BACK.0, "https://rp.example/bye?x=1&foo=bar");
    for (parameters, status) in [
        (vec![hint, bad, STATE], 400),
        (vec![hint, added, STATE], 400),
        (vec![("id_token_hint", "bad"), BACK, STATE], 400),
        (vec![("id_token_hint", modified.as_str()), BACK, STATE], 400),
        (vec![BACK, STATE], 200),
        (vec![], 200),
        (vec![STATE], 200),
    ] {
        let page = ada.get(&end(&parameters)).await;
        assert_eq!(page.status, status, "{parameters:?}");
        assert!(!page.headers.contains_key("location"), "{parameters:?}");
        assert!(is_signed_in(&world, &ada).await, "{parameters:?}");
        // Whoever agrees is signed out, and stays here: nobody vouches for the address.
        let mut other = ada.clone();
        let done = other.submit(&page.form(0)).await;
        assert!(
            done.location().starts_with("/oidc/session/end/success"),
            "{parameters:?}"
        );
        assert!(!is_signed_in(&world, &other).await, "{parameters:?}");
        ada = web.code("ada@example.com", &[]).await.0;
    }
}

/// `oidcc-rp-initiated-logout`, `-no-state`, `-no-post-logout-redirect-uri`.
async fn a_sign_out_with_a_hint_returns_with_the_state_or_without(world: World) {
    let web = world.relying_party("web");
    for (more, location) in [
        (
            vec![BACK, STATE],
            "https://rp.example/bye?x=1&state=a%2Bb%2Fc%3D",
        ),
        (vec![BACK], "https://rp.example/bye?x=1"),
        (vec![], "/oidc/session/end/success?app_id=web"),
    ] {
        let (mut ada, code) = web.code("ada@example.com", &[]).await;
        let id = Tokens::of(&web.redeem(&code).await).id.unwrap();
        let mut parameters = vec![("id_token_hint", id.as_str())];
        parameters.extend(more);
        let answer = ada.get(&end(&parameters)).await;
        assert_eq!(answer.location(), location);
        assert!(!is_signed_in(&world, &ada).await);
    }
}
