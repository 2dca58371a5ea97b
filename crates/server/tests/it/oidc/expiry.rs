//! Everything ends when it should, at the moment it is looked at: nothing is swept here (T-43).
//! Codes have a test in `code`, flows in `resume`.

use oidc_core::time::Lifetime;

use crate::kit::{Tokens, World, on_both};

on_both! {
    t_43_an_access_token_lives_for_an_hour,
    t_43_a_refresh_token_lives_for_a_fortnight_from_its_last_use,
    t_43_that_of_a_single_page_application_does_not_slide,
    t_43_nothing_outlives_its_grant,
    t_43_a_session_slides_a_fortnight_and_ends_after_ninety_days,
    t_43_tokens_without_offline_access_end_with_the_session,
}

async fn t_43_an_access_token_lives_for_an_hour(world: World) {
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    world.pass(Lifetime::millis(3_599_999));
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    world.pass(Lifetime::millis(1));
    web.userinfo(&tokens.access)
        .await
        .refused(401, "invalid_token");
    assert_eq!(web.refresh(tokens.refresh()).await.status, 200);
}

async fn t_43_a_refresh_token_lives_for_a_fortnight_from_its_last_use(world: World) {
    let web = world.relying_party("web");
    let mut refresh = web.sign_in("ada@example.com").await.refresh().to_owned();
    for _ in 0..3 {
        world.pass(almost(Lifetime::days(14)));
        let tokens = Tokens::of(&web.refresh(&refresh).await);
        tokens.refresh().clone_into(&mut refresh);
    }
    world.pass(Lifetime::days(14));
    web.refresh(&refresh).await.refused(400, "invalid_grant");
}

async fn t_43_that_of_a_single_page_application_does_not_slide(world: World) {
    let spa = world.relying_party("spa");
    let first = spa.sign_in("ada@example.com").await;
    world.pass(Lifetime::days(7));
    let second = Tokens::of(&spa.refresh(first.refresh()).await);
    world.pass(almost(Lifetime::days(7)));
    let third = Tokens::of(&spa.refresh(second.refresh()).await);
    world.pass(Lifetime::millis(1));
    spa.refresh(third.refresh())
        .await
        .refused(400, "invalid_grant");
}

async fn t_43_nothing_outlives_its_grant(world: World) {
    let web = world.relying_party("web");
    let mut tokens = web.sign_in("ada@example.com").await;
    for _ in 0..17 {
        world.pass(Lifetime::days(10));
        tokens = Tokens::of(&web.refresh(tokens.refresh()).await);
    }
    // 170 days are over, 180 is the end: this one is good for ten days and not for fourteen.
    world.pass(almost(Lifetime::days(10)));
    let last = web.refresh(tokens.refresh()).await;
    assert_eq!(last.json()["expires_in"], 0);
    world.pass(Lifetime::millis(1));
    let last = Tokens::of(&last);
    web.refresh(last.refresh())
        .await
        .refused(400, "invalid_grant");
    web.userinfo(&last.access)
        .await
        .refused(401, "invalid_token");
}

async fn t_43_a_session_slides_a_fortnight_and_ends_after_ninety_days(world: World) {
    let web = world.relying_party("web");
    // A millisecond lies between the two.
    let (mut idle, _) = web.code("ada@example.com", &[]).await;
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    world.pass(almost(Lifetime::days(14)));
    assert_eq!(web.silent_code(&mut idle).await, None);
    assert!(web.silent_code(&mut ada).await.is_some());
    world.pass(Lifetime::millis(1));
    for _ in 0..7 {
        world.pass(Lifetime::days(10));
        assert!(web.silent_code(&mut ada).await.is_some());
    }
    world.pass(almost(Lifetime::days(6)));
    assert!(web.silent_code(&mut ada).await.is_some());
    world.pass(Lifetime::millis(1));
    assert_eq!(web.silent_code(&mut ada).await, None);
}

async fn t_43_tokens_without_offline_access_end_with_the_session(world: World) {
    let web = world.relying_party("web");
    let (mut ada, _) = web.code("ada@example.com", &[]).await;
    for _ in 0..8 {
        world.pass(Lifetime::days(10));
        assert!(web.silent_code(&mut ada).await.is_some());
    }
    world.pass(almost(Lifetime::days(10)));
    let mut tokens = Vec::new();
    for scope in ["openid", "openid offline_access"] {
        let request = web.request_with(&[("scope", scope), ("prompt", "none")]);
        let code = ada.get(&request).await.parameter("code").unwrap();
        let answer = Tokens::of(&web.redeem(&code).await);
        assert_eq!(web.userinfo(&answer.access).await.status, 200);
        tokens.push(answer);
    }
    // The ninetieth day is over, the hour of the access tokens is not.
    world.pass(Lifetime::millis(1));
    assert_eq!(tokens[0].refresh, None);
    let ended = web.userinfo(&tokens[0].access).await;
    ended.refused(401, "invalid_token");
    assert_eq!(web.userinfo(&tokens[1].access).await.status, 200);
    assert_eq!(web.refresh(tokens[1].refresh()).await.status, 200);
}

/// The last millisecond before.
fn almost(span: Lifetime) -> Lifetime {
    Lifetime::millis(span.as_millis() - 1)
}
