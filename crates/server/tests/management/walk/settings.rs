//! How people sign in, what it looks like, and what anybody may read.

use serde_json::json;

use super::{PASSWORD, scribe::Scribe};

pub(super) async fn walk(scribe: &mut Scribe) {
    for path in ["/status", "/.well-known/experience"] {
        let status = if path == "/status" { 204 } else { 200 };
        scribe.get(status, path).await;
    }
    scribe.get(200, "/.well-known/sign-in-exp").await;
    scribe.get(200, "/swagger.json").await;
    scribe.get(200, "/sign-in-exp").await;
    scribe.get(200, "/signet/code-screen").await;
    let change = json!({
        "color": {
            "primaryColor": "#1d5b4f", "isDarkModeEnabled": true, "darkPrimaryColor": "#62bda6",
        },
        "termsOfUseUrl": "https://books.example/terms",
    });
    scribe.patch(200, "/sign-in-exp", change.clone()).await;
    scribe.post(201, "/signet/previews", change).await;
    let policy = json!({"length": {"min": 12}, "rejects": {"userInfo": false}});
    let kept = json!({"passwordPolicy": policy});
    scribe.patch(200, "/sign-in-exp", kept).await;
    for (status, password) in [(400, "k7vxqzpw"), (200, PASSWORD)] {
        let password = json!({"password": password});
        scribe
            .post(status, "/sign-in-exp/default/check-password", password)
            .await;
    }
    scribe
        .get(
            200,
            "/sign-in-exp/username-policy/case-sensitivity-conflicts",
        )
        .await;
}
