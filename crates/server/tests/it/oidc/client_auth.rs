//! Client authentication (RFC 6749 §2.3.1): two ways, never both, and nothing to learn from a
//! refusal.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::kit::{Answer, Setup, VERIFIER, World, occurs, on_both};

const SECRET: &str = "web-secret-0123456789-0123456789";

on_both! {
    t_34_no_secret_stands_in_clear_in_the_database,
}

/// A redemption with headers and more fields of one's own.
async fn redeem(world: &World, code: &str, headers: &[(&str, &str)], more: &str) -> Answer {
    let body = format!(
        "grant_type=authorization_code&code={code}&code_verifier={VERIFIER}\
         &redirect_uri=https%3A%2F%2Frp.example%2Fcb{more}"
    );
    world.call("POST", "/oidc/token", headers, &body).await
}

fn basic(text: &str) -> String {
    format!("Basic {}", STANDARD.encode(text))
}

async fn world() -> (World, String) {
    let world = World::with(Setup::default()).await;
    let (_, code) = world
        .relying_party("web")
        .code("ada@example.com", &[])
        .await;
    (world, code)
}

#[tokio::test]
async fn the_header_with_the_clients_name_in_the_body_is_how_sdks_do_it() {
    let (world, code) = world().await;
    let header = basic(&format!("web:{SECRET}"));
    let headers = [("authorization", header.as_str())];
    let answer = redeem(&world, &code, &headers, "&client_id=other").await;
    answer.refused(400, "invalid_request");
    let answer = redeem(&world, &code, &headers, "&client_id=web").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn the_secret_may_come_in_the_body_and_the_schemes_case_does_not_matter() {
    let (world, code) = world().await;
    let wrong = redeem(&world, &code, &[], "&client_id=web&client_secret=None").await;
    wrong.refused(401, "invalid_client");
    let more = format!("&client_id=web&client_secret={SECRET}");
    assert_eq!(redeem(&world, &code, &[], &more).await.status, 200);
    let (_, code) = world
        .relying_party("web")
        .code("ada@example.com", &[])
        .await;
    // RFC 9110 §11.1.
    let header = basic(&format!("web:{SECRET}")).replace("Basic", "bAsIc");
    let answer = redeem(&world, &code, &[("authorization", &header)], "").await;
    assert_eq!(answer.status, 200);
}

/// RFC 9110 §11.6.1.
#[tokio::test]
async fn a_401_says_how_to_authenticate_to_whoever_did_not_try_by_header_too() {
    let (world, _) = world().await;
    let spa = world.relying_party("spa");
    let body = "grant_type=refresh_token&refresh_token=x&token=x";
    for target in [
        "/oidc/token",
        "/oidc/token/revocation",
        "/oidc/token/introspection",
    ] {
        for client in [
            "&client_id=web",
            "&client_id=web&client_secret=None",
            "&client_id=nobody",
        ] {
            let answer = world
                .call("POST", target, &[], &format!("{body}{client}"))
                .await;
            answer.refused(401, "invalid_client");
            let challenge = "Basic realm=\"signet\", charset=\"UTF-8\"";
            assert_eq!(
                answer.header("www-authenticate"),
                Some(challenge),
                "{target}"
            );
        }
        let answer = world.call("POST", target, &[], body).await;
        answer.refused(400, "invalid_request");
        assert_eq!(answer.header("www-authenticate"), None);
    }
    let told_nothing = spa
        .post("/oidc/token/introspection", &[("token", "x")])
        .await;
    told_nothing.refused(401, "invalid_client");
    assert!(told_nothing.header("www-authenticate").is_some());
}

#[tokio::test]
async fn a_confidential_client_needs_its_secret_and_a_public_one_may_have_none() {
    let (world, code) = world().await;
    let nobody = redeem(&world, &code, &[], "").await;
    nobody.refused(400, "invalid_request");
    for more in ["&client_id=web", "&client_id=web&client_secret="] {
        redeem(&world, &code, &[], more)
            .await
            .refused(401, "invalid_client");
    }
    let header = basic("web:");
    let answer = redeem(&world, &code, &[("authorization", &header)], "").await;
    answer.refused(401, "invalid_client");
    let spa = world.relying_party("spa");
    let (_, code) = spa.code("ada@example.com", &[]).await;
    for secret in ["x", "None", SECRET] {
        let fields = [("client_secret", secret), ("code_verifier", VERIFIER)];
        spa.redeem_with(&code, &fields)
            .await
            .refused(401, "invalid_client");
        let header = basic(&format!("spa:{secret}"));
        let answer = redeem(&world, &code, &[("authorization", &header)], "").await;
        answer.refused(401, "invalid_client");
    }
    // None of this burned the code.
    assert_eq!(spa.redeem(&code).await.status, 200);
}

#[tokio::test]
async fn t_33_two_methods_at_once_are_refused() {
    let (world, code) = world().await;
    let header = basic(&format!("web:{SECRET}"));
    let headers = [("authorization", header.as_str())];
    let assertion = "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A\
                     client-assertion-type%3Ajwt-bearer&client_assertion=e30.e30.";
    for (headers, more) in [
        (&headers[..], format!("&client_secret={SECRET}")),
        (&headers[..], assertion.to_owned()),
        (
            &[],
            format!("&client_id=web&client_secret={SECRET}{assertion}"),
        ),
        (&[headers[0], headers[0]], String::new()),
    ] {
        redeem(&world, &code, headers, &more)
            .await
            .refused(400, "invalid_request");
    }
    let alone = redeem(&world, &code, &[], &format!("&client_id=web{assertion}")).await;
    alone.refused(401, "invalid_client");
    assert_eq!(redeem(&world, &code, &headers, "").await.status, 200);
}

#[tokio::test]
async fn t_33_a_malformed_header_is_refused_without_a_panic() {
    let (world, code) = world().await;
    let good = basic(&format!("web:{SECRET}"));
    let huge = format!("Basic {}", "A".repeat(100_000));
    for header in [
        &basic("web"),
        &basic(""),
        &good.to_ascii_lowercase(),
        &good[..good.len() - 5],
        &format!("{good}!"),
        &format!("{good}, {good}"),
        "Basic",
        "Basic ",
        "Basic %%%",
        "Basic /////w==",
        "",
        &huge,
    ] {
        let answer = redeem(&world, &code, &[("authorization", header)], "").await;
        answer.refused(400, "invalid_request");
        let said = &answer.json()["error_description"];
        assert_eq!(
            said, "invalid authorization header value format",
            "{header}"
        );
        assert_eq!(answer.header("www-authenticate"), None, "{header}");
    }
    for header in [
        &basic(":"),
        &basic(&format!(":{SECRET}")),
        &basic(&format!(" web:{SECRET}")),
        &basic(&format!("web :{SECRET}")),
        &basic("web:\u{0}"),
        &good.replace("Basic ", "Basic"),
        "Bearer x",
        "Digest username=\"web\"",
    ] {
        let answer = redeem(&world, &code, &[("authorization", header)], "").await;
        answer.refused(401, "invalid_client");
        let challenge = answer.header("www-authenticate").unwrap();
        assert!(challenge.starts_with("Basic realm="), "{header}");
    }
    let answer = redeem(&world, &code, &[("authorization", &good)], "").await;
    assert_eq!(answer.status, 200);
}

/// What is wrong with a request, in the words that programs compare.
async fn told(world: &World, path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let path = format!("/oidc{path}");
    let answer = world.call("POST", &path, headers, body).await;
    answer.refused(400, "invalid_request");
    let told = answer.json();
    assert_eq!(told["message"], told["error_description"]);
    assert_eq!(told["code"], "oidc.invalid_request");
    told["message"].as_str().unwrap().to_owned()
}

const GRANT: &str = "grant_type=client_credentials";

#[tokio::test]
async fn that_nobody_authenticates_or_not_readably_is_told_in_words_that_programs_know() {
    let (world, _) = world().await;
    let none = "no client authentication mechanism provided";
    for path in ["/token", "/token/revocation", "/token/introspection"] {
        assert_eq!(told(&world, path, &[], "token=x").await, none);
    }
    let header = [("authorization", "Basic invalid")];
    let unreadable = "invalid authorization header value format";
    assert_eq!(told(&world, "/token", &header, GRANT).await, unreadable);
    let header = basic(&format!("web:{SECRET}"));
    let header = [("authorization", header.as_str())];
    let two = format!("{GRANT}&client_id=other");
    let said = told(&world, "/token", &header, &two).await;
    assert_eq!(said, "client_id mismatch");
}

#[tokio::test]
async fn that_a_body_is_no_form_is_told_in_words_that_programs_know() {
    let (world, code) = world().await;
    let header = basic(&format!("web:{SECRET}"));
    let header = ("authorization", header.as_str());
    let only = "only application/x-www-form-urlencoded content-type bodies are supported on POST";
    for (kind, path, body) in [
        ("application/json1", "/token", "{}"),
        ("application/json", "/token", "{"),
        ("text/plain", "/token/revocation", "token=x"),
    ] {
        let said = told(&world, path, &[("content-type", kind), header], body).await;
        assert_eq!(said, format!("{only} {path}"));
    }
    for nul in ["%00", "\u{0}"] {
        let body = format!("{GRANT}&scope=a{nul}b");
        let said = told(&world, "/token", &[header], &body).await;
        assert_eq!(said, "null bytes are not allowed in the request body");
    }
    // None of this burned the code.
    assert_eq!(redeem(&world, &code, &[header], "").await.status, 200);
}

#[tokio::test]
async fn t_34_an_unknown_client_and_a_wrong_secret_are_the_same_answer() {
    let (world, code) = world().await;
    let look = |answer: &Answer| {
        let mut headers = answer.headers.clone();
        headers.remove("x-request-id");
        headers.remove("logto-core-request-id");
        (answer.status, headers, answer.body.clone())
    };
    let mut seen = Vec::new();
    for pair in ["web:wrong-secret", "nobody:wrong-secret", "no/body:x"] {
        let header = basic(pair);
        seen.push(look(
            &redeem(&world, &code, &[("authorization", &header)], "").await,
        ));
    }
    assert!(seen.iter().all(|answer| *answer == seen[0]), "{seen:?}");
    let mut seen = Vec::new();
    for id in ["web", "nobody"] {
        let more = format!("&client_id={id}&client_secret=wrong-secret");
        let answer = redeem(&world, &code, &[], &more).await;
        answer.refused(401, "invalid_client");
        seen.push(look(&answer));
    }
    assert_eq!(seen[0], seen[1]);
}

async fn t_34_no_secret_stands_in_clear_in_the_database(world: World) {
    let (world, _folder) = world.on_disk().await;
    let web = world.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let tokens = crate::kit::Tokens::of(&web.redeem(&code).await);
    let second = web.silent_code(&mut ada).await.unwrap();
    ada.visit(&web.request_with(&[("prompt", "login")])).await;
    let dump = world.dump().await;
    assert!(occurs(&dump, "Bookstore"), "the dump holds the rows");
    let session = &ada.jar["signet_session_3001"];
    for secret in [
        SECRET,
        &code,
        &second,
        &tokens.access,
        tokens.refresh(),
        session,
    ] {
        assert!(!occurs(&dump, secret), "{secret}");
    }
    for cookie in ["signet_browser_3001", "signet_device_3001"] {
        assert!(!occurs(&dump, &ada.jar[cookie]), "{cookie}");
    }
}
