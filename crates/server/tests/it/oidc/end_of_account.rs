//! Applications are told when an account is removed or suspended (OpenID Connect Back-Channel Logout
//! 1.0), however often the work is cut off.

use oidc_core::{
    event::EventKind, id::SessionId, interaction::Proofs, opaque::Opaque, session::Session,
    user_field::UserField,
};
use store::StoreError;
use testkit::mailgun::Mailgun as Receiver;

use super::backchannel_logout::{ada, calls_leave, claims, ok, rp, setup};
use crate::kit::{World, on_both};

on_both! {
    with_an_account_its_applications_are_told,
    with_a_suspension_the_applications_are_told_once,
    a_removal_that_was_cut_off_is_finished_by_the_next_one,
    a_suspension_that_is_lifted_at_once_has_ended_every_session_there_was,
    a_lifted_suspension_brings_back_no_token,
}

const ADA: &str = "ada@example.com";

async fn world(given: World) -> (World, Receiver) {
    let receiver = Receiver::answering(ok()).await;
    let world = given.set_up(setup(&receiver, true)).await;
    (world, receiver)
}

/// The application and the session of each call.
async fn told(world: &World, receiver: &Receiver) -> Vec<(String, String)> {
    calls_leave(world).await;
    let told = receiver.all();
    let told = told.iter().map(|heard| {
        let claims = claims(world, heard);
        let text = |name: &str| claims[name].as_str().unwrap().to_owned();
        (text("aud"), text("sid"))
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    told
}

async fn with_an_account_its_applications_are_told(given: World) {
    let (world, receiver) = world(given).await;
    let (_, [shop, library, _]) = ada(&world).await;
    let elsewhere = rp(&world, "shop").sign_in(ADA).await;
    rp(&world, "shop").sign_in("eve@example.com").await;
    world.users().remove(ADA).await.unwrap().unwrap();
    let mut expected = Vec::new();
    for (client, tokens) in [("library", library), ("shop", shop), ("shop", elsewhere)] {
        let sid = tokens.claims()["sid"].as_str().unwrap().to_owned();
        expected.push((client.to_owned(), sid));
    }
    expected.sort();
    assert_eq!(told(&world, &receiver).await, expected);
}

async fn with_a_suspension_the_applications_are_told_once(given: World) {
    let (world, receiver) = world(given).await;
    ada(&world).await;
    let suspended = |text: &str| [(UserField::Suspended, text.to_owned())];
    for text in ["false", "true", "true", "false"] {
        world.users().set(ADA, &suspended(text)).await.unwrap();
    }
    let told = told(&world, &receiver).await;
    let clients: Vec<_> = told.iter().map(|(client, _)| client.as_str()).collect();
    assert_eq!(clients, ["library", "shop"]);
}

/// Lets a table refuse what is done to it, as if the process had ended there.
async fn cut(world: &World, (doing, table): (&str, &str)) {
    let sql = if world.is_postgres() {
        format!(
            "create function cut() returns trigger language plpgsql as \
             $$ begin raise exception 'cut'; end $$; create trigger cut before {doing} on {table} \
             for each row execute function cut()"
        )
    } else {
        format!(
            "create trigger cut before {doing} on {table} begin select raise(abort, 'cut'); end"
        )
    };
    world.sql(&sql).await;
}

async fn mend(world: &World, table: &str) {
    let sql = if world.is_postgres() {
        format!("drop trigger cut on {table}; drop function cut()")
    } else {
        "drop trigger cut".to_owned()
    };
    world.sql(&sql).await;
}

async fn a_removal_that_was_cut_off_is_finished_by_the_next_one(given: World) {
    let (world, _folder) = given.on_disk().await;
    let (world, receiver) = self::world(world).await;
    let (mut browser, [shop, ..]) = ada(&world).await;
    let left = "select (select count(*) from sessions where ended_at is null) \
        + (select count(*) from grants where revoked_at is null)";
    let accounts = "select count(*) from users";
    for at in [
        ("update", "sessions"),
        ("insert", "deliveries"),
        ("update", "grants"),
        ("delete", "users"),
        ("insert", "events"),
    ] {
        cut(&world, at).await;
        assert!(world.users().remove(ADA).await.is_err(), "{at:?}");
        mend(&world, at.1).await;
        let has_account = world.number(accounts).await == 1;
        assert!(has_account || world.number(left).await == 0, "{at:?}");
        // Of no use from the first moment on.
        let web = rp(&world, "shop");
        assert_eq!(web.userinfo(&shop.access).await.status, 401, "{at:?}");
        assert_eq!(web.silent_code(&mut browser).await, None, "{at:?}");
    }
    assert!(world.users().remove(ADA).await.unwrap().is_some());
    assert_eq!(
        (world.number(accounts).await, world.number(left).await),
        (0, 0)
    );
    let told = told(&world, &receiver).await;
    let clients: Vec<_> = told.iter().map(|(client, _)| client.as_str()).collect();
    assert_eq!(clients, ["library", "shop"]);
    let events = world.events().await;
    let removed = events
        .iter()
        .filter(|kind| **kind == EventKind::UserRemoved);
    assert_eq!(removed.count(), 1);
    // An account that is left barred by a removal that was cut off says since when.
    let barred = events
        .iter()
        .filter(|kind| **kind == EventKind::UserChanged);
    assert_eq!(barred.count(), 1);
}

/// So many that they end in several transactions, between which the suspension is lifted.
async fn a_suspension_that_is_lifted_at_once_has_ended_every_session_there_was(world: World) {
    const MANY: usize = 450;
    let web = world.relying_party("web");
    web.sign_in(ADA).await;
    let ada = world.users().find(ADA).await.unwrap().unwrap().id;
    let now = world.clock.now();
    let mut rng = world.app.entropy.rng();
    let sessions = (0..MANY).map(|_| {
        let token = Opaque::<SessionId>::mint(now, &mut rng);
        Session::begun(&token, ada.clone(), Proofs::default(), now)
    });
    let sessions: &Vec<Session> = &sessions.collect();
    let written = world.app.store.transact(|mut tx| async move {
        for session in sessions {
            tx.sessions().insert(session).await?;
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
    let suspended = |text: &str| [(UserField::Suspended, text.to_owned())];
    let (users, change) = (world.users(), suspended("true"));
    let suspending = tokio::spawn(async move { users.set(ADA, &change).await });
    while !world
        .users()
        .find(ADA)
        .await
        .unwrap()
        .unwrap()
        .is_suspended()
    {
        tokio::task::yield_now().await;
    }
    world.users().set(ADA, &suspended("false")).await.unwrap();
    let (mut browser, _) = web.code(ADA, &[]).await;
    suspending.await.unwrap().unwrap();
    let left = world.app.store.read(|mut tx| {
        let ada = &ada;
        async move { tx.sessions().unended_of(ada, i64::MAX).await }
    });
    let left: Result<Vec<SessionId>, StoreError> = left.await;
    assert_eq!(left.unwrap().len(), 1, "the one that has begun since");
    assert!(web.silent_code(&mut browser).await.is_some());
}

/// Neither what was granted before, nor a code that was not redeemed yet; and nothing of what an
/// account was left with that an earlier version suspended.
async fn a_lifted_suspension_brings_back_no_token(given: World) {
    let (world, _folder) = given.on_disk().await;
    let web = world.relying_party("web");
    let before = web.sign_in(ADA).await;
    let (_, code) = web.code(ADA, &[("scope", "openid offline_access")]).await;
    let other = web.sign_in("eve@example.com").await;
    let suspended = |text: &str| [(UserField::Suspended, text.to_owned())];
    for text in ["true", "false"] {
        world.users().set(ADA, &suspended(text)).await.unwrap();
    }
    web.refresh(before.refresh())
        .await
        .refused(400, "invalid_grant");
    web.redeem(&code).await.refused(400, "invalid_grant");
    assert_eq!(web.refresh(other.refresh()).await.status, 200);
    let after = web.sign_in(ADA).await;
    let ada = "email_canonical = 'ada@example.com'";
    world
        .sql(&format!("update users set suspended_at = 1 where {ada}"))
        .await;
    web.refresh(after.refresh())
        .await
        .refused(400, "invalid_grant");
    world.users().set(ADA, &suspended("false")).await.unwrap();
    web.refresh(after.refresh())
        .await
        .refused(400, "invalid_grant");
    let now = web.sign_in(ADA).await;
    // What says nothing of a suspension takes nothing back.
    let named = [(UserField::Name, "Ada".to_owned())];
    world.users().set(ADA, &named).await.unwrap();
    world.users().set(ADA, &suspended("false")).await.unwrap();
    assert_eq!(web.refresh(now.refresh()).await.status, 200);
}
