//! Sessions as an operator ends them: on every device, told to the applications.

use std::{sync::Mutex, time::Duration};

use engine::{
    failure::Failure,
    precondition::Precondition,
    session::sessions::{NotEnded, Whose},
};
use oidc_core::{
    event::EventKind,
    id::{ClientId, SessionId},
    secret::Digest,
    session::Session,
};
use tokio::sync::oneshot;

use crate::kit::{RelyingParty, Tokens, World, on_both, sessions};

on_both! {
    a_session_is_listed_and_its_end_leaves_what_was_granted_for_longer,
    a_person_is_signed_out_everywhere_and_nobody_else,
    of_several_who_end_the_same_sessions_at_once_each_tells_what_it_ended,
    somebody_who_signs_in_meanwhile_is_signed_out_as_well,
    what_is_not_there_cannot_be_ended,
}

fn ada() -> Whose {
    Whose::Email("Ada@Example.com".parse().unwrap())
}

async fn lives(rp: &RelyingParty, tokens: &Tokens) -> bool {
    rp.userinfo(&tokens.access).await.status == 200
}

async fn a_session_is_listed_and_its_end_leaves_what_was_granted_for_longer(world: World) {
    let (web, sessions) = (world.relying_party("web"), sessions(&world));
    let (mut browser, code) = web.code("ada@example.com", &[("scope", "openid")]).await;
    let short = Tokens::of(&web.redeem(&code).await);
    let other = world.relying_party("other");
    let code = other.silent_code(&mut browser).await.unwrap();
    let long = Tokens::of(&other.redeem(&code).await);
    web.sign_in("eve@example.com").await;
    assert_eq!(sessions.list(None).await.unwrap().len(), 2);
    let listed = sessions.list(Some(&ada())).await.unwrap();
    let [one] = listed.as_slice() else {
        panic!("{listed:?}");
    };
    let clients: Vec<&str> = one.clients.iter().map(ClientId::as_str).collect();
    assert_eq!(clients, ["other", "web"]);
    let by_id = Whose::Id(one.user.id.clone());
    assert_eq!(sessions.list(Some(&by_id)).await.unwrap().len(), 1);
    let user = sessions.end(&one.session.id).await.unwrap();
    assert_eq!(user, one.user.id);
    assert!(!lives(&web, &short).await);
    assert!(lives(&other, &long).await, "granted for longer");
    assert_eq!(web.silent_code(&mut browser).await, None);
    assert!(sessions.list(Some(&ada())).await.unwrap().is_empty());
    assert!(world.events().await.contains(&EventKind::SessionEnded));
}

async fn a_person_is_signed_out_everywhere_and_nobody_else(world: World) {
    let (web, sessions) = (world.relying_party("web"), sessions(&world));
    let here = web.sign_in("ada@example.com").await;
    let there = web.sign_in("ada@example.com").await;
    let eve = web.sign_in("eve@example.com").await;
    let ended = sessions
        .end_all_of(&ada(), &Precondition::NONE)
        .await
        .unwrap();
    assert_eq!((ended.sessions, ended.grants), (2, 2));
    for tokens in [&here, &there] {
        assert!(!lives(&web, tokens).await);
        web.refresh(tokens.refresh())
            .await
            .refused(400, "invalid_grant");
    }
    assert!(lives(&web, &eve).await);
    let again = sessions
        .end_all_of(&ada(), &Precondition::NONE)
        .await
        .unwrap();
    assert_eq!((again.sessions, again.grants), (0, 0));
    let told = world.events().await.into_iter();
    let revoked = told.filter(|kind| *kind == EventKind::ConsentRevoked);
    assert_eq!(revoked.count(), 1, "one event for all that was revoked");
}

async fn of_several_who_end_the_same_sessions_at_once_each_tells_what_it_ended(world: World) {
    let web = world.relying_party("web");
    for round in 0..3 {
        for _ in 0..3 {
            web.sign_in("ada@example.com").await;
        }
        let ending = (0..4).map(|_| {
            let sessions = sessions(&world);
            tokio::spawn(async move { sessions.end_all_of(&ada(), &Precondition::NONE).await })
        });
        let mut told = 0;
        for ended in ending.collect::<Vec<_>>() {
            told += ended.await.unwrap().unwrap().sessions;
        }
        assert_eq!(told, 3, "round {round}");
    }
}

async fn somebody_who_signs_in_meanwhile_is_signed_out_as_well(world: World) {
    let (web, sessions) = (world.relying_party("web"), sessions(&world));
    web.sign_in("ada@example.com").await;
    let here = sessions.list(Some(&ada())).await.unwrap().remove(0).session;
    let there = Session {
        id: SessionId::mint(world.clock.now(), &mut world.app.entropy.rng()),
        digest: Digest::of(b"another browser"),
        ..here.clone()
    };
    let (held, is_held) = oneshot::channel();
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let (held, may_go_on) = (Mutex::new(Some(held)), Mutex::new(Some(may_go_on)));
    let store = world.app.store.clone();
    let signing_in = tokio::spawn(async move {
        let signed_in = store.transact(|mut tx| {
            let (held, may_go_on) = (
                held.lock().unwrap().take(),
                may_go_on.lock().unwrap().take(),
            );
            let there = &there;
            async move {
                tx.users().hold(&there.user_id).await?;
                held.unwrap().send(()).unwrap();
                may_go_on.unwrap().await.unwrap();
                tx.sessions().insert(there).await
            }
        });
        signed_in.await.unwrap();
    });
    is_held.await.unwrap();
    let mut ending = {
        let sessions = sessions.clone();
        tokio::spawn(async move { sessions.end_all_of(&ada(), &Precondition::NONE).await })
    };
    let early = tokio::time::timeout(Duration::from_millis(200), &mut ending).await;
    assert!(early.is_err(), "it waits for the sign-in: {early:?}");
    go_on.send(()).unwrap();
    signing_in.await.unwrap();
    assert_eq!(ending.await.unwrap().unwrap().sessions, 2);
    assert!(sessions.list(Some(&ada())).await.unwrap().is_empty());
}

async fn what_is_not_there_cannot_be_ended(world: World) {
    let (web, sessions) = (world.relying_party("web"), sessions(&world));
    web.sign_in("ada@example.com").await;
    let id = sessions.list(None).await.unwrap()[0].session.id;
    sessions.end(&id).await.unwrap();
    let refused = |failure| matches!(failure, Failure::Refused(NotEnded::NoSession));
    assert!(sessions.end(&id).await.is_err_and(refused));
    let nobody = Whose::Email("nobody@example.com".parse().unwrap());
    let refused = |failure| matches!(failure, Failure::Refused(NotEnded::NoUser));
    assert!(
        sessions
            .end_all_of(&nobody, &Precondition::NONE)
            .await
            .is_err_and(refused)
    );
}
