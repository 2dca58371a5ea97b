//! The console's own client, by the API that it calls.

use serde_json::json;

use super::caller::{Api, done, managed, person_token, refused};
use crate::kit::{RelyingParty, World, on_both};

on_both! {
    the_consoles_client_is_shown_and_nobody_changes_it,
}

async fn the_consoles_client_is_shown_and_nobody_changes_it(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "ada@example.com", &["administrator"]).await;
    let (robot, ada) = (Api::of(&world).await, Api::with(&world, &token));
    let path = "/applications/admin-console";
    let shown = done(&robot.get(path).await, 200);
    assert_eq!(
        (&shown["source"], &shown["type"]),
        (&json!("built-in"), &json!("SPA"))
    );
    assert_eq!(shown["isThirdParty"], false);
    let addresses = json!({
        "redirectUris": ["http://localhost:3001/console/callback"],
        "postLogoutRedirectUris": ["http://localhost:3001/console"],
    });
    assert_eq!(
        shown["oidcClientMetadata"]["redirectUris"],
        addresses["redirectUris"]
    );
    let evil = json!({"oidcClientMetadata": {
        "redirectUris": ["https://evil.example/cb"], "postLogoutRedirectUris": [],
    }});
    for api in [&robot, &ada] {
        for body in [
            evil.clone(),
            json!({"name": "x"}),
            json!({"customClientMetadata": {"corsAllowedOrigins": ["https://evil.example"]}}),
        ] {
            refused(&api.patch(path, body).await, 422, "application.built_in");
        }
        let data = format!("{path}/custom-data");
        let merged = api.patch(&data, json!({"a": 1})).await;
        refused(&merged, 422, "application.built_in");
        refused(&api.delete(path).await, 422, "application.built_in");
        // A public client has no secret, and no role of a machine.
        let secret = json!({"name": "x", "expiresAt": null});
        let added = api.post(&format!("{path}/secrets"), secret).await;
        assert!(added.status.is_client_error(), "{}", added.body);
        let role = json!({"roleIds": ["management-api-access"]});
        let given = api.post(&format!("{path}/roles"), role).await;
        refused(&given, 422, "application.invalid_type");
    }
    assert_eq!(done(&robot.get(path).await, 200), shown);
    let console = RelyingParty {
        net: world.clone(),
        client: "admin-console",
        redirect_uri: "https://evil.example/cb",
        secret: None,
    };
    let asked = world.browser().get(&console.request()).await;
    assert_eq!(asked.status, 400);
}
