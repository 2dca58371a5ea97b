//! What may be done at once about what keeps a person out: one thing of each answer, and it helps.

use oidc_core::{event::EventKind, time::Lifetime};
use serde_json::{Value, json};

use super::{
    caller::{Api, also, done, managed, person_token, refused},
    explain_sign_in::{ADA, at_code_page, check, fails_at, of, passes},
    written_down::events,
};
use crate::kit::{Setup, World, on_both};

on_both! {
    a_suspended_person_is_let_in_again,
    limits_of_an_address_are_lifted_and_that_is_written_down,
    limits_that_others_share_are_lifted_for_no_address,
    a_redirect_uri_is_added_at_once_where_its_host_is_known_and_nowhere_else,
    redirect_uris_are_judged_as_the_authorization_endpoint_judges_them,
    each_fault_leads_to_where_it_is_mended,
    a_viewer_may_ask_and_may_lift_nothing,
    t_66_limits_of_an_address_that_manages_are_lifted_after_a_fresh_sign_in_alone,
}

const LIFT: &str = "/signet/lift-limits";

async fn explain(api: &Api, question: Value) -> Value {
    done(&api.post("/signet/explain-sign-in", question).await, 200)
}

async fn with_limits(world: &World, limits: &str) -> World {
    let setup = Setup {
        more: also(&format!("[limits]\n{limits}\n")),
        ..Setup::default()
    };
    world.set_up(setup).await
}

async fn a_suspended_person_is_let_in_again(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in(ADA).await;
    let free = of(&api, ADA).await;
    passes(&free);
    assert_eq!(free.get("action"), None);
    let found = done(&api.get("/users").await, 200);
    let id = found[0]["id"].as_str().unwrap();
    let path = format!("/users/{id}/is-suspended");
    done(&api.patch(&path, json!({"isSuspended": true})).await, 200);
    let barred = of(&api, ADA).await;
    fails_at(&barred, "suspension");
    assert_eq!(
        barred["action"],
        json!({"kind": "resumeUser", "userId": id})
    );
    done(&api.patch(&path, json!({"isSuspended": false})).await, 200);
    passes(&of(&api, ADA).await);
}

async fn limits_of_an_address_are_lifted_and_that_is_written_down(world: World) {
    let (world, _folder) = managed(world).await;
    let limits = "sends_per_recipient = \"2/10m\"\nfailures_per_address = \"3/1h\"";
    let world = with_limits(&world, limits).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in(ADA).await;
    let lifted = json!({"identifier": " Ada@Example.com "});
    // None is reached yet: what was used up is given back.
    done(&api.post(LIFT, lifted.clone()).await, 204);
    at_code_page(&world, ADA).await;
    let (mut browser, page) = at_code_page(&world, ADA).await;
    let full = of(&api, ADA).await;
    fails_at(&full, "limits");
    assert_eq!(full["action"], json!({"kind": "liftLimits"}));
    done(&api.post(LIFT, lifted.clone()).await, 204);
    passes(&of(&api, ADA).await);
    // Wrong codes; the right one counts when the pause is over.
    let code = world.code(ADA).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..3 {
        browser.type_code(&page, wrong).await;
    }
    assert_eq!(browser.type_code(&page, &code).await.status, 429);
    let paused = of(&api, ADA).await;
    fails_at(&paused, "limits");
    assert_eq!(paused["action"], json!({"kind": "liftLimits"}));
    done(&api.post(LIFT, lifted).await, 204);
    passes(&of(&api, ADA).await);
    let callback = browser.type_code(&page, &code).await;
    assert_eq!(callback.status, 303, "{}", callback.body);
    // Another mail leaves as well.
    at_code_page(&world, ADA).await;
    let told = events(&world, &[EventKind::LimitLifted]).await;
    assert_eq!(told.len(), 3);
    for event in told {
        let limits = json!({"limits": ["sends", "failures", "password"]});
        assert_eq!(json!(event.data), limits);
        assert_eq!(event.actor.unwrap().to_string(), "client:robot");
    }
    for bad in ["", "ada", "+33612345678"] {
        let answer = api.post(LIFT, json!({"identifier": bad})).await;
        refused(&answer, 400, "guard.invalid_input");
        let told = answer.json();
        assert_eq!(told["data"]["issues"][0]["path"], json!(["identifier"]));
    }
}

async fn limits_that_others_share_are_lifted_for_no_address(world: World) {
    let (world, _folder) = managed(world).await;
    let world = with_limits(&world, "sends_per_client = \"1/1h\"").await;
    let api = Api::of(&world).await;
    at_code_page(&world, "bob@example.com").await;
    let full = of(&api, ADA).await;
    fails_at(&full, "limits");
    assert_eq!(full.get("action"), None, "{full}");
    done(&api.post(LIFT, json!({"identifier": ADA})).await, 204);
    fails_at(&of(&api, ADA).await, "limits");
}

/// An application that the API has registered, by its id.
async fn shop(api: &Api, kind: &str, uris: &Value) -> String {
    let new = json!({"name": "Shop", "type": kind, "oidcClientMetadata": {
        "redirectUris": uris, "postLogoutRedirectUris": [],
    }});
    let made = done(&api.post("/applications", new).await, 200);
    made["id"].as_str().unwrap().to_owned()
}

