//! Where an answer may be sent (RFC 6749 §3.1.2, RFC 9700 §4.1.3), at the authorization endpoint
//! and at registration.

use engine::config::Mode;
use signet::config::{File, Settings};

use crate::kit::{Setup, World};

/// Nobody is redirected, neither a person nor a program; the refusal is ours to show.
async fn is_refused(world: &World, client: &'static str, uri: &str) {
    let rp = world.relying_party(client);
    let target = rp.request_with(&[("redirect_uri", uri)]);
    let page = world.browser().get(&target).await;
    assert_eq!(page.status, 400, "{uri:?}");
    assert!(!page.headers.contains_key("location"), "{uri:?}");
    assert!(page.cookies().is_empty(), "{uri:?}");
    let answer = world.get(&target).await;
    assert!(!answer.headers.contains_key("location"), "{uri:?}");
    answer.refused(400, "invalid_request");
}

async fn is_accepted(world: &World, client: &'static str, uri: &str) {
    let rp = world.relying_party(client);
    let target = rp.request_with(&[("redirect_uri", uri), ("prompt", "none")]);
    let answer = world.browser().get(&target).await;
    let expected = format!("{uri}?error=login_required&");
    assert!(answer.location().starts_with(&expected), "{uri:?}");
}

#[tokio::test]
async fn t_01_what_is_not_the_registered_string_is_refused() {
    let world = World::with(Setup::default()).await;
    is_accepted(&world, "web", "https://rp.example/cb").await;
    for uri in [
        "https://rp.example.evil/cb",
        "https://rp.exampleXcom/cb",
        "https://rpXexample/cb",
        "https://rp.example@evil/cb",
        "https://rp.example\\@evil/cb",
        "https://evil/https://rp.example/cb",
        "https://rp.example/cb/extra",
        "https://rp.example/cb?x=1",
        "https://rp.example/cb?",
        "https://rp.example/cb/",
        "https://rp.example./cb",
        "https://rp.example:444/cb",
        "https://rp.example:443/cb",
        "http://rp.example/cb",
        "https://rp.example/CB",
        "https://RP.example/cb",
        "HTTPS://rp.example/cb",
        "https://rp.example/%63b",
        "https://rp.example/cb%20",
        "https://rp.example%2Fcb",
        "https%3A%2F%2Frp.example%2Fcb",
        "//rp.example/cb",
        "/cb",
        "https://rp.example/*",
        "https://other.example/cb",
    ] {
        is_refused(&world, "web", uri).await;
    }
}

#[tokio::test]
async fn t_02_dot_segments_fragments_user_names_and_control_characters_are_refused() {
    let world = World::with(Setup::default()).await;
    for uri in [
        "https://rp.example/cb/../x",
        "https://rp.example/x/../cb",
        "https://rp.example/./cb",
        "https://rp.example/cb/..;/x",
        "https://rp.example/cb/%2e%2e/x",
        "https://rp.example/cb#frag",
        "https://rp.example/cb#",
        "https://ada@rp.example/cb",
        "https://ada:secret@rp.example/cb",
        "https://rp.example/c\tb",
        "https://rp.example/cb\n",
        "https://rp.example/cb\r\nLocation: https://evil",
        " https://rp.example/cb",
        "https://rp.example/cb%00",
    ] {
        is_refused(&world, "web", uri).await;
    }
    // A NUL byte itself makes the whole request unreadable.
    let rp = world.relying_party("web");
    let target = rp.request().replace("%2Fcb", "%2Fcb%00");
    assert_ne!(target, rp.request());
    world.get(&target).await.refused(400, "invalid_request");
}

/// Registers one URI through the configuration file.
fn register(kind: &str, uri: &str) -> Result<(), String> {
    let uri = toml::Value::String(uri.to_owned());
    let secret = match kind {
        "traditional" => "secret = \"0123456789-0123456789\"",
        _ => "",
    };
    let text = format!(
        "[[applications]]\nid = \"x\"\nkind = \"{kind}\"\n{secret}\nredirect_uris = [{uri}]"
    );
    let file: File = toml::from_str(&text).unwrap();
    let checked = Settings::check(&file, Mode::Development);
    checked.map(drop).map_err(|error| error.to_string())
}

#[test]
fn t_03_schemes_that_run_or_read_something_cannot_be_registered() {
    for kind in ["traditional", "spa", "native"] {
        assert_eq!(register(kind, "https://rp.example/cb"), Ok(()));
        for uri in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "DATA:text/html;base64,eA==",
            "vbscript:msgbox(1)",
            "VbScript:x",
            "file:///etc/passwd",
            "FILE:///etc/passwd",
            "\tjavascript:alert(1)",
            "java\nscript:alert(1)",
            "about:blank",
            "blob:https://rp.example/x",
        ] {
            let error = register(kind, uri).unwrap_err();
            assert!(error.contains("redirect_uris"), "{kind} {uri:?}: {error}");
        }
    }
}

