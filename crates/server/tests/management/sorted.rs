//! `sort=` on the lists, and what users are filtered by.

use engine::jobs::note_applications;
use oidc_core::time::Lifetime;
use serde_json::{Value, json};

use super::{
    applications,
    caller::{Api, done, managed, refused},
    users,
};
use crate::kit::{Tokens, World, on_both};

on_both! {
    users_are_sorted_with_a_search_and_filters,
    applications_are_sorted_by_what_the_list_tells_of_them,
    roles_and_resources_are_sorted_whatever_the_case,
    what_is_sorted_by_another_key_is_refused_and_told_the_known_ones,
}

async fn named(api: &Api, path: &str) -> Vec<String> {
    let answer = api.get(path).await;
    let all = done(&answer, 200);
    let names = all.as_array().unwrap().iter();
    names
        .map(|item| item["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn users_are_sorted_with_a_search_and_filters(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (name, email, username) in [
        ("bob", "x@example.com", json!(null)),
        ("Carl", "Y@example.com", json!("zed")),
        ("Alice", "z@example.org", json!("Anna")),
    ] {
        let mut body = json!({"name": name, "primaryEmail": email});
        if username.is_string() {
            body["username"] = username;
        }
        users::create(&api, body).await;
        world.clock.advance(Lifetime::millis(1));
    }
    for (query, expected) in [
        ("", ["Alice", "Carl", "bob"]),
        ("sort=name", ["Alice", "bob", "Carl"]),
        ("sort=-name", ["Carl", "bob", "Alice"]),
        ("sort=createdAt", ["bob", "Carl", "Alice"]),
        ("sort=-createdAt", ["Alice", "Carl", "bob"]),
        ("sort=-primaryEmail", ["Alice", "Carl", "bob"]),
        ("sort=username", ["Alice", "Carl", "bob"]),
        ("sort=-username", ["Carl", "Alice", "bob"]),
    ] {
        assert_eq!(
            named(&api, &format!("/users?{query}")).await,
            expected,
            "{query}"
        );
    }
    let path = "/users?sort=-name&search=%25.com&page_size=1&page=2";
    assert_eq!(named(&api, path).await, ["bob"]);
    let answer = api.get(path).await;
    assert_eq!(answer.header("total-number"), Some("2"));
    assert!(answer.header("link").unwrap().contains("sort=-name"));
    let bob = done(&api.get("/users?search.name=bob").await, 200);
    let path = format!("/users/{}/is-suspended", users::id(&bob[0]));
    done(&api.patch(&path, json!({"isSuspended": true})).await, 200);
    assert_eq!(named(&api, "/users?isSuspended=true").await, ["bob"]);
    let others = named(&api, "/users?isSuspended=false&sort=name").await;
    assert_eq!(others, ["Alice", "Carl"]);
    let web = world.relying_party("web");
    world
        .browser()
        .sign_in(&web.request(), "z@example.org")
        .await;
    let never = named(&api, "/users?neverSignedIn=true&sort=-name").await;
    assert_eq!(never, ["Carl", "bob"]);
    assert_eq!(named(&api, "/users?neverSignedIn=false").await, ["Alice"]);
    assert_eq!(named(&api, "/users?sort=-lastSignInAt").await[0], "Alice");
    for query in ["isSuspended=perhaps", "neverSignedIn=1"] {
        let answer = api.get(&format!("/users?{query}")).await;
        refused(&answer, 400, "guard.invalid_input");
    }
}

/// The ids and when they were last used.
async fn uses(api: &Api, path: &str) -> Vec<(String, Value)> {
    let listed = done(&api.get(path).await, 200);
    let listed = listed.as_array().unwrap().iter();
    listed
        .map(|item| {
            (
                item["name"].as_str().unwrap().to_owned(),
                item["lastUsedAt"].clone(),
            )
        })
        .collect()
}

async fn applications_are_sorted_by_what_the_list_tells_of_them(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    // A part of each name that no other application has.
    for name in ["used here", "Never here", "other here"] {
        applications::create(&api, name, "SPA").await;
        world.clock.advance(Lifetime::millis(1));
    }
    let names = named(
        &api,
        "/applications?types=SPA&sort=name&search.name=%25%20here",
    )
    .await;
    assert_eq!(names, ["Never here", "other here", "used here"]);
    let names = named(
        &api,
        "/applications?types=SPA&sort=-name&search.name=%25%20here",
    )
    .await;
    assert_eq!(names, ["used here", "other here", "Never here"]);
    let web = world.relying_party("web");
    let callback = world
        .browser()
        .sign_in(&web.request(), "ada@example.com")
        .await;
    let at = world.clock.now().as_millis();
    Tokens::of(&web.redeem(&callback.parameter("code").unwrap()).await);
    note_applications::write(&world.app).await.unwrap();
    let all = uses(&api, "/applications?sort=-lastUsedAt").await;
    assert!(all[0].1.as_i64().unwrap() >= at, "{all:?}");
    let with: Vec<i64> = all.iter().filter_map(|(_, at)| at.as_i64()).collect();
    assert!(with.is_sorted_by(|a, b| a >= b), "{all:?}");
    // What was never used comes last either way.
    assert!(all[with.len()..].iter().all(|(_, at)| at.is_null()));
    assert!(all.len() > with.len());
    let up = uses(&api, "/applications?sort=lastUsedAt").await;
    assert_eq!(up[0].1, all[with.len() - 1].1);
    assert!(up.last().unwrap().1.is_null());
    let mut paged = Vec::new();
    for page in 1..=all.len() {
        let path = format!("/applications?sort=-lastUsedAt&page_size=1&page={page}");
        paged.extend(uses(&api, &path).await);
    }
    assert_eq!(paged, all);
    // One that is asked for alone is what a change is made on: uses change nothing of it.
    let one = done(&api.get("/applications/web").await, 200);
    assert_eq!(one.get("lastUsedAt"), None);
}

async fn roles_and_resources_are_sorted_whatever_the_case(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for name in ["beta", "Alpha", "Gamma"] {
        let role = json!({"name": format!("{name} role"), "description": "x"});
        done(&api.post("/roles", role).await, 200);
        let indicator = format!("https://{name}.example");
        let resource = json!({"name": format!("{name} api"), "indicator": indicator});
        done(&api.post("/resources", resource).await, 201);
        world.clock.advance(Lifetime::millis(1));
    }
    for (list, what) in [("roles", "role"), ("resources", "api")] {
        let own = async |query: &str| {
            let names = named(&api, &format!("/{list}?{query}")).await;
            let own = names.iter().filter_map(|name| name.strip_suffix(what));
            let own = own.filter_map(|name| name.strip_suffix(' '));
            let known = ["alpha", "beta", "gamma"];
            own.filter(|name| known.contains(&&*name.to_lowercase()))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(own("").await, ["beta", "Alpha", "Gamma"], "{list}");
        assert_eq!(own("sort=name").await, ["Alpha", "beta", "Gamma"], "{list}");
        assert_eq!(
            own("sort=-name").await,
            ["Gamma", "beta", "Alpha"],
            "{list}"
        );
        assert_eq!(
            own("sort=-createdAt").await,
            ["Gamma", "Alpha", "beta"],
            "{list}"
        );
    }
    let one = named(&api, "/roles?sort=-name&page_size=1&search.name=%25%20role").await;
    assert_eq!(one, ["Gamma role"]);
}

async fn what_is_sorted_by_another_key_is_refused_and_told_the_known_ones(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (list, known) in [
        (
            "users",
            "createdAt, name, primaryEmail, username, lastSignInAt",
        ),
        ("applications", "createdAt, name, lastUsedAt"),
        ("roles", "createdAt, name"),
        ("resources", "createdAt, name"),
    ] {
        for sort in ["avatar", "-", "name,createdAt", "Name"] {
            let answer = api.get(&format!("/{list}?sort={sort}")).await;
            refused(&answer, 400, "guard.invalid_input");
            let message = answer.json()["message"].as_str().unwrap().to_owned();
            assert!(
                message.starts_with("sort: ") && message.contains(known),
                "{message}"
            );
        }
        assert_eq!(api.get(&format!("/{list}?sort=")).await.status, 200);
    }
}
