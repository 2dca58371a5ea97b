//! The page that loads everything else: what it may do, and that it is the answer to every address that is
//! no file.

use aws_lc_rs::digest;
use axum::{body::Body, http::Request};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{import_map, imports, said};
use crate::kit::{Answer, Setup, World};

/// What the page may use of the browser and of the machine: it copies, and no more.
const PERMISSIONS: &str =
    "camera=(), clipboard-write=(self), geolocation=(), microphone=(), payment=(), usb=()";

/// As the page may do it: its own files, its own server.
fn policy(import_map: &str, provider: &str) -> String {
    let digest = digest::digest(&digest::SHA256, import_map.as_bytes());
    format!(
        "default-src 'none'; script-src 'self' 'sha256-{}'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'{provider}; frame-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types 'none'",
        STANDARD.encode(digest)
    )
}

async fn page(world: &World, path: &str) -> Answer {
    let answer = world.get(path).await;
    assert_eq!(answer.status, 200, "{path} {}", answer.body);
    answer
}

#[tokio::test]
async fn the_page_may_run_its_own_files_and_call_its_own_server_and_nothing_else() {
    let world = World::with(Setup::default()).await;
    for path in [
        "/console",
        "/console/",
        "/console/callback?code=x&state=y&iss=z",
        "/console/users/x/sign-ins?page=2",
    ] {
        let page = page(&world, path).await;
        let policy = policy(import_map(&page), "");
        for (name, value) in [
            ("content-security-policy", &*policy),
            ("content-type", "text/html; charset=utf-8"),
            ("cache-control", "no-store"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("permissions-policy", PERMISSIONS),
        ] {
            assert_eq!(page.header(name), Some(value), "{path}");
        }
        assert_eq!(page.header("set-cookie"), None);
    }
}

#[tokio::test]
async fn the_description_of_the_provider_comes_beside_the_scripts_where_they_ask_for_it() {
    let world = World::with(Setup::default()).await;
    let link = "<http://localhost:3001/oidc/.well-known/openid-configuration>; rel=preload; as=fetch; \
                crossorigin";
    for (host, told) in [("localhost:3001", Some(link)), ("elsewhere.example", None)] {
        let request = Request::get("/console").header("host", host);
        let page = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((page.status.as_u16(), page.header("link")), (200, told));
    }
}

#[tokio::test]
async fn the_page_says_who_signs_people_in_and_where_it_is_at_home() {
    let world = World::with(Setup::default()).await;
    let page = page(&world, "/console").await;
    assert_eq!(said(&page, "issuer"), "http://localhost:3001/oidc");
    assert_eq!(said(&page, "public-url"), "http://localhost:3001");
    assert_eq!(said(&page, "consoles"), "http://localhost:3001/console");
    let build = said(&page, "build");
    assert_eq!(
        (build.len(), page.header("signet-build")),
        (16, Some(build))
    );
    // A page that was loaded from another build finds out with the next call.
    let api = world.get("/api/status").await;
    assert_eq!(api.header("signet-build"), Some(build));
    assert!(!page.body.contains("{{"), "{}", page.body);
    page.shows("The console needs JavaScript.");
}

#[tokio::test]
async fn every_address_that_is_no_file_is_the_page_and_the_answer_of_a_sign_in_is_kept_nowhere() {
    let world = World::with(Setup::default()).await;
    let home = page(&world, "/console").await;
    for path in [
        "/console/callback?code=x&state=y&iss=z",
        "/console/nowhere/at/all",
        "/console/applications/shop.example/settings",
        "/console/%22%3E%3Cb%3E",
    ] {
        let page = page(&world, path).await;
        assert_eq!(page.body, home.body, "{path}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn below_a_base_path_everything_is_found_there() {
    let setup = Setup {
        public_url: Some("http://localhost:3001/id"),
        ..Setup::default()
    };
    let world = World::with(setup).await;
    let page = page(&world, "/id/console").await;
    assert_eq!(said(&page, "issuer"), "http://localhost:3001/id/oidc");
    for (name, address) in imports(&page) {
        assert!(address.starts_with("/id/console/"), "{address}");
        assert!(
            name.starts_with("/id/console/") || !name.contains("/console/"),
            "{name}"
        );
    }
    let endpoint = "http://localhost:3001/id/oidc/auth";
    assert_eq!(said(&page, "authorization-endpoint"), endpoint);
    let mut scripts = page.body.split("src=\"").skip(1);
    for name in ["first", "joined"] {
        let script = scripts.next().unwrap().split('"').next().unwrap();
        let start = format!("/id/console/{name}.");
        assert!(script.starts_with(&start), "{script}");
        assert_eq!(world.get(script).await.status, 200);
    }
}

#[tokio::test]
async fn with_further_addresses_it_may_call_the_provider_elsewhere() {
    let setup = Setup {
        more: "[console]\nurls = [\"https://admin.example\"]\n",
        ..Setup::default()
    };
    let world = World::with(setup).await;
    let page = page(&world, "/console").await;
    let policy = policy(import_map(&page), " http://localhost:3001");
    assert_eq!(page.header("content-security-policy"), Some(&*policy));
    let homes = "http://localhost:3001/console https://admin.example/console";
    assert_eq!(said(&page, "consoles"), homes);
}
