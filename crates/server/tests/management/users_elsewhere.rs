//! `/api/users/:id`: identities at other providers, sessions and grants.

use oidc_core::{actor::Actor, event::EventKind};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed, refused},
    users::{create, id},
    written_down::events,
};
use crate::kit::{World, on_both};

on_both! {
    identities_are_said_read_and_forgotten,
    what_cannot_be_an_identity_is_refused,
    an_account_elsewhere_belongs_to_one_person,
    there_is_no_connector_that_an_account_could_be_shown_to,
    no_account_is_known_at_a_provider_of_an_employer,
    sessions_are_listed_and_ended,
    a_person_is_signed_out_everywhere_by_one_call_and_nobody_else,
    whoever_has_no_session_loses_what_was_granted_and_nobody_is_nobody,
    sessions_that_changed_since_they_were_read_are_not_ended,
    with_a_session_its_grants_end_where_that_is_asked,
    grants_are_listed_and_taken_back,
}

async fn identities_are_said_read_and_forgotten(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}", id(&user));
    let github = format!("{path}/identities/github");
    let said = json!({"userId": "42", "details": {"name": "Ada", "raw": [1]}});
    let all = done(&api.put(&github, said.clone()).await, 201);
    assert_eq!(all, json!({"github": said}));
    let other = json!({"userId": "43"});
    let all = done(&api.put(&github, other.clone()).await, 200);
    assert_eq!(all, json!({"github": other}));
    done(
        &api.put(
            &format!("{path}/identities/my%20own"),
            json!({"userId": "x"}),
        )
        .await,
        201,
    );
    let shown = done(&api.get(&path).await, 200);
    assert_eq!(
        shown["identities"],
        json!({"github": {"userId": "43"}, "my own": {"userId": "x"}})
    );
    let listed = done(&api.get("/users").await, 200);
    assert_eq!(listed[0]["identities"], shown["identities"]);
    assert_eq!(
        done(&api.get(&github).await, 200),
        json!({"identity": other})
    );
    let all = done(&api.get(&format!("{path}/all-identities")).await, 200);
    let mut social = all["socialIdentities"].as_array().unwrap().clone();
    social.sort_by_key(|one| one["target"].to_string());
    let expected = [
        json!({"target": "github", "identity": {"userId": "43"}}),
        json!({"target": "my own", "identity": {"userId": "x"}}),
    ];
    assert_eq!(
        (social.as_slice(), &all["ssoIdentities"]),
        (&expected[..], &json!([]))
    );
    let after = done(&api.delete(&github).await, 200);
    assert_eq!(after["identities"], json!({"my own": {"userId": "x"}}));
    for gone in [api.get(&github).await, api.delete(&github).await] {
        refused(&gone, 404, "user.identity_not_exist");
    }
}

async fn what_cannot_be_an_identity_is_refused(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let github = format!("/users/{}/identities/github", id(&user));
    let other = json!({"userId": "43"});
    for nobody in [
        api.get("/users/x/identities/github").await,
        api.put("/users/x/identities/github", other.clone()).await,
        api.delete("/users/x/identities/github").await,
        api.get("/users/x/all-identities").await,
    ] {
        refused(&nobody, 404, "entity.not_found");
    }
    for bad in [
        json!({}),
        json!({"userId": ""}),
        json!({"userId": "a\u{0}"}),
        json!({"userId": "x", "details": []}),
    ] {
        refused(&api.put(&github, bad).await, 400, "guard.invalid_input");
    }
}

async fn an_account_elsewhere_belongs_to_one_person(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let tries: Vec<_> = {
        let mut paths = Vec::new();
        for _ in 0..10 {
            let user = create(&api, json!({})).await;
            paths.push(format!("/users/{}/identities/github", id(&user)));
        }
        let spawn = |path: String| {
            let api = api.clone();
            tokio::spawn(async move { api.put(&path, json!({"userId": "42"})).await })
        };
        paths.into_iter().map(spawn).collect()
    };
    let mut made = 0;
    for one in tries {
        let answer = one.await.unwrap();
        if answer.status == 201 {
            made += 1;
        } else {
            refused(&answer, 422, "user.identity_already_in_use");
        }
    }
    assert_eq!(made, 1);
}

async fn there_is_no_connector_that_an_account_could_be_shown_to(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let path = format!("/users/{}/identities", id(&user));
    let shown = json!({"connectorId": "abc", "connectorData": {"code": "x"}});
    let answer = api.post(&path, shown.clone()).await;
    refused(&answer, 404, "session.invalid_connector_id");
    refused(
        &api.post("/users/x/identities", shown).await,
        404,
        "entity.not_found",
    );
    refused(
        &api.post(&path, json!({})).await,
        400,
        "guard.invalid_input",
    );
    // The one that is there sends mails; people do not sign in by it.
    let mails = json!({"connectorId": "mailgun-email", "id": "abc"});
    done(&api.post("/connectors", mails).await, 200);
    let shown = json!({"connectorId": "abc", "connectorData": {"code": "x"}});
    let answer = api.post(&path, shown.clone()).await;
    refused(&answer, 422, "session.invalid_connector_id");
    refused(
        &api.post("/users/x/identities", shown).await,
        404,
        "entity.not_found",
    );
}

