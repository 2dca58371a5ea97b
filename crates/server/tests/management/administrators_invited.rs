//! Administrators and viewers who are invited by their address, and whose role is changed.

use engine::administrator::codes::Administrators;
use oidc_core::{event::EventKind, indicator::MANAGEMENT, time::Lifetime};
use serde_json::{Value, json};

use super::{
    caller::{Api, done, managed, person_token, refused},
    written_down::events,
};
use crate::kit::{Tokens, World, on_both, on_both_alone};

on_both! {
    an_address_without_an_account_gets_one_that_opens_the_console_once_it_is_proven,
    an_account_with_the_address_gets_the_role,
    t_66_an_address_that_is_not_proven_opens_nothing_for_whoever_was_signed_in,
    t_66_a_session_begun_under_another_address_opens_nothing_once_the_new_one_is_proven,
    t_66_a_corrected_invitation_ends_the_sessions_of_the_address_before,
    whoever_manages_changes_their_own_address_and_signs_in_with_the_new_one,
    an_invitation_changes_nothing_of_whoever_manages_by_the_other_role,
    a_code_of_the_host_opens_the_console_to_an_address_that_is_not_proven,
    a_role_is_changed_both_ways_and_each_change_is_written_down,
    t_67_the_last_administrator_is_made_no_viewer,
    whoever_has_proven_nothing_takes_the_place_of_no_administrator,
    a_role_is_changed_on_who_they_were_when_it_was_read,
}

on_both_alone! {
    twenty_invitations_at_once_make_one_account,
    t_67_of_twenty_who_make_each_other_viewers_one_administrator_remains,
}

const PATH: &str = "/signet/administrators";

const NEW: &str = "new@example.com";

async fn invite(api: &Api, email: &str, role: &str) -> Value {
    let body = json!({"primaryEmail": email, "role": role});
    done(&api.post(PATH, body).await, 201)
}

fn path_of(made: &Value) -> String {
    format!("{PATH}/{}", made["id"].as_str().unwrap())
}

/// The role of each, in alphabetical order.
async fn roles(api: &Api) -> Vec<String> {
    let listed = done(&api.get(PATH).await, 200);
    let each = listed.as_array().unwrap().iter();
    let each = each.map(|one| one["role"].as_str().unwrap().to_owned());
    let mut all: Vec<String> = each.collect();
    all.sort();
    all
}

/// An administrator whose address is proven.
async fn proven(world: &World, api: &Api, email: &str) -> Value {
    world.relying_party("web").sign_in(email).await;
    invite(api, email, "administrator").await
}

const REQUEST: [(&str, &str); 2] = [
    ("scope", "openid offline_access all read"),
    ("resource", MANAGEMENT),
];

/// What a refresh token opens of this API now.
async fn refreshed(world: &World, refresh: &str) -> Api {
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("resource", MANAGEMENT),
    ];
    let answer = world
        .relying_party("spa")
        .post("/oidc/token", &fields)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Api::with(world, answer.json()["access_token"].as_str().unwrap())
}

async fn an_address_without_an_account_gets_one_that_opens_the_console_once_it_is_proven(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = invite(&api, "New@Example.com", "viewer").await;
    assert_eq!(
        made,
        json!({
            "id": made["id"], "name": null, "primaryEmail": "New@Example.com",
            "isEmailVerified": false, "role": "viewer", "isSuspended": false,
            "lastSignInAt": null, "source": "console",
        })
    );
    assert_eq!(done(&api.get(PATH).await, 200), json!([made]));
    // There is nothing to sign in with but a code that is mailed there.
    let path = format!("/users/{}", made["id"].as_str().unwrap());
    assert_eq!(done(&api.get(&path).await, 200)["hasPassword"], false);
    assert!(world.mails(NEW).await.is_empty());
    let told = events(&world, &[EventKind::UserRegistered]).await;
    assert_eq!(told.len(), 1);
    assert_eq!(json!(told[0].data), json!({"changed": ["email"]}));
    assert_eq!(told[0].user_id.as_ref().unwrap().as_str(), made["id"]);
    let robot = Some("client:robot".to_owned());
    assert_eq!(told[0].actor.as_ref().map(ToString::to_string), robot);
    let token = person_token(&world, "spa", NEW, &[]).await;
    let new = Api::with(&world, &token);
    let listed = done(&new.get(PATH).await, 200);
    assert_eq!(listed[0]["isEmailVerified"], true);
    assert!(listed[0]["lastSignInAt"].is_i64());
    let body = json!({"primaryEmail": "other@example.com"});
    refused(&new.post(PATH, body).await, 403, "auth.forbidden");
}