#[test]
fn t_03_plain_http_is_for_this_machine_and_wildcards_are_for_nobody() {
    for uri in [
        "http://127.0.0.1/cb",
        "http://[::1]:8080/cb",
        "http://localhost:3000/cb",
    ] {
        assert_eq!(register("traditional", uri), Ok(()), "{uri}");
    }
    for uri in [
        "http://rp.example/cb",
        "HTTP://rp.example/cb",
        "http://127.0.0.1.evil.tld/cb",
        "http://localhost.evil.tld/cb",
        "https://*.rp.example/cb",
        "https://rp.example/*",
        "https://rp.example/cb#x",
        "https://rp.example/a/../cb",
        "https://ada@rp.example/cb",
        "rp.example/cb",
        "",
    ] {
        assert!(register("traditional", uri).is_err(), "{uri}");
    }
    assert_eq!(register("native", "com.example.app:/cb"), Ok(()));
    assert!(register("spa", "com.example.app:/cb").is_err());
}

#[tokio::test]
async fn t_04_on_loopback_only_the_port_of_a_native_client_may_vary() {
    let world = World::with(Setup::default()).await;
    for uri in [
        "http://127.0.0.1/cb",
        "http://127.0.0.1:1/cb",
        "http://127.0.0.1:65535/cb",
        "http://[::1]:49152/cb",
        "com.example.reader:/cb",
    ] {
        is_accepted(&world, "native", uri).await;
    }
    for uri in [
        "http://127.0.0.1.evil.tld/cb",
        "http://127.0.0.1.evil.tld:80/cb",
        "http://127.0.0.1:80@evil.tld/cb",
        "http://127.0.0.1:80.evil.tld/cb",
        "http://127.0.0.1:65536/cb",
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:49152/other",
        "http://127.0.0.1:49152/cb?x=1",
        "https://127.0.0.1:49152/cb",
        "http://127.0.0.2:49152/cb",
        "http://localhost:49152/cb",
        "http://2130706433:49152/cb",
        "http://0x7f.1:49152/cb",
        "http://[::ffff:127.0.0.1]:49152/cb",
        "http://[0:0:0:0:0:0:0:1]:49152/cb",
        "com.example.reader://cb",
    ] {
        is_refused(&world, "native", uri).await;
    }
}

/// The policy: `localhost` is a name that may resolve elsewhere, so it is compared like any other
/// (RFC 8252 §8.3); and the port is free for native clients only.
#[tokio::test]
async fn t_04_localhost_and_clients_that_are_not_native_get_no_free_port() {
    let more = "[[applications]]\nid = \"desk\"\nkind = \"native\"\n\
                redirect_uris = [\"http://localhost:5000/cb\"]\n\
                [[applications]]\nid = \"dev\"\nkind = \"spa\"\n\
                redirect_uris = [\"http://127.0.0.1:5000/cb\"]";
    let world = World::with(Setup {
        more,
        ..Setup::default()
    })
    .await;
    for (client, uri, status) in [
        ("desk", "http://localhost:5000/cb", 303),
        ("desk", "http://localhost:5001/cb", 400),
        ("desk", "http://127.0.0.1:5000/cb", 400),
        ("dev", "http://127.0.0.1:5000/cb", 303),
        ("dev", "http://127.0.0.1:5001/cb", 400),
    ] {
        let mut rp = world.relying_party("spa");
        rp.client = client;
        let answer = world.get(&rp.request_with(&[("redirect_uri", uri)])).await;
        assert_eq!(answer.status, status, "{client} {uri}");
    }
}

#[tokio::test]
async fn t_05_an_unknown_client_and_an_unknown_address_are_told_to_the_person_alone() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    for client in ["nobody", "../web", "WEB", "web "] {
        let target = web.request_with(&[("client_id", client)]);
        let page = world.browser().get(&target).await;
        assert_eq!(page.status, 400, "{client:?}");
        assert!(!page.headers.contains_key("location"));
        assert!(!page.heading().is_empty());
        world.get(&target).await.refused(400, "invalid_client");
    }
    let target = web.request_with(&[("client_id", "")]);
    world.get(&target).await.refused(400, "invalid_request");
    assert_eq!(world.get(&web.request()).await.status, 303);
}

#[tokio::test]
async fn t_05_an_address_is_not_learned_by_being_used() {
    let world = World::with(Setup::default()).await;
    let evil = "https://evil.example/cb";
    is_refused(&world, "web", evil).await;
    let web = world.relying_party("web");
    let (mut browser, _) = web.code("ada@example.com", &[]).await;
    // Not even for a browser that is signed in, which would get its code at once.
    let answer = browser
        .get(&web.request_with(&[("redirect_uri", evil)]))
        .await;
    assert_eq!(answer.status, 400);
    is_refused(&world, "web", evil).await;
    assert!(web.silent_code(&mut browser).await.is_some());
}

#[tokio::test]
async fn the_only_registered_address_may_be_left_out_and_one_of_two_may_not() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[("redirect_uri", "")]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", crate::kit::VERIFIER),
    ];
    assert_eq!(web.post("/oidc/token", &fields).await.status, 200);
    let other = world.relying_party("other");
    let target = other.request_with(&[("redirect_uri", "")]);
    world.get(&target).await.refused(400, "invalid_request");
}
