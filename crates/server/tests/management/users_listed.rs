//! `GET /api/users`: pages and searches.

use oidc_core::time::Lifetime;
use serde_json::json;

use super::{
    caller::{Api, done, managed, refused},
    users::{create, id},
};
use crate::kit::{World, on_both};

on_both! {
    a_page_holds_the_newest_first_and_says_how_many_there_are,
    users_are_searched_by_each_field_and_by_all,
    what_cannot_be_searched_for_is_told,
}

/// What happens in one millisecond has no order.
fn tick(world: &World) {
    world.clock.advance(Lifetime::millis(1));
}

async fn named(api: &Api, path: &str) -> Vec<String> {
    let all = done(&api.get(path).await, 200);
    let names = all.as_array().unwrap().iter();
    names
        .map(|user| user["name"].as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn a_page_holds_the_newest_first_and_says_how_many_there_are(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for n in 0..25 {
        create(&api, json!({"name": format!("{n:02}")})).await;
        tick(&world);
    }
    let first = api.get("/users").await;
    assert_eq!(first.header("total-number"), Some("25"));
    assert!(first.header("link").unwrap().contains("rel=\"next\""));
    let names = named(&api, "/users").await;
    assert_eq!((names.len(), &*names[0], &*names[19]), (20, "24", "05"));
    let rest = named(&api, "/users?page=2").await;
    assert_eq!(rest, ["04", "03", "02", "01", "00"]);
    assert_eq!(named(&api, "/users?page=3&page_size=7").await[0], "10");
    let past = api.get("/users?page=1000&page_size=100").await;
    assert_eq!(
        (done(&past, 200), past.header("total-number")),
        (json!([]), Some("25"))
    );
    refused(
        &api.get("/users?page=0").await,
        400,
        "guard.invalid_pagination",
    );
}

async fn users_are_searched_by_each_field_and_by_all(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (name, email, phone, username) in [
        ("Ada", "ada@example.com", "14255551212", "ada_l"),
        ("\u{c9}lodie", "elodie@example.fr", "33123456789", "elodie"),
        ("Bob", "bob@example.com", "4930123456", "Ada_too"),
    ] {
        let body = json!({"name": name, "primaryEmail": email, "primaryPhone": phone, "username": username});
        create(&api, body).await;
        tick(&world);
    }
    for (query, found) in [
        ("search=%25ada%25", &["Bob", "Ada"][..]),
        ("search.name=%25ada%25", &["Ada"]),
        ("search.name=%C3%A9lo%25", &["\u{c9}lodie"]),
        ("search.name=%C3%A9lo%25&isCaseSensitive=true", &[]),
        ("search.primaryEmail=ADA@example.com&mode=exact", &["Ada"]),
        ("search.primary_email=%25.fr", &["\u{c9}lodie"]),
        ("search.primaryPhone=49%25", &["Bob"]),
        ("search.username=Ada%25&isCaseSensitive=true", &["Bob"]),
        (
            "search.name=ada&search.name=bob&mode.name=exact",
            &["Bob", "Ada"],
        ),
        ("search.name=ada&search.username=ada%25&joint=and", &["Ada"]),
        ("search.name=nobody", &[]),
        ("search.name=%25%00%25", &[]),
    ] {
        let path = format!("/users?{query}");
        assert_eq!(named(&api, &path).await, found, "{query}");
        let total = found.len().to_string();
        let answer = api.get(&path).await;
        assert_eq!(answer.header("total-number"), Some(&*total), "{query}");
    }
    let one = done(&api.get("/users?search.name=ada").await, 200);
    let by_id = format!("/users?search.id={}&mode=exact", id(&one[0]));
    assert_eq!(named(&api, &by_id).await, ["Ada"]);
}

async fn what_cannot_be_searched_for_is_told(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (query, word) in [
        ("search.avatar=x", "is not valid"),
        ("search=", "cannot be empty"),
        ("search=a&mode=posix", "is not valid"),
        ("search.name=a&search.name=b", "`exact`"),
        (
            "excludeRoleId=a&excludeOrganizationId=b",
            "cannot go together",
        ),
    ] {
        let answer = api.get(&format!("/users?{query}")).await;
        refused(&answer, 400, "request.invalid_input");
        assert!(
            answer.json()["message"].as_str().unwrap().contains(word),
            "{query}"
        );
    }
}