async fn an_account_with_the_address_gets_the_role(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world.relying_party("web").sign_in(NEW).await;
    let made = invite(&api, "NEW@example.com", "administrator").await;
    assert_eq!(
        (&made["primaryEmail"], &made["isEmailVerified"]),
        (&json!(NEW), &json!(true))
    );
    assert_eq!(world.number("select count(*) from users").await, 1);
    // Where no role is said it is that of an administrator.
    let body = json!({"primaryEmail": NEW});
    assert_eq!(done(&api.post(PATH, body).await, 200), made);
}

async fn t_66_an_address_that_is_not_proven_opens_nothing_for_whoever_was_signed_in(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let (refresh, _) = moved(&world, &api).await;
    invite(&api, NEW, "administrator").await;
    let eve = refreshed(&world, &refresh).await;
    refused(&eve.get(PATH).await, 403, "auth.forbidden");
    // Whoever reads what is sent there is let in.
    let token = person_token(&world, "spa", NEW, &[]).await;
    done(&Api::with(&world, &token).get(PATH).await, 200);
}

/// A person signs in, then an operator changes the address of the account to [`NEW`]: the refresh token
/// of before, and the path of the account.
async fn moved(world: &World, api: &Api) -> (String, String) {
    let spa = world.relying_party("spa");
    let (_, code) = spa.code("eve@example.com", &REQUEST).await;
    let refresh = Tokens::of(&spa.redeem(&code).await).refresh().to_owned();
    let found = done(&api.get("/users").await, 200);
    let path = format!("/users/{}", found[0]["id"].as_str().unwrap());
    done(&api.patch(&path, json!({"primaryEmail": NEW})).await, 200);
    (refresh, path)
}

async fn t_66_a_session_begun_under_another_address_opens_nothing_once_the_new_one_is_proven(
    world: World,
) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let (eve, _) = moved(&world, &api).await;
    invite(&api, NEW, "administrator").await;
    world.pass(Lifetime::seconds(1));
    let token = person_token(&world, "spa", NEW, &[]).await;
    done(&Api::with(&world, &token).get(PATH).await, 200);
    // The older session proved the other address.
    let eve = refreshed(&world, &eve).await;
    refused(&eve.get(PATH).await, 403, "auth.forbidden");
}

async fn t_66_a_corrected_invitation_ends_the_sessions_of_the_address_before(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    proven(&world, &api, "ada@example.com").await;
    let made = invite(&api, "mistyped@example.com", "administrator").await;
    let token = person_token(&world, "spa", "mistyped@example.com", &[]).await;
    let stranger = Api::with(&world, &token);
    done(&stranger.get(PATH).await, 200);
    let path = format!("/users/{}", made["id"].as_str().unwrap());
    done(&api.patch(&path, json!({"primaryEmail": NEW})).await, 200);
    refused(&stranger.get(PATH).await, 401, "auth.unauthorized");
    assert_eq!(
        done(&api.get(&format!("{path}/sessions")).await, 200)["sessions"],
        json!([])
    );
    let token = person_token(&world, "spa", NEW, &[]).await;
    done(&Api::with(&world, &token).get(PATH).await, 200);
}

async fn whoever_manages_changes_their_own_address_and_signs_in_with_the_new_one(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = invite(&api, NEW, "administrator").await;
    let token = person_token(&world, "spa", NEW, &[]).await;
    let new = Api::with(&world, &token);
    let path = format!("/users/{}", made["id"].as_str().unwrap());
    let moved = json!({"primaryEmail": "newer@example.com"});
    // With a mistyped address no administrator could sign in any more.
    refused(
        &new.patch(&path, moved.clone()).await,
        422,
        "user.last_administrator",
    );
    done(&new.patch(&path, json!({"primaryEmail": NEW})).await, 200);
    proven(&world, &api, "ada@example.com").await;
    done(&new.patch(&path, moved).await, 200);
    refused(&new.get(PATH).await, 401, "auth.unauthorized");
    let token = person_token(&world, "spa", "newer@example.com", &[]).await;
    let listed = done(&Api::with(&world, &token).get(PATH).await, 200);
    assert_eq!(listed[0]["isEmailVerified"], true);
}