async fn no_account_is_known_at_a_provider_of_an_employer(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let user = create(&api, json!({})).await;
    let entra = "sso-identities/entra";
    for query in ["", "?includeTokenSecret=true"] {
        let path = format!("/users/{}/{entra}{query}", id(&user));
        let none = "user.enterprise_sso_identity_not_exists";
        refused(&api.get(&path).await, 404, none);
    }
    // That there is no such user is said first.
    let unknown = api.get(&format!("/users/x/{entra}")).await;
    refused(&unknown, 404, "entity.not_found");
}

pub(super) async fn found(api: &Api, email: &str) -> String {
    let found = done(
        &api.get(&format!("/users?search.primaryEmail={email}"))
            .await,
        200,
    );
    format!("/users/{}", id(&found[0]))
}

async fn sessions(api: &Api, path: &str) -> Vec<Value> {
    let all = done(&api.get(&format!("{path}/sessions")).await, 200);
    all["sessions"].as_array().unwrap().clone()
}

async fn sessions_are_listed_and_ended(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    web.sign_in("eve@example.com").await;
    web.sign_in("ada@example.com").await;
    let (ada, eve) = (
        found(&api, "ada@example.com").await,
        found(&api, "eve@example.com").await,
    );
    let listed = sessions(&api, &ada).await;
    assert_eq!(listed.len(), 1);
    let now = world.clock.now().as_millis();
    let session = &listed[0];
    assert_eq!(session["clientIds"], json!(["web"]));
    assert_eq!(
        (&session["createdAt"], &session["authenticatedAt"]),
        (&json!(now), &json!(now))
    );
    assert_eq!(
        format!("/users/{}", session["userId"].as_str().unwrap()),
        ada
    );
    let own = format!("{ada}/sessions/{}", id(session));
    assert_eq!(&done(&api.get(&own).await, 200), session);
    let others = format!("{eve}/sessions/{}", id(session));
    for answer in [api.get(&others).await, api.delete(&others).await] {
        refused(&answer, 404, "oidc.invalid_session_account_id");
    }
    let odd = api.delete(&format!("{own}?revokeGrantsTarget=some")).await;
    refused(&odd, 400, "guard.invalid_input");
    assert_eq!(sessions(&api, &ada).await.len(), 1);
    done(&api.delete(&own).await, 204);
    let told = events(&world, &[EventKind::SessionEnded]).await;
    let robot = Actor::Client("robot".parse().unwrap());
    assert_eq!(told.last().unwrap().actor, Some(robot));
    assert!(sessions(&api, &ada).await.is_empty());
    assert_eq!(sessions(&api, &eve).await.len(), 1);
    for gone in [
        api.get(&own).await,
        api.delete(&own).await,
        api.get(&format!("{ada}/sessions/x")).await,
    ] {
        refused(&gone, 404, "oidc.session_not_found");
    }
    refused(&api.get("/users/x/sessions").await, 404, "entity.not_found");
}

async fn a_person_is_signed_out_everywhere_by_one_call_and_nobody_else(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let others = web.sign_in("eve@example.com").await;
    let before = web.sign_in("ada@example.com").await;
    let (ada, eve) = (
        found(&api, "ada@example.com").await,
        found(&api, "eve@example.com").await,
    );
    let all = format!("{ada}/sessions");
    assert_eq!(sessions(&api, &ada).await.len(), 1);
    // Made after the list was read.
    let since = web.sign_in("ada@example.com").await;
    let earlier = events(&world, &[EventKind::SessionEnded]).await.len();
    done(&api.delete(&all).await, 204);
    assert!(sessions(&api, &ada).await.is_empty());
    assert!(grants(&api, &format!("{ada}/grants")).await.is_empty());
    for tokens in [&before, &since] {
        assert_ne!(web.userinfo(&tokens.access).await.status, 200);
        let refreshed = web.refresh(tokens.refresh()).await;
        refreshed.refused(400, "invalid_grant");
    }
    let robot = Actor::Client("robot".parse().unwrap());
    let told = events(&world, &[EventKind::SessionEnded]).await;
    assert_eq!(told.len(), earlier + 2);
    for event in &told[earlier..] {
        let who = event.user_id.as_ref().map(|user| format!("/users/{user}"));
        assert_eq!(who.as_deref(), Some(&*ada));
        assert_eq!(event.actor.as_ref(), Some(&robot));
    }
    assert_eq!(sessions(&api, &eve).await.len(), 1);
    assert_eq!(grants(&api, &format!("{eve}/grants")).await.len(), 1);
    assert_eq!(web.userinfo(&others.access).await.status, 200);
    assert_eq!(web.refresh(others.refresh()).await.status, 200);
    // There is nothing left to be ended, and the person comes in again.
    done(&api.delete(&all).await, 204);
    let again = web.sign_in("ada@example.com").await;
    assert_eq!(web.userinfo(&again.access).await.status, 200);
}