/// A sign-in to this application that is answered there, explained.
async fn at(api: &Api, application: &str, uri: &str) -> Value {
    let question = json!({
        "identifier": ADA, "applicationId": application, "redirectUri": uri,
    });
    explain(api, question).await
}

async fn a_redirect_uri_is_added_at_once_where_its_host_is_known_and_nowhere_else(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let own = "https://shop.example/cb";
    let id = shop(&api, "SPA", &json!([own])).await;
    for (uri, is_known) in [
        ("https://shop.example/callback", true),
        ("http://localhost:3000/cb", true),
        ("https://evil.example/cb", false),
        ("https://shop.example.evil.example/cb", false),
        ("http://shop.example/cb", false),
    ] {
        let told = at(&api, &id, uri).await;
        fails_at(&told, "redirectUri");
        let expected = if is_known {
            json!({"kind": "addRedirectUri", "applicationId": id, "redirectUri": uri})
        } else {
            json!({"kind": "openApplication", "applicationId": id})
        };
        assert_eq!(told["action"], expected, "{uri}");
    }
    let uri = "http://localhost:3000/cb";
    let added = json!({"oidcClientMetadata": {
        "redirectUris": [own, uri], "postLogoutRedirectUris": [],
    }});
    done(&api.patch(&format!("/applications/{id}"), added).await, 200);
    passes(&at(&api, &id, uri).await);
    // What the file declares is changed there.
    let declared = at(&api, "web", "https://rp.example/other").await;
    let action = json!({"kind": "openApplication", "applicationId": "web"});
    assert_eq!(declared["action"], action);
}

async fn redirect_uris_are_judged_as_the_authorization_endpoint_judges_them(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let uris = json!(["http://127.0.0.1/cb", "com.example.app://cb"]);
    let native = shop(&api, "Native", &uris).await;
    let single = shop(&api, "SPA", &json!(["http://127.0.0.1/cb"])).await;
    let web = world.relying_party("web");
    for (application, uri) in [
        (&native, "http://127.0.0.1/cb"),
        (&native, "http://127.0.0.1:4711/cb"),
        (&native, "http://localhost:4711/cb"),
        (&native, "com.example.app://cb"),
        (&native, "com.example.app://cb/"),
        (&single, "http://127.0.0.1/cb"),
        (&single, "http://127.0.0.1:4711/cb"),
        (&single, "HTTP://127.0.0.1/cb"),
    ] {
        let told = at(&api, application, uri).await;
        let changes = [("client_id", &**application), ("redirect_uri", uri)];
        let answer = world.browser().get(&web.request_with(&changes)).await;
        let verdict = if answer.status == 303 { "pass" } else { "fail" };
        let judged = check(&told, "redirectUri");
        assert_eq!(judged["verdict"], verdict, "{uri}: {}", answer.body);
    }
    // None that is given is none that could be wrong.
    let told = at(&api, &single, "").await;
    assert_eq!(check(&told, "redirectUri")["verdict"], "skipped");
}

async fn each_fault_leads_to_where_it_is_mended(world: World) {
    let (world, _folder) = managed(world).await;
    let closed = world
        .set_up(Setup {
            more: also("[sign_in]\nmode = \"SignIn\"\n"),
            ..Setup::default()
        })
        .await;
    let api = Api::of(&closed).await;
    let told = of(&api, ADA).await;
    fails_at(&told, "account");
    assert_eq!(told["action"], json!({"kind": "openSignInExperience"}));
    let unknown = json!({"identifier": ADA, "applicationId": "nothing"});
    let told = explain(&api, unknown).await;
    fails_at(&told, "application");
    assert_eq!(told["action"], json!({"kind": "findApplication"}));
    let machine = json!({"identifier": ADA, "applicationId": "robot"});
    let told = explain(&api, machine).await;
    let action = json!({"kind": "openApplication", "applicationId": "robot"});
    assert_eq!(told["action"], action);
    // There is nothing to press where another address has to be typed.
    let told = of(&api, "ada").await;
    fails_at(&told, "identifier");
    assert_eq!(told.get("action"), None);
}

async fn a_viewer_may_ask_and_may_lift_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let token = person_token(&world, "spa", "vera@example.com", &["viewer"]).await;
    let vera = Api::with(&world, &token);
    passes(&of(&vera, ADA).await);
    let lifted = vera.post(LIFT, json!({"identifier": ADA})).await;
    refused(&lifted, 403, "auth.forbidden");
}

async fn t_66_limits_of_an_address_that_manages_are_lifted_after_a_fresh_sign_in_alone(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let bob = "bob@example.com";
    person_token(&world, "spa", bob, &["viewer"]).await;
    let token = person_token(&world, "spa", ADA, &["administrator"]).await;
    let ada = Api::with(&world, &token);
    world.clock.advance(Lifetime::minutes(11));
    let lift = |address: &str| ada.post(LIFT, json!({"identifier": address}));
    refused(
        &lift(bob).await,
        401,
        "auth.insufficient_user_authentication",
    );
    assert!(events(&world, &[EventKind::LimitLifted]).await.is_empty());
    assert_eq!(lift("carl@example.com").await.status, 204);
    assert_eq!(events(&world, &[EventKind::LimitLifted]).await.len(), 1);
}
