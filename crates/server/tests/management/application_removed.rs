//! `DELETE /api/applications/{id}` of one that very many people use.

use std::time::{Duration, Instant};

use oidc_core::{
    grant::{self, Grant},
    id::{ClientId, GrantId, UserId},
    subject::Subject,
    time::{Lifetime, Timestamp},
};
use serde_json::Value;
use store::{StoreError, Wanted};

use super::{
    applications::{create, path},
    caller::{Api, done, managed},
};
use crate::kit::{World, on_both};

on_both! {
    the_removal_of_an_application_that_many_use_is_answered_before_all_of_it_is_done,
}

/// More than are ended in two transactions.
const MANY: u16 = 2_500;

async fn the_removal_of_an_application_that_many_use_is_answered_before_all_of_it_is_done(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let shop = create(&api, "Shop", "SPA").await;
    grant_to_many(&world, &shop).await;
    done(&api.delete(&path(&shop)).await, 204);
    // What is left gives no access: the client is gone.
    assert!(is_granted_something(&world, &shop).await);
    let jobs = engine::jobs::start(&world.app);
    let began = Instant::now();
    while is_granted_something(&world, &shop).await {
        let waited = began.elapsed();
        assert!(waited < Duration::from_secs(30), "nothing goes on with it");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    jobs.stop().await;
}

pub(super) fn id_of(application: &Value) -> ClientId {
    application["id"].as_str().unwrap().parse().unwrap()
}

async fn grant_to_many(world: &World, application: &Value) {
    let (client, now) = (&id_of(application), world.clock.now());
    let written = world.app.store.transact(|mut tx| async move {
        for number in 0..MANY {
            let user: UserId = format!("user{number}").parse().unwrap();
            let grant = grant_to(client, user, number, now);
            tx.grants().insert(&grant).await?;
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
}

/// Of those of one moment, the one with the largest number is the newest.
pub(super) fn grant_to(client: &ClientId, user: UserId, number: u16, now: Timestamp) -> Grant {
    let mut id = *GrantId::floor(now).as_bytes();
    id[14..].copy_from_slice(&number.to_be_bytes());
    Grant {
        id: GrantId::from_bytes(id),
        subject: Subject::User(user),
        client_id: client.clone(),
        registration: None,
        session_id: None,
        auth_time: now,
        amr: Vec::new(),
        scope: "openid offline_access".parse().unwrap(),
        resources: Vec::new(),
        claims: None,
        created_at: now,
        expires_at: now.plus(grant::LIFETIME),
        revoked_at: None,
    }
}

async fn is_granted_something(world: &World, application: &Value) -> bool {
    let (client, now) = (&id_of(application), world.clock.now());
    let granted = world.app.store.read(|mut tx| async move {
        let wanted = Wanted {
            user: None,
            client: Some(client),
            before: None,
            now: now.plus(Lifetime::minutes(1)),
            most: 1,
        };
        tx.grants().page(&wanted).await
    });
    let granted: Result<_, StoreError> = granted.await;
    !granted.unwrap().is_empty()
}
