//! What is taken back, or changes while the consent page is shown, is not granted.

use engine::{
    author::Author,
    grant::revoke::{Revoked, revoke_all, revoke_one},
};
use oidc_core::{
    account::identifier::Identifier,
    actor::Actor,
    event::EventKind,
    id::{ClientId, UserId},
};
use store::{StoreError, Wanted};

use super::consent::{asked, club, leads_to, tokens};
use crate::kit::{World, on_both};

on_both! {
    a_consent_that_is_revoked_ends_its_tokens_and_is_asked_again,
    a_grant_that_is_revoked_takes_the_consent_with_it,
    who_revokes_nothing_tells_nothing,
    what_is_granted_beside_a_revocation_does_not_outlive_it,
    what_is_asked_beyond_what_was_shown_is_asked_first,
    t_38_a_suspended_person_agrees_to_nothing,
    t_38_a_client_that_is_disabled_or_removed_is_given_nothing,
    a_new_client_of_an_old_name_finds_no_consent,
}

async fn user(world: &World, email: &str) -> UserId {
    let identifier = &Identifier::Email(email.parse().unwrap());
    let store = &world.app.store;
    let found = store.read(|mut tx| async move { tx.users().find_by_identifier(identifier).await });
    let found: Result<_, StoreError> = found.await;
    found.unwrap().unwrap().id
}

fn id(client: &str) -> ClientId {
    client.parse().unwrap()
}

async fn revoke(world: &World, email: &str) -> Revoked {
    let (user, now) = (user(world, email).await, world.clock.now());
    let mut rng = world.app.entropy.rng();
    revoke_all(
        &world.app.store,
        &Author::system(),
        (&user, &id("club")),
        now,
        &mut rng,
    )
    .await
    .unwrap()
}

async fn a_consent_that_is_revoked_ends_its_tokens_and_is_asked_again(world: World) {
    let club = club(&world);
    let (mut ada, page) = asked(&world, "ada@example.com", &club.request()).await;
    let allowed = ada.submit(&page.form(0)).await;
    let held = tokens(&club, &allowed).await;
    let pending = ada.get(&club.request()).await.parameter("code").unwrap();
    let revoked = Revoked {
        grants: 2,
        consent: true,
    };
    assert_eq!(revoke(&world, "ada@example.com").await, revoked);
    club.userinfo(&held.access)
        .await
        .refused(401, "invalid_token");
    club.refresh(held.refresh())
        .await
        .refused(400, "invalid_grant");
    club.redeem(&pending).await.refused(400, "invalid_grant");
    let silent = ada.get(&club.request_with(&[("prompt", "none")])).await;
    assert_eq!(silent.parameter("error").unwrap(), "consent_required");
    let page = ada.visit(&club.request()).await;
    page.shows("See your email address");
    // The session and what other clients have in it go on.
    let web = world.relying_party("web");
    assert!(web.silent_code(&mut ada).await.is_some());
    let store = &world.app.store;
    let events = store.read(|mut tx| async move { tx.events().recent(99).await });
    let events: Result<_, StoreError> = events.await;
    let told = events.unwrap();
    let told = told
        .iter()
        .find(|event| event.kind == EventKind::ConsentRevoked)
        .unwrap();
    assert_eq!(told.actor, Some(Actor::System));
    assert_eq!(told.user_id, Some(user(&world, "ada@example.com").await));
    assert_eq!(told.client_id, Some(id("club")));
    assert_eq!(told.data["grants"], 2);
}

async fn a_grant_that_is_revoked_takes_the_consent_with_it(world: World) {
    let club = club(&world);
    let (mut ada, page) = asked(&world, "ada@example.com", &club.request()).await;
    let allowed = ada.submit(&page.form(0)).await;
    let held = tokens(&club, &allowed).await;
    let (store, now) = (&world.app.store, world.clock.now());
    let to_club = &id("club");
    let grants = store.read(|mut tx| async move {
        let wanted = Wanted {
            user: None,
            client: Some(to_club),
            before: None,
            now,
            most: 9,
        };
        tx.grants().page(&wanted).await
    });
    let grants: Result<_, StoreError> = grants.await;
    let grant = grants.unwrap().remove(0);
    let mut rng = world.app.entropy.rng();
    let revoked = revoke_one(store, &Author::system(), &grant.id, now, &mut rng)
        .await
        .unwrap();
    let one = Revoked {
        grants: 1,
        consent: true,
    };
    assert_eq!(revoked, Some(one));
    club.userinfo(&held.access)
        .await
        .refused(401, "invalid_token");
    leads_to(&ada.get(&club.request()).await, "/consent?");
}