async fn an_invitation_changes_nothing_of_whoever_manages_by_the_other_role(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let vera = invite(&api, "vera@example.com", "viewer").await;
    invite(&api, NEW, "administrator").await;
    for body in [
        json!({"primaryEmail": NEW, "role": "viewer"}),
        json!({"primaryEmail": "vera@example.com"}),
        json!({"userId": vera["id"], "role": "administrator"}),
    ] {
        refused(&api.post(PATH, body).await, 422, "user.manages_already");
    }
    assert_eq!(roles(&api).await, ["administrator", "viewer"]);
    assert_eq!(invite_again(&api, "vera@example.com", "viewer").await, vera);
}

/// An invitation of a person who has this role already changes nothing.
async fn invite_again(api: &Api, email: &str, role: &str) -> Value {
    let body = json!({"primaryEmail": email, "role": role});
    done(&api.post(PATH, body).await, 200)
}

async fn a_code_of_the_host_opens_the_console_to_an_address_that_is_not_proven(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = invite(&api, NEW, "administrator").await;
    let host = Administrators {
        store: world.app.store.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
    };
    let id = made["id"].as_str().unwrap().parse().unwrap();
    let code = host.recovery_code(&id).await.unwrap().expose();
    let mut browser = world.browser();
    let page = browser.get("/recover").await;
    let answer = browser.submit(&page.form(0).with("code", &code)).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let spa = world.relying_party("spa");
    let silent = [REQUEST[0], REQUEST[1], ("prompt", "none")];
    let answer = browser.get(&spa.request_with(&silent)).await;
    let code = answer.parameter("code").unwrap();
    let tokens = Tokens::of(&spa.redeem(&code).await);
    let new = refreshed(&world, tokens.refresh()).await;
    let listed = done(&new.get(PATH).await, 200);
    assert_eq!(listed[0]["isEmailVerified"], false);
}

async fn a_role_is_changed_both_ways_and_each_change_is_written_down(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    proven(&world, &api, "ada@example.com").await;
    let made = invite(&api, NEW, "viewer").await;
    let path = path_of(&made);
    let kinds = [EventKind::RolesGiven, EventKind::RolesTaken];
    let before = events(&world, &kinds).await.len();
    for role in ["administrator", "administrator", "viewer", "viewer"] {
        world.pass(Lifetime::millis(1));
        let changed = done(&api.patch(&path, json!({"role": role})).await, 200);
        assert_eq!(changed["role"], role);
        assert_eq!(changed["id"], made["id"]);
    }
    let told = events(&world, &kinds).await;
    let told: Vec<_> = told[before..]
        .iter()
        .map(|event| json!(event.data))
        .collect();
    let of = |role: &str| json!({"roles": [role]});
    let (administrator, viewer) = (of("administrator"), of("viewer"));
    for role in [&administrator, &viewer] {
        let number = told.iter().filter(|told| *told == role).count();
        assert_eq!(number, 2, "{told:?}");
    }
    assert_eq!(told.len(), 4);
    done(
        &api.patch(&path, json!({"role": "administrator"})).await,
        200,
    );
    // With the role goes what it allowed, at once.
    let token = person_token(&world, "spa", NEW, &[]).await;
    let new = Api::with(&world, &token);
    let resource = |host: &str| json!({"name": "x", "indicator": format!("https://{host}")});
    done(&new.post("/resources", resource("a.example")).await, 201);
    done(&api.patch(&path, json!({"role": "viewer"})).await, 200);
    let late = new.post("/resources", resource("b.example")).await;
    refused(&late, 403, "auth.forbidden");
    done(&new.get("/resources").await, 200);
    done(&api.delete(&path).await, 204);
    refused(&new.get("/resources").await, 403, "auth.forbidden");
}

