//! People: made, found, changed; their passwords, identities, sessions and grants.

use serde_json::json;

use super::{
    PASSWORD,
    scribe::{Scribe, text},
};
use crate::kit::Tokens;

pub(super) async fn walk(scribe: &mut Scribe) {
    let ada = accounts(scribe).await;
    passwords(scribe, &ada).await;
    identities(scribe, &ada).await;
    sign_ins(scribe).await;
    managers(scribe).await;
}

/// The path of the account that the others are about.
async fn accounts(scribe: &mut Scribe) -> String {
    let new = json!({
        "primaryEmail": "ada@example.com", "username": "ada", "name": "Ada Lovelace",
        "profile": {"givenName": "Ada", "familyName": "Lovelace"},
        "customData": {"plan": "reader"},
    });
    let made = scribe.post(200, "/users", new).await;
    let ada = format!("/users/{}", text(&made, "id"));
    scribe
        .get(200, "/users?search=%25ada%25&page=1&page_size=20")
        .await;
    scribe.get(200, &ada).await;
    scribe
        .patch(200, &ada, json!({"name": "Ada, Countess of Lovelace"}))
        .await;
    scribe
        .patch(
            200,
            &format!("{ada}/profile"),
            json!({"profile": {"nickname": "Ada"}}),
        )
        .await;
    scribe.get(200, &format!("{ada}/custom-data")).await;
    let data = json!({"customData": {"newsletter": true}});
    scribe.patch(200, &format!("{ada}/custom-data"), data).await;
    scribe.get(200, &format!("{ada}/logto-configs")).await;
    let choices = json!({"mfa": {"enabled": true}});
    scribe
        .patch(200, &format!("{ada}/logto-configs"), choices)
        .await;
    scribe.get(200, &format!("{ada}/organizations")).await;
    let state = json!({"isSuspended": true});
    scribe
        .patch(200, &format!("{ada}/is-suspended"), state)
        .await;
    let other = scribe
        .post(200, "/users", json!({"username": "charles"}))
        .await;
    scribe
        .delete(204, &format!("/users/{}", text(&other, "id")))
        .await;
    ada
}

async fn passwords(scribe: &mut Scribe, ada: &str) {
    let password = json!({"password": PASSWORD});
    scribe
        .patch(200, &format!("{ada}/password"), password.clone())
        .await;
    scribe.get(200, &format!("{ada}/has-password")).await;
    scribe
        .post(204, &format!("{ada}/password/verify"), password)
        .await;
    let valid = json!({"isExpired": false});
    scribe
        .patch(200, &format!("{ada}/password/expiration"), valid)
        .await;
}

async fn identities(scribe: &mut Scribe, ada: &str) {
    let github = format!("{ada}/identities/github");
    let identity = json!({"userId": "42", "details": {"name": "Ada"}});
    scribe.put(201, &github, identity).await;
    scribe.get(200, &github).await;
    scribe.get(200, &format!("{ada}/all-identities")).await;
    let shown = json!({"connectorId": "github", "connectorData": {"code": "x"}});
    // There is no connector of this kind yet.
    scribe.post(404, &format!("{ada}/identities"), shown).await;
    scribe
        .get(404, &format!("{ada}/sso-identities/entra"))
        .await;
    scribe.delete(200, &github).await;
}

/// Of somebody who has signed in.
async fn sign_ins(scribe: &mut Scribe) {
    let spa = scribe.world.relying_party("spa");
    let request = [("scope", "openid offline_access")];
    let (_, code) = spa.code("grace@example.com", &request).await;
    let tokens = Tokens::of(&spa.redeem(&code).await);
    scribe.secrets.push(tokens.refresh().to_owned());
    let found = "/users?search.primaryEmail=grace%40example.com";
    let grace = format!("/users/{}", text(&scribe.get(200, found).await[0], "id"));
    let sessions = format!("{grace}/sessions");
    let listed = scribe.get(200, &sessions).await;
    let session = format!("{sessions}/{}", text(&listed["sessions"][0], "id"));
    scribe.get(200, &session).await;
    let grants = format!("{grace}/grants");
    let listed = scribe.get(200, &grants).await;
    let grant = text(&listed["grants"][0], "id");
    scribe.delete(204, &format!("{grants}/{grant}")).await;
    scribe.delete(204, &session).await;
    let again = spa.sign_in("grace@example.com").await;
    scribe.secrets.push(again.refresh().to_owned());
    scribe.delete(204, &sessions).await;
}

async fn managers(scribe: &mut Scribe) {
    let path = "/signet/administrators";
    scribe.get(200, path).await;
    for (email, role) in [
        ("grace@example.com", "administrator"),
        ("alan@example.com", "viewer"),
    ] {
        let invitation = json!({"primaryEmail": email, "role": role});
        scribe.post(201, path, invitation).await;
    }
    let listed = scribe.get(200, path).await;
    let alan = format!("{path}/{}", text(&listed[1], "id"));
    let role = json!({"role": "administrator"});
    scribe.patch(200, &alan, role).await;
    scribe.delete(204, &alan).await;
}
