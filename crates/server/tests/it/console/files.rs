//! The files that the page loads: each by a name that changes with what is in it, and by no other.

use aws_lc_rs::digest;
use axum::{body::Body, http::Request};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{import_map, imports};
use crate::kit::{Setup, World};

#[tokio::test]
async fn every_name_of_the_import_map_is_served_for_good_and_is_what_the_map_says() {
    let world = World::with(Setup::default()).await;
    let page = world.get("/console").await;
    let map: Value = serde_json::from_str(import_map(&page)).unwrap();
    let integrity = &map["integrity"];
    let imports = imports(&page);
    assert!(imports.len() > 20, "{imports:?}");
    for (name, address) in imports {
        let file = world.get(&address).await;
        assert_eq!(file.status, 200, "{name} {address}");
        for (name, value) in [
            ("cache-control", "public, max-age=31536000, immutable"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(file.header(name), Some(value), "{address}");
        }
        let kind = file.header("content-type").unwrap();
        let is_script = matches!(address.rsplit('.').next(), Some("js" | "mjs"));
        assert_eq!(
            is_script,
            kind == "text/javascript; charset=utf-8",
            "{address}"
        );
        let digest = digest::digest(&digest::SHA256, file.body.as_bytes());
        let digest = format!("sha256-{}", STANDARD.encode(digest));
        let told = integrity[&address].as_str();
        assert_eq!(told, is_script.then_some(&*digest), "{address}");
    }
}

#[tokio::test]
async fn everything_that_the_page_names_is_there() {
    let world = World::with(Setup::default()).await;
    let page = world.get("/console").await;
    let mut named = 0;
    for attribute in ["href=\"", "src=\""] {
        for rest in page.body.split(attribute).skip(1) {
            let address = rest.split('"').next().unwrap();
            assert_eq!(world.get(address).await.status, 200, "{address}");
            named += 1;
        }
    }
    // Its icon, its style sheets and its scripts: whatever is asked for besides is one answer more to wait for.
    assert_eq!(named, 4, "{}", page.body);
    for name in ["/console/locales/en.ftl", "/console/locales/fr.ftl"] {
        assert!(imports(&page).iter().any(|(own, _)| own == name), "{name}");
    }
}

#[tokio::test]
async fn a_file_has_no_other_name_and_what_is_gone_is_not_answered_with_the_page() {
    let world = World::with(Setup::default()).await;
    for path in [
        "/console/main.js",
        "/console/lib/session.js",
        "/console/index.html",
        "/console/vendor/vendor.lock",
        "/console/main.0123456789abcdef.js",
        "/console/gone.css",
        "/console/main.js.map",
        "/console/..%2f..%2fCargo.lock",
        "/console/%2e%2e/main.js",
    ] {
        let answer = world.get(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert!(!answer.body.contains("importmap"), "{path}");
    }
}

#[tokio::test]
async fn the_page_and_its_files_are_packed_for_whoever_takes_them_so() {
    let world = World::with(Setup::default()).await;
    let page = world.get("/console").await;
    let (_, script) = page.body.split_once("src=\"").unwrap();
    for path in ["/console", script.split('"').next().unwrap()] {
        for (accepted, coding) in [("gzip, br", Some("gzip")), ("br, gzip;q=0", None)] {
            let request = Request::get(path).header("accept-encoding", accepted);
            let answer = world.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.header("content-encoding"), coding, "{path}");
            assert_eq!(answer.header("vary"), Some("accept-encoding"), "{path}");
            assert_eq!(
                answer.body.starts_with('\u{1f}'),
                coding.is_some(),
                "{path}"
            );
        }
    }
}
