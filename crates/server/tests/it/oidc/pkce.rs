//! Proof Key for Code Exchange (RFC 7636; RFC 9700 §2.1.1, §4.8).

use oidc_core::time::Lifetime;

use crate::kit::{Answer, Setup, VERIFIER, World, on_both};

/// The challenge of the usual requests: what `plain` would accept as its verifier.
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const WITHOUT: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];

on_both! {
    t_10_a_wrong_verifier_spares_the_code,
    t_11_a_verifier_without_a_challenge_is_refused,
}

async fn t_10_a_wrong_verifier_spares_the_code(world: World) {
    for client in ["web", "spa"] {
        let rp = world.relying_party(client);
        let (_, code) = rp.code("ada@example.com", &[]).await;
        let wrong = VERIFIER.replace('d', "e");
        let flipped = VERIFIER.to_ascii_uppercase();
        for verifier in ["", CHALLENGE, &wrong, &flipped, "short", &"v".repeat(129)] {
            let answer = rp.redeem_with(&code, &[("code_verifier", verifier)]).await;
            answer.refused(400, "invalid_grant");
        }
        rp.redeem_with(&code, &[])
            .await
            .refused(400, "invalid_grant");
        world.pass(Lifetime::millis(59_999));
        assert_eq!(rp.redeem(&code).await.status, 200, "{client}");
    }
}

async fn t_11_a_verifier_without_a_challenge_is_refused(world: World) {
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &WITHOUT).await;
    web.redeem(&code).await.refused(400, "invalid_grant");
    assert_eq!(web.redeem_with(&code, &[]).await.status, 200);
}

#[tokio::test]
async fn t_10_plain_is_refused_at_the_authorization_endpoint() {
    let world = World::with(Setup::default()).await;
    for client in ["web", "spa"] {
        let rp = world.relying_party(client);
        for (name, value) in [
            ("code_challenge_method", "plain"),
            ("code_challenge_method", "s256"),
            ("code_challenge_method", ""),
            ("code_challenge", ""),
            ("code_challenge", "short"),
            (
                "code_challenge",
                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM=",
            ),
        ] {
            let answer = world.get(&rp.request_with(&[(name, value)])).await;
            let error = answer.parameter("error").unwrap_or_default();
            assert_eq!(error, "invalid_request", "{client} {name}={value}");
        }
        let answer = world.get(&rp.request()).await;
        assert!(answer.location().starts_with("/sign-in?"));
    }
}

#[tokio::test]
async fn t_12_public_clients_must_use_it_and_plain_is_not_advertised() {
    let world = World::with(Setup::default()).await;
    for (client, goes_on) in [("spa", false), ("native", false), ("web", true)] {
        let rp = world.relying_party(client);
        let answer = world.get(&rp.request_with(&WITHOUT)).await;
        let error = answer.parameter("error");
        let expected = (!goes_on).then(|| "invalid_request".to_owned());
        assert_eq!(error, expected, "{client}");
    }
    let metadata = world.get("/oidc/.well-known/openid-configuration").await;
    let methods = &metadata.json()["code_challenge_methods_supported"];
    assert_eq!(*methods, serde_json::json!(["S256"]));
}

/// RFC 7636 §4.4: the challenge is told to nobody who could not have read the request.
#[tokio::test]
async fn the_challenge_stands_in_no_address_of_an_answer() {
    let world = World::with(Setup::default()).await;
    let email = "ada@example.com";
    world.relying_party("web").sign_in(email).await;
    for client in ["web", "spa"] {
        // Two mails of one moment have no order.
        world.pass(Lifetime::millis(1));
        let rp = world.relying_party(client);
        let mut ada = world.browser();
        let asked = ada.get(&rp.request()).await;
        let page = ada.get(asked.location()).await;
        let sent = ada.submit(&page.form(0).with("email", email)).await;
        let page = ada.get(sent.location()).await;
        let code = world.code(email).await;
        let typed = ada.submit(&page.form(0).with("code", &code)).await;
        let mut answers = vec![asked, sent, typed];
        while let Some(target) = next(answers.last().unwrap()) {
            answers.push(ada.get(&target).await);
            assert!(answers.len() < 10, "redirected in a circle");
        }
        assert!(answers.last().unwrap().parameter("code").is_some());
        let refused = rp.request_with(&[("prompt", "create")]);
        answers.push(ada.get(&refused).await);
        for answer in answers {
            assert!(!answer.location().contains(CHALLENGE), "{client}");
            assert!(!answer.body.contains(CHALLENGE), "{client}");
        }
    }
}

/// Where a redirect leads that does not leave the provider.
fn next(answer: &Answer) -> Option<String> {
    let location = answer.location();
    location.starts_with('/').then(|| location.to_owned())
}
