//! Applications: made, found, changed; their secrets, what they were refused and have come to do.

use engine::jobs::note_applications;
use serde_json::json;

use super::scribe::{Scribe, text};

pub(super) async fn walk(scribe: &mut Scribe) {
    let new = json!({
        "name": "Bookshop", "description": "Where books are sold", "type": "Traditional",
        "oidcClientMetadata": {
            "redirectUris": ["http://localhost:3000/callback"],
            "postLogoutRedirectUris": ["http://localhost:3000/"],
        },
    });
    let made = scribe.post(200, "/applications", new).await;
    let id = text(&made, "id");
    let shop = format!("/applications/{id}");
    scribe
        .get(200, "/applications?search=%25shop%25&types=Traditional")
        .await;
    scribe.get(200, &shop).await;
    scribe
        .patch(
            200,
            &shop,
            json!({"description": "Where books are sold and lent"}),
        )
        .await;
    scribe
        .patch(
            200,
            &format!("{shop}/custom-data"),
            json!({"team": "books"}),
        )
        .await;
    secrets(scribe, &id).await;
    asked(scribe, &id).await;
    scribe.delete(204, &shop).await;
}

async fn secrets(scribe: &mut Scribe, id: &str) {
    let all = format!("/applications/{id}/secrets");
    let new = json!({"name": "next", "expiresAt": 1_800_000_000_000_i64});
    let made = scribe.post(201, &all, new).await;
    scribe.secrets.push(text(&made, "value"));
    for secret in scribe.get(200, &all).await.as_array().unwrap() {
        scribe.secrets.push(text(secret, "value"));
    }
    let next = format!("{all}/next");
    scribe.patch(200, &next, json!({"name": "spare"})).await;
    scribe.act(200, &format!("/signet{all}/spare/reveal")).await;
    scribe.delete(204, &format!("{all}/spare")).await;
    let legacy = format!("/applications/{id}/legacy-secret");
    scribe.delete(400, &legacy).await;
}

/// A sign-in that is refused, and the first that is not.
async fn asked(scribe: &mut Scribe, id: &str) {
    let world = scribe.world.clone();
    let rp = world.relying_party("web");
    for uri in ["http://localhost:3000/cb", "http://localhost:3000/callback"] {
        let changes = [("client_id", id), ("redirect_uri", uri)];
        world.browser().get(&rp.request_with(&changes)).await;
    }
    note_applications::write(&world.app).await.unwrap();
    let refused = format!("/signet/applications/{id}/refused-redirects");
    scribe.get(200, &refused).await;
    scribe.delete(204, &refused).await;
    scribe
        .get(200, &format!("/signet/applications/{id}/milestones"))
        .await;
}
