//! What anybody may read of the management API.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use super::caller::{Api, done, managed, managed_also};
use crate::kit::{Answer, Witness, World, on_both};

on_both! {
    everybody_reads_how_sign_in_looks_and_nothing_of_the_operators,
    it_is_answered_from_memory_and_sent_once,
    a_change_is_read_with_the_next_request,
    the_status_is_told_without_a_body,
    whoever_shows_the_key_is_told_which_instance_answers,
    no_page_of_another_site_may_read_it,
}

const PATH: &str = "/api/.well-known/sign-in-exp";

async fn ask(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.send(request.body(Body::empty()).unwrap()).await
}

async fn everybody_reads_how_sign_in_looks_and_nothing_of_the_operators(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let mut expected = done(&api.get("/sign-in-exp").await, 200);
    let members = expected.as_object_mut().unwrap();
    for of_the_operator in [
        "emailBlocklistPolicy",
        "forgotPasswordMethods",
        "declaredInFile",
        "declaredAt",
    ] {
        assert!(members.remove(of_the_operator).is_some());
    }
    let more = json!({
        "socialConnectors": [], "ssoConnectors": [],
        "forgotPassword": {"email": false, "phone": false},
        "isDevelopmentTenant": false, "customProfileFields": [], "customProfileFieldCatalog": [],
    });
    let Value::Object(more) = more else {
        panic!("it is one");
    };
    members.extend(more);
    let nobody = Api {
        authorization: None,
        ..api
    };
    for path in [
        "/.well-known/sign-in-exp",
        "/.well-known/experience",
        "/.well-known/sign-in-exp?organizationId=x&appId=y",
    ] {
        assert_eq!(done(&nobody.get(path).await, 200), expected, "{path}");
    }
}

async fn it_is_answered_from_memory_and_sent_once(world: World) {
    let (world, _folder) = managed(world).await;
    let witness = Witness::new();
    let first = witness.watch(ask(&world, PATH, &[])).await;
    let ran = witness.take_statements();
    assert!(ran.is_empty(), "{ran:?}");
    let tag = first.header("etag").unwrap();
    let again = ask(&world, PATH, &[("if-none-match", tag)]).await;
    assert_eq!((again.status.as_u16(), &*again.body), (304, ""));
}

async fn a_change_is_read_with_the_next_request(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let before = ask(&world, PATH, &[]).await;
    let body = json!({"signInMode": "SignIn", "signet": {"name": "Brand"}});
    done(&api.patch("/sign-in-exp", body).await, 200);
    let after = ask(&world, PATH, &[]).await;
    assert_ne!(after.header("etag"), before.header("etag"));
    assert_eq!(after.json()["signInMode"], "SignIn");
    assert_eq!(after.json()["signet"], json!({"name": "Brand"}));
}

async fn the_status_is_told_without_a_body(world: World) {
    let answer = world.get("/api/status").await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (204, ""));
    let reference = answer.header("x-request-id");
    assert!(reference.is_some());
    assert_eq!(answer.header("logto-core-request-id"), reference);
}

/// Which instance the status names to whoever sends these headers.
async fn of(world: &World, headers: &[(&str, &str)]) -> Option<String> {
    let answer = ask(world, "/api/status", headers).await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (204, ""));
    answer.header("logto-tenant-id").map(str::to_owned)
}

async fn whoever_shows_the_key_is_told_which_instance_answers(world: World) {
    let name = "logto-status-api-key";
    // Where none is configured, none is right.
    for wrong in ["", "status-key-0123456789"] {
        assert_eq!(of(&world, &[(name, wrong)]).await, None);
    }
    let more = "[secrets]\nstatus_api_key = \"status-key-0123456789\"\n";
    let (world, _folder) = managed_also(world, more).await;
    let right = &[(name, "status-key-0123456789")];
    assert_eq!(of(&world, right).await.as_deref(), Some("default"));
    assert_eq!(of(&world, &[]).await, None);
    for wrong in ["", "x", "status-key-0123456780", "STATUS-KEY-0123456789"] {
        assert_eq!(of(&world, &[(name, wrong)]).await, None, "{wrong}");
    }
}

async fn no_page_of_another_site_may_read_it(world: World) {
    for path in [PATH, "/api/status"] {
        let answer = ask(&world, path, &[("origin", "https://evil.example")]).await;
        assert!(answer.status.is_success());
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}
