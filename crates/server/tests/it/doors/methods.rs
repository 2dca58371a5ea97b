//! Every route by every method: what is wrong is told so truly, and HEAD does nothing that GET
//! would not do without harm.

use std::{collections::BTreeSet, fs, path::Path};

use super::routes::{ROUTES, Speaks, ask, assert_speaks};
use crate::kit::{Answer, Setup, World, on_both};

const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND",
];

/// Headers that differ from one answer to the next: the reference, and the nonce of the page.
const FRESH: [&str; 3] = [
    "x-request-id",
    "logto-core-request-id",
    "content-security-policy",
];

on_both! {
    head_neither_begins_a_sign_in_nor_ends_a_session_nor_mints_a_code,
}

fn methods_of(allow: &str) -> BTreeSet<&str> {
    allow.split(',').map(str::trim).collect()
}

/// A header's value; of a cookie that is given to a browser without one, all but what it holds.
fn lasting(name: &str, value: &str) -> String {
    let whole = || Some((value.split_once('=')?.0, value.split_once(';')?.1));
    match whole() {
        Some((cookie, reach)) if name == "set-cookie" => format!("{cookie};{reach}"),
        _ => value.to_owned(),
    }
}

fn lasting_headers(answer: &Answer) -> Vec<(String, String)> {
    let is_lasting = |name: &str| !FRESH.contains(&name);
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| is_lasting(name.as_str()))
        .map(|(name, value)| {
            (
                name.to_string(),
                lasting(name.as_str(), value.to_str().unwrap()),
            )
        })
        .collect();
    headers.sort();
    headers
}

async fn walk(world: &World, base: &str) {
    for route in ROUTES {
        let path = route.path.replace("{flow}", "nobodys");
        let path = format!("{base}{}", path.replace("{name}", "nothing.css"));
        let allowed = methods_of(route.allow);
        for method in METHODS {
            for accept in ["*/*", "text/html,*/*;q=0.8"] {
                let what = format!("{method} {path} {accept}");
                let answer = ask(world, method, &path, accept).await;
                if allowed.contains(method) {
                    assert_ne!(answer.status, 405, "{what}");
                    continue;
                }
                assert_eq!(answer.status, 405, "{what} {}", answer.body);
                let told = answer.header("allow").unwrap_or_default();
                assert_eq!(methods_of(told), allowed, "{what}");
                if method != "HEAD" {
                    assert_speaks(route.speaks, accept != "*/*", &answer, &what);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_so_with_those_that_are_right() {
    walk(&World::with(Setup::default()).await, "").await;
}

#[tokio::test]
async fn a_wrong_method_is_told_so_below_a_base_path_as_well() {
    let setup = Setup {
        public_url: Some("http://localhost:3001/auth"),
        ..Setup::default()
    };
    let world = World::with(setup).await;
    // RFC 8414 puts the path of the issuer elsewhere.
    let document = "/.well-known/oauth-authorization-server/auth/oidc";
    assert_eq!(ask(&world, "GET", document, "*/*").await.status, 200);
    assert_eq!(ask(&world, "POST", document, "*/*").await.status, 405);
    for route in ROUTES.iter().filter(|route| !route.path.starts_with("/.")) {
        let path = route.path.replace(['{', '}'], "");
        // No route has this one (RFC 4918).
        let answer = ask(&world, "PROPFIND", &format!("/auth{path}"), "*/*").await;
        assert_eq!(answer.status, 405, "{path}");
        let told = answer.header("allow").unwrap_or_default();
        assert_eq!(methods_of(told), methods_of(route.allow), "{path}");
        assert_speaks(route.speaks, false, &answer, route.path);
    }
}

#[tokio::test]
async fn head_says_what_get_would_say_without_the_body() {
    let world = World::with(Setup::default()).await;
    for route in ROUTES.iter().filter(|route| route.allow.contains("HEAD")) {
        let path = route.path.replace("{name}", "nothing.css");
        let get = ask(&world, "GET", &path, "text/html").await;
        let head = ask(&world, "HEAD", &path, "text/html").await;
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(lasting_headers(&head), lasting_headers(&get), "{path}");
        assert_eq!(head.body, "", "{path}");
    }
}

async fn head_neither_begins_a_sign_in_nor_ends_a_session_nor_mints_a_code(world: World) {
    let (world, _folder) = world.on_disk().await;
    let web = world.relying_party("web");
    let mut browser = world.browser();
    browser.sign_in(&web.request(), "ada@example.com").await;
    let count = async |table: &str| world.number(&format!("select count(*) from {table}")).await;
    let before = [count("interactions").await, count("codes").await];
    let cookies: Vec<String> = browser
        .jar
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let cookies = [("cookie", cookies.join("; "))];
    let cookies = cookies
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    for target in [
        web.request(),
        "/oidc/session/end?client_id=web".to_owned(),
        "/oidc/session/end".to_owned(),
    ] {
        let answer = world.call("HEAD", &target, &cookies, "").await;
        assert_eq!(answer.status, 405, "{target}");
        assert!(answer.cookies().is_empty(), "{target}");
    }
    let after = [count("interactions").await, count("codes").await];
    assert_eq!(after, before, "nothing was written");
    let answer = browser.get(&web.request()).await;
    assert!(answer.parameter("code").is_some(), "still signed in");
}

/// Where other sites send people by POST: no page of ours, so no token of ours.
const FROM_ELSEWHERE: &[&str] = &["/oidc/auth", "/oidc/session/end"];

#[tokio::test]
async fn t_41_no_route_takes_a_form_without_its_token() {
    let world = World::with(Setup::default()).await;
    let shown = ROUTES.iter();
    let shown = shown.filter(|route| ![Speaks::Json, Speaks::Plain].contains(&route.speaks));
    let sent = shown.filter(|route| route.allow.contains("POST"));
    for route in sent.filter(|route| !FROM_ELSEWHERE.contains(&route.path)) {
        let answer = ask(&world, "POST", route.path, "text/html").await;
        assert_eq!(answer.status, 403, "{}", route.path);
        assert_eq!(answer.heading(), "We couldn’t check this form");
    }
}

/// The paths that the program declares, each at one of its doors.
fn declared() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(path).unwrap();
            for class in [".page(", ".form(", ".call(", ".free("] {
                for rest in text.split(class).skip(1) {
                    let Some(rest) = rest.trim_start().strip_prefix('"') else {
                        continue;
                    };
                    let end = rest.find('"').unwrap();
                    found.extend(rest[..end].starts_with('/').then(|| rest[..end].to_owned()));
                }
            }
        }
    }
    found
}

#[test]
fn no_route_is_missing_from_the_table() {
    let declared = declared();
    assert!(declared.len() > 20, "{declared:?}");
    for path in &declared {
        let listed = ROUTES.iter().any(|route| route.path.ends_with(path));
        assert!(listed, "{path} is declared, but not walked");
    }
}
