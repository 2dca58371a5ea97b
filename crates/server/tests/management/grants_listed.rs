//! `GET /api/users/:id/grants` of a person who has granted more than is looked through.

use oidc_core::id::{ClientId, UserId};
use serde_json::{Value, json};
use store::StoreError;

use super::{
    application_removed::{grant_to, id_of},
    applications,
    caller::{Api, done, managed},
    users,
};
use crate::kit::{World, on_both};

on_both! {
    of_many_grants_the_newest_thousand_are_looked_through,
}

async fn of_many_grants_the_newest_thousand_are_looked_through(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = users::create(&api, json!({})).await;
    let shop = applications::create(&api, "Shop", "SPA").await;
    let other = json!({"name": "Other", "type": "SPA", "isThirdParty": true});
    let other = done(&api.post("/applications", other).await, 200);
    let (own, others) = (id_of(&shop), id_of(&other));
    // The oldest of all.
    grant(&world, &user, &others, 0..1).await;
    grant(&world, &user, &own, 1..1_000).await;
    let path = format!("/users/{}/grants", users::id(&user));
    let third_party = format!("{path}?appType=thirdParty");
    assert_eq!(number(&api, &path).await, 1_000);
    assert_eq!(number(&api, &third_party).await, 1);
    // What is not looked at does not make the answer take longer.
    grant(&world, &user, &own, 1_000..1_001).await;
    assert_eq!(number(&api, &path).await, 1_000);
    assert_eq!(number(&api, &third_party).await, 0);
    grant(&world, &user, &others, 1_001..1_002).await;
    assert_eq!(number(&api, &third_party).await, 1);
}

async fn number(api: &Api, path: &str) -> usize {
    let listed = done(&api.get(path).await, 200);
    listed["grants"].as_array().unwrap().len()
}

async fn grant(world: &World, user: &Value, client: &ClientId, numbers: std::ops::Range<u16>) {
    let (user, now) = (users::id(user), world.clock.now());
    let user: &UserId = &user.parse().unwrap();
    let numbers = &numbers;
    let written = world.app.store.transact(|mut tx| async move {
        for number in numbers.clone() {
            let grant = grant_to(client, user.clone(), number, now);
            tx.grants().insert(&grant).await?;
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
}