async fn t_67_the_last_administrator_is_made_no_viewer(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let made = invite(&api, NEW, "administrator").await;
    invite(&api, "vera@example.com", "viewer").await;
    let viewer = json!({"role": "viewer"});
    for answer in [
        api.patch(&path_of(&made), viewer.clone()).await,
        api.delete(&path_of(&made)).await,
    ] {
        refused(&answer, 422, "user.last_administrator");
    }
    assert_eq!(roles(&api).await, ["administrator", "viewer"]);
    invite(&api, "ada@example.com", "administrator").await;
    done(&api.patch(&path_of(&made), viewer).await, 200);
}

async fn whoever_has_proven_nothing_takes_the_place_of_no_administrator(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let ada = path_of(&proven(&world, &api, "ada@example.com").await);
    let new = path_of(&invite(&api, NEW, "administrator").await);
    let viewer = json!({"role": "viewer"});
    for answer in [
        api.delete(&ada).await,
        api.patch(&ada, viewer.clone()).await,
    ] {
        refused(&answer, 422, "user.last_administrator");
    }
    world.relying_party("web").sign_in(NEW).await;
    done(&api.patch(&ada, viewer).await, 200);
    refused(&api.delete(&new).await, 422, "user.last_administrator");
}

async fn a_role_is_changed_on_who_they_were_when_it_was_read(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    proven(&world, &api, "ada@example.com").await;
    let new = path_of(&invite(&api, NEW, "viewer").await);
    let read = api.get(PATH).await.header("etag").unwrap().to_owned();
    // That the address was proven meanwhile is none of it.
    world.relying_party("web").sign_in(NEW).await;
    let first = api.if_match(&read);
    let changed = first.patch(&new, json!({"role": "administrator"})).await;
    done(&changed, 200);
    for late in [
        first.patch(&new, json!({"role": "viewer"})).await,
        first.delete(&new).await,
    ] {
        refused(&late, 412, "request.precondition_failed");
    }
    // What the change answered names what the next one is made on.
    let next = api.if_match(changed.header("etag").unwrap());
    done(&next.patch(&new, json!({"role": "viewer"})).await, 200);
}

/// The API of each node, by the same token.
async fn of_two_nodes(world: &World) -> [Api; 2] {
    let [one, other] = world.two_nodes().await;
    let api = Api::of(&one).await;
    let there = Api {
        world: other,
        ..api.clone()
    };
    [api, there]
}

async fn twenty_invitations_at_once_make_one_account(world: World) {
    let (world, _folder) = managed(world).await;
    let nodes = of_two_nodes(&world).await;
    // Whoever stays an administrator while the other is made a viewer.
    invite(&nodes[0], "ada@example.com", "administrator").await;
    let tries = (0..20).map(|n| {
        let api = nodes[n % 2].clone();
        let role = if n % 3 == 0 {
            "viewer"
        } else {
            "administrator"
        };
        let body = json!({"primaryEmail": NEW, "role": role});
        tokio::spawn(async move { api.post(PATH, body).await.status.as_u16() })
    });
    let mut made = 0;
    for one in tries.collect::<Vec<_>>() {
        match one.await.unwrap() {
            201 => made += 1,
            // By the same role, or by the other one, which nothing was changed for.
            status => assert!(matches!(status, 200 | 422), "{status}"),
        }
    }
    assert_eq!(made, 1);
    assert_eq!(world.number("select count(*) from users").await, 2);
    assert_eq!(world.number("select count(*) from user_roles").await, 2);
    let told = events(&world, &[EventKind::UserRegistered]).await;
    assert_eq!(told.len(), 2);
}

async fn t_67_of_twenty_who_make_each_other_viewers_one_administrator_remains(world: World) {
    let (world, _folder) = managed(world).await;
    let nodes = of_two_nodes(&world).await;
    let ada = path_of(&invite(&nodes[0], "ada@example.com", "administrator").await);
    let new = path_of(&invite(&nodes[0], NEW, "administrator").await);
    let tries = (0..20).map(|n| {
        let (api, path) = (nodes[n % 2].clone(), [&ada, &new][n / 2 % 2].clone());
        let viewer = json!({"role": "viewer"});
        tokio::spawn(async move { api.patch(&path, viewer).await.status.as_u16() })
    });
    let mut refused = 0;
    for one in tries.collect::<Vec<_>>() {
        match one.await.unwrap() {
            422 => refused += 1,
            status => assert_eq!(status, 200),
        }
    }
    assert!(refused > 0);
    assert_eq!(roles(&nodes[0]).await, ["administrator", "viewer"]);
}
