//! Refresh tokens: rotated at every use, tolerant of lost answers, deadly to thieves
//! (RFC 9700 §4.14.2).

use oidc_core::{event::EventKind, time::Lifetime};

use crate::kit::{RelyingParty, Tokens, World, on_both};

on_both! {
    t_22_another_clients_token_is_refused_and_written_down,
    t_23_reuse_after_the_grace_revokes_the_family,
    t_25_the_old_token_gets_the_same_successor_until_that_is_used,
    t_25_a_thief_who_rotates_quickly_cannot_keep_the_window_open,
    t_26_a_restart_changes_nothing_about_reuse,
    t_26_a_restart_changes_nothing_about_a_lost_answer,
    t_21_a_refresh_may_narrow_the_scope_and_never_widen_it,
}

/// One refresh that must succeed: the access token and the refresh token.
async fn next(rp: &RelyingParty, token: &str) -> (String, String) {
    let tokens = Tokens::of(&rp.refresh(token).await);
    let refresh = tokens.refresh().to_owned();
    (tokens.access, refresh)
}

/// Nothing of the family works any more, on any node.
async fn is_dead(world: &World, access: &[&str], refresh: &[&str]) {
    for node in world.two_nodes().await {
        let web = node.relying_party("web");
        for token in access {
            web.userinfo(token).await.refused(401, "invalid_token");
        }
        for token in refresh {
            web.refresh(token).await.refused(400, "invalid_grant");
        }
    }
}

async fn t_22_another_clients_token_is_refused_and_written_down(world: World) {
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    for thief in ["other", "spa"] {
        let answer = world.relying_party(thief).refresh(tokens.refresh()).await;
        answer.refused(400, "invalid_grant");
    }
    // Written down once an hour for each, however often it comes.
    for thief in ["other", "spa", "spa", "other"] {
        let answer = world.relying_party(thief).refresh(tokens.refresh()).await;
        answer.refused(400, "invalid_grant");
    }
    let events = world.events().await;
    let count = |kind| events.iter().filter(|own| **own == kind).count();
    assert_eq!(count(EventKind::RefreshWrongClient), 2);
    assert_eq!(count(EventKind::RefreshReused), 0);
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    next(&web, tokens.refresh()).await;
}

async fn t_23_reuse_after_the_grace_revokes_the_family(world: World) {
    let web = world.relying_party("web");
    let first = web.sign_in("ada@example.com").await;
    let (access, second) = next(&web, first.refresh()).await;
    let (_, third) = next(&web, &second).await;
    world.pass(Lifetime::seconds(30));
    web.refresh(first.refresh())
        .await
        .refused(400, "invalid_grant");
    is_dead(&world, &[&first.access, &access], &[&third, &second]).await;
    for _ in 0..3 {
        let answer = web.refresh(first.refresh()).await;
        answer.refused(400, "invalid_grant");
    }
    let events = world.events().await;
    let reused = events
        .iter()
        .filter(|own| **own == EventKind::RefreshReused);
    assert_eq!(reused.count(), 1);
    // Somebody else's family stands.
    let eve = web.sign_in("eve@example.com").await;
    next(&web, eve.refresh()).await;
}

async fn t_25_the_old_token_gets_the_same_successor_until_that_is_used(world: World) {
    let web = world.relying_party("web");
    let first = web.sign_in("ada@example.com").await;
    let (_, second) = next(&web, first.refresh()).await;
    assert_ne!(second, first.refresh());
    for days in [0, 1, 5, 7] {
        world.pass(Lifetime::days(days));
        let node = &world.two_nodes().await[1];
        let (access, again) = next(&web.clone().at(node), first.refresh()).await;
        assert_eq!(again, second, "{days}");
        assert_eq!(web.userinfo(&access).await.status, 200);
    }
    let (_, third) = next(&web, &second).await;
    assert_ne!(third, second);
    for seconds in [0, 15, 14] {
        world.pass(Lifetime::seconds(seconds));
        web.refresh(first.refresh())
            .await
            .refused(400, "invalid_grant");
    }
    world.pass(Lifetime::millis(999));
    web.refresh(first.refresh())
        .await
        .refused(400, "invalid_grant");
    // Refused, but nothing was revoked.
    assert_eq!(next(&web, &second).await.1, third);
    next(&web, &third).await;
    assert!(!world.events().await.contains(&EventKind::RefreshReused));
}

async fn t_25_a_thief_who_rotates_quickly_cannot_keep_the_window_open(world: World) {
    let web = world.relying_party("web");
    let owner = web.sign_in("ada@example.com").await;
    let mut stolen = owner.refresh().to_owned();
    for _ in 0..3 {
        world.pass(Lifetime::seconds(5));
        stolen = next(&web, &stolen).await.1;
    }
    web.refresh(owner.refresh())
        .await
        .refused(400, "invalid_grant");
    is_dead(&world, &[&owner.access], &[&stolen]).await;
}

async fn t_26_a_restart_changes_nothing_about_reuse(world: World) {
    let (world, _folder) = world.on_disk().await;
    let first = world.relying_party("web").sign_in("ada@example.com").await;
    let world = world.restart().await;
    let (_, second) = next(&world.relying_party("web"), first.refresh()).await;
    let world = world.restart().await;
    let (access, third) = next(&world.relying_party("web"), &second).await;
    let world = world.restart().await;
    let web = world.relying_party("web");
    web.refresh(first.refresh())
        .await
        .refused(400, "invalid_grant");
    assert_eq!(web.userinfo(&access).await.status, 200, "within the grace");
    world.pass(Lifetime::seconds(30));
    let world = world.restart().await;
    let web = world.relying_party("web");
    web.refresh(first.refresh())
        .await
        .refused(400, "invalid_grant");
    let world = world.restart().await;
    is_dead(&world, &[&access], &[&third]).await;
}

async fn t_26_a_restart_changes_nothing_about_a_lost_answer(world: World) {
    let (world, _folder) = world.on_disk().await;
    let first = world.relying_party("web").sign_in("ada@example.com").await;
    let (_, second) = next(&world.relying_party("web"), first.refresh()).await;
    let world = world.restart().await;
    let web = world.relying_party("web");
    assert_eq!(next(&web, first.refresh()).await.1, second);
    let (_, third) = next(&web, &second).await;
    let world = world.restart().await;
    assert_eq!(next(&world.relying_party("web"), &second).await.1, third);
}

async fn t_21_a_refresh_may_narrow_the_scope_and_never_widen_it(world: World) {
    let web = world.relying_party("web");
    let scope = [("scope", "openid profile offline_access")];
    let (_, code) = web.code("ada@example.com", &scope).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let refresh = |scope: &'static str| {
        let (web, token) = (web.clone(), tokens.refresh().to_owned());
        async move {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
                ("scope", scope),
            ];
            web.post("/oidc/token", &fields).await
        }
    };
    refresh("openid email").await.refused(400, "invalid_scope");
    let narrow = refresh("openid").await;
    assert_eq!(narrow.json()["scope"], "openid");
    let resource = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh()),
        ("resource", "https://api.example"),
    ];
    let answer = web.post("/oidc/token", &resource).await;
    answer.refused(400, "invalid_target");
    let (access, _) = next(&web, tokens.refresh()).await;
    assert!(web.userinfo(&access).await.json().get("email").is_none());
    // RFC 6749 §6: a new refresh token is for what the old one was for.
    let whole = web.refresh(Tokens::of(&narrow).refresh()).await;
    assert_eq!(whole.json()["scope"], "openid profile offline_access");
}