async fn who_revokes_nothing_tells_nothing(world: World) {
    let (mut ada, page) = asked(&world, "ada@example.com", &club(&world).request()).await;
    let nothing = Revoked {
        grants: 0,
        consent: false,
    };
    assert_eq!(revoke(&world, "ada@example.com").await, nothing);
    let events = world.events().await;
    assert!(!events.contains(&EventKind::ConsentRevoked));
    assert!(ada.submit(&page.form(0)).await.parameter("code").is_some());
}

async fn what_is_granted_beside_a_revocation_does_not_outlive_it(world: World) {
    let (world, _folder) = world.on_disk().await;
    let club = club(&world);
    let nodes = world.two_nodes_in_step().await;
    let (mut ada, _) = world
        .relying_party("web")
        .code("ada@example.com", &[])
        .await;
    for round in 0..20 {
        let page = ada.visit(&club.request()).await;
        let allowed = ada.submit(&page.form(0)).await;
        assert!(allowed.parameter("code").is_some(), "{round}");
        let asking: Vec<_> = (0..4)
            .map(|n| {
                let (mut ada, request) = (ada.clone().at(&nodes[n % 2]), club.request());
                tokio::spawn(async move { ada.get(&request).await })
            })
            .collect();
        assert!(revoke(&world, "ada@example.com").await.consent);
        for answer in asking {
            assert_eq!(answer.await.unwrap().status, 303);
        }
        let standing =
            "select count(*) from grants where client_id = 'club' and revoked_at is null";
        assert_eq!(world.number(standing).await, 0, "{round}");
    }
}

async fn what_is_asked_beyond_what_was_shown_is_asked_first(world: World) {
    let club = club(&world);
    let short = club.request_with(&[("scope", "openid email")]);
    let (mut ada, page) = asked(&world, "ada@example.com", &short).await;
    ada.submit(&page.form(0)).await;
    let more = ada.visit(&club.request()).await;
    more.hides("See your email address");
    // What the page relied on is taken back while it is shown.
    revoke(&world, "ada@example.com").await;
    let answer = ada.submit(&more.form(0)).await;
    leads_to(&answer, "/consent?");
    let again = ada.follow(answer).await;
    again.shows("See your email address");
    again.shows("See your name");
    assert!(ada.submit(&again.form(0)).await.parameter("code").is_some());
}

async fn t_38_a_suspended_person_agrees_to_nothing(world: World) {
    let (world, _folder) = world.on_disk().await;
    let club = club(&world);
    let (mut ada, page) = asked(&world, "ada@example.com", &club.request()).await;
    world
        .sql("update users set suspended_at = created_at where email_canonical = 'ada@example.com'")
        .await;
    let answer = ada.submit(&page.form(0)).await;
    let answer = ada.follow(answer).await;
    assert_eq!(answer.parameter("error").unwrap(), "access_denied");
    assert_eq!(world.number("select count(*) from consents").await, 0);
}

async fn t_38_a_client_that_is_disabled_or_removed_is_given_nothing(world: World) {
    let (world, _folder) = world.on_disk().await;
    let club = club(&world);
    for statement in [
        "update clients set disabled = true where id = 'club'",
        "delete from clients where id = 'club'",
    ] {
        let (mut ada, page) = asked(&world, "ada@example.com", &club.request()).await;
        // This node does not know yet.
        world.sql(statement).await;
        let answer = ada.submit(&page.form(0)).await;
        leads_to(&answer, "/consent?");
        world
            .sql("update versions set number = number + 1 where noun = 'clients'")
            .await;
        world.app.refresh_snapshot().await.unwrap();
        let answer = ada.submit(&page.form(0)).await;
        assert_eq!(answer.heading(), "This sign-in has expired", "{statement}");
        assert_eq!(world.number("select count(*) from consents").await, 0);
        let to_club = "select count(*) from grants where client_id = 'club'";
        assert_eq!(world.number(to_club).await, 0);
        world
            .sql("update clients set disabled = false where id = 'club'")
            .await;
        world
            .sql("update versions set number = number + 1 where noun = 'clients'")
            .await;
        world.app.refresh_snapshot().await.unwrap();
    }
}

async fn a_new_client_of_an_old_name_finds_no_consent(world: World) {
    let club = club(&world);
    let (mut ada, page) = asked(&world, "ada@example.com", &club.request()).await;
    ada.submit(&page.form(0)).await;
    let store = &world.app.store;
    let (to_club, now) = (&id("club"), world.clock.now());
    let again = store.transact(|mut tx| async move {
        let client = tx.clients().find(to_club).await?.unwrap();
        assert!(tx.clients().remove(to_club, now).await?);
        tx.clients().insert(&client).await
    });
    let again: Result<_, StoreError> = again.await;
    assert!(again.unwrap());
    world.app.refresh_snapshot().await.unwrap();
    leads_to(&ada.get(&club.request()).await, "/consent?");
}
