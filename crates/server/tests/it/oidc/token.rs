//! `/oidc/token`: codes (RFC 6749 §4.1.3).

use crate::kit::{Tokens, World, on_both};

on_both! {
    a_sign_up_ends_with_tokens_that_work,
}

async fn a_sign_up_ends_with_tokens_that_work(world: World) {
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let me = web.userinfo(&tokens.access).await;
    assert_eq!(me.status, 200, "{}", me.body);
    assert_eq!(me.json()["email"], "ada@example.com");
    assert_eq!(me.json()["email_verified"], true);
    let refreshed = Tokens::of(&web.refresh(tokens.refresh()).await);
    assert_ne!(refreshed.refresh, tokens.refresh);
    assert!(refreshed.id.is_some());
}
