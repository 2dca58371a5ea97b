//! `If-Match` on what a person has beside the account: sessions, grants, and whether the password has
//! expired.

use oidc_core::id::{ClientId, UserId};
use serde_json::{Value, json};
use store::StoreError;

use super::{
    application_removed::{grant_to, id_of},
    applications,
    caller::{Api, done, managed, refused},
    users::{create, id},
};
use crate::kit::{Answer, World, on_both};

on_both! {
    a_session_that_changed_since_it_was_read_is_not_ended,
    of_two_who_take_grants_back_on_the_same_state_one_is_refused,
    an_account_that_changed_since_it_was_read_has_no_password_expired,
}

pub(super) async fn tag(api: &Api, path: &str) -> String {
    api.get(path).await.header("etag").unwrap().to_owned()
}

fn statuses(answers: &[Answer; 2]) -> [u16; 2] {
    let mut statuses = [answers[0].status.as_u16(), answers[1].status.as_u16()];
    statuses.sort_unstable();
    statuses
}

async fn a_session_that_changed_since_it_was_read_is_not_ended(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in("ada@example.com").await;
    let found = done(
        &api.get("/users?search.primaryEmail=ada@example.com").await,
        200,
    );
    let all = format!("/users/{}/sessions", id(&found[0]));
    let listed = done(&api.get(&all).await, 200);
    let path = format!("{all}/{}", id(&listed["sessions"][0]));
    let stale = api.if_match(&tag(&api, &path).await);
    world.sql("update sessions set seen_at = seen_at + 1").await;
    let late = stale.delete(&path).await;
    refused(&late, 412, "request.precondition_failed");
    done(&api.get(&path).await, 200);
    let fresh = api.if_match(&tag(&api, &path).await);
    let (a, b) = tokio::join!(fresh.delete(&path), fresh.delete(&path));
    // What has ended is not there, whatever it was to be.
    assert_eq!(statuses(&[a, b]), [204, 404]);
    for gone in [fresh.delete(&path).await, stale.delete(&path).await] {
        refused(&gone, 404, "oidc.session_not_found");
    }
}

async fn granted(world: &World, user: &Value, clients: &[ClientId]) {
    let (user, now) = (id(user), world.clock.now());
    let user: &UserId = &user.parse().unwrap();
    let written = world.app.store.transact(|mut tx| async move {
        for (number, client) in (0..).zip(clients) {
            let grant = grant_to(client, user.clone(), number, now);
            tx.grants().insert(&grant).await?;
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
}

async fn of_two_who_take_grants_back_on_the_same_state_one_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let shop = applications::create(&api, "Shop", "SPA").await;
    let other = json!({"name": "Other", "type": "SPA", "isThirdParty": true});
    let other = done(&api.post("/applications", other).await, 200);
    granted(&world, &user, &[id_of(&shop), id_of(&other)]).await;
    let all = format!("/users/{}/grants", id(&user));
    let listed = done(&api.get(&all).await, 200);
    let paths: Vec<String> = {
        let grants = listed["grants"].as_array().unwrap().iter();
        grants.map(|grant| format!("{all}/{}", id(grant))).collect()
    };
    // Of whichever part of the list that was read.
    let part = format!("{all}?appType=thirdParty");
    let writer = api.if_match(&tag(&api, &part).await);
    let (a, b) = tokio::join!(writer.delete(&paths[0]), writer.delete(&paths[1]));
    let is_first_late = a.status == 412;
    assert_eq!(statuses(&[a, b]), [204, 412]);
    let late = &paths[usize::from(!is_first_late)];
    let answer = writer.delete(late).await;
    refused(&answer, 412, "request.precondition_failed");
    let fresh = api.if_match(&tag(&api, &all).await);
    done(&fresh.delete(late).await, 204);
    refused(&fresh.delete(late).await, 404, "entity.not_found");
}

async fn an_account_that_changed_since_it_was_read_has_no_password_expired(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let own = format!("/users/{}", id(&user));
    let path = format!("{own}/password/expiration");
    let writer = api.if_match(&tag(&api, &own).await);
    let said = json!({"isExpired": false});
    done(&writer.patch(&path, said.clone()).await, 200);
    done(&writer.patch(&own, json!({"name": "Ada"})).await, 200);
    let late = writer.patch(&path, said).await;
    refused(&late, 412, "request.precondition_failed");
}