async fn whoever_has_no_session_loses_what_was_granted_and_nobody_is_nobody(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let ada = found(&api, "ada@example.com").await;
    let all = format!("{ada}/sessions");
    let own = format!("{all}/{}", id(&sessions(&api, &ada).await[0]));
    done(&api.delete(&own).await, 204);
    // What was granted for longer than the session stays when that one alone is ended.
    assert_eq!(grants(&api, &format!("{ada}/grants")).await.len(), 1);
    done(&api.delete(&all).await, 204);
    assert!(grants(&api, &format!("{ada}/grants")).await.is_empty());
    let refreshed = web.refresh(tokens.refresh()).await;
    refreshed.refused(400, "invalid_grant");
    // One that could be somebody's, and one that could not.
    for nobody in ["/users/x/sessions", "/users/-%20-/sessions"] {
        refused(&api.delete(nobody).await, 404, "entity.not_found");
    }
}

async fn sessions_that_changed_since_they_were_read_are_not_ended(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    web.sign_in("ada@example.com").await;
    let ada = found(&api, "ada@example.com").await;
    let all = format!("{ada}/sessions");
    let read = api.get(&all).await;
    let stale = api.if_match(read.header("etag").unwrap());
    web.sign_in("ada@example.com").await;
    let late = stale.delete(&all).await;
    refused(&late, 412, "request.precondition_failed");
    assert_eq!(sessions(&api, &ada).await.len(), 2);
    let read = api.get(&all).await;
    let fresh = api.if_match(read.header("etag").unwrap());
    done(&fresh.delete(&all).await, 204);
    assert!(sessions(&api, &ada).await.is_empty());
}

async fn grants(api: &Api, path: &str) -> Vec<Value> {
    let all = done(&api.get(path).await, 200);
    all["grants"].as_array().unwrap().clone()
}

async fn with_a_session_its_grants_end_where_that_is_asked(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    for (email, query, is_revoked) in [
        ("ada@example.com", "", false),
        ("bob@example.com", "?revokeGrantsTarget=all", true),
        ("eve@example.com", "?revokeGrantsTarget=firstParty", true),
    ] {
        let (_, code) = web.code(email, &[("scope", "openid offline_access")]).await;
        let tokens = crate::kit::Tokens::of(&web.redeem(&code).await);
        let path = found(&api, email).await;
        let session = &sessions(&api, &path).await[0];
        let end = format!("{path}/sessions/{}{query}", id(session));
        done(&api.delete(&end).await, 204);
        let refresh = [
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens.refresh()),
        ];
        let answer = web.post("/oidc/token", &refresh).await;
        assert_eq!(answer.status == 400, is_revoked, "{email} {}", answer.body);
    }
}

async fn grants_are_listed_and_taken_back(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let web = world.relying_party("web");
    let (_, code) = web
        .code("ada@example.com", &[("scope", "openid offline_access")])
        .await;
    let tokens = crate::kit::Tokens::of(&web.redeem(&code).await);
    world.relying_party("web").sign_in("eve@example.com").await;
    let (ada, eve) = (
        found(&api, "ada@example.com").await,
        found(&api, "eve@example.com").await,
    );
    let path = format!("{ada}/grants");
    let listed = grants(&api, &path).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["clientId"], "web");
    assert!(
        listed[0]["scopes"]
            .as_array()
            .unwrap()
            .contains(&json!("offline_access"))
    );
    assert_eq!(
        grants(&api, &format!("{path}?appType=firstParty")).await,
        listed
    );
    assert!(
        grants(&api, &format!("{path}?appType=thirdParty"))
            .await
            .is_empty()
    );
    refused(
        &api.get(&format!("{path}?appType=x")).await,
        400,
        "guard.invalid_input",
    );
    let grant = id(&listed[0]);
    let others = api.delete(&format!("{eve}/grants/{grant}")).await;
    refused(&others, 404, "entity.not_found");
    done(&api.delete(&format!("{path}/{grant}")).await, 204);
    assert!(grants(&api, &path).await.is_empty());
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens.refresh()),
    ];
    web.post("/oidc/token", &refresh)
        .await
        .refused(400, "invalid_grant");
    for gone in ["x", "AAAAAAAAAAAAAAAAAAAAAA"] {
        refused(
            &api.delete(&format!("{path}/{gone}")).await,
            404,
            "entity.not_found",
        );
    }
    refused(&api.get("/users/x/grants").await, 404, "entity.not_found");
}
