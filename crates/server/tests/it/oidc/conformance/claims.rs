//! What is told of a user, and that nothing is told as `null` (OpenID Connect Core §5.3.2, §5.5).

use oidc_core::{account::identifier::Identifier, user::User};
use serde_json::{Value, json};

use crate::kit::{Tokens, World, on_both};

on_both! {
    an_essential_claim_comes_without_its_scope_once_it_has_a_value,
    no_claim_is_null_whatever_is_asked_for,
}

async fn name_her(world: &World) {
    let identifier = Identifier::Email("ada@example.com".parse().unwrap());
    let changed = world
        .app
        .store
        .transact(|mut tx| {
            let identifier = &identifier;
            async move {
                let user = tx.users().find_by_identifier(identifier).await?.unwrap();
                let name = Some("Ada Lovelace".to_owned());
                tx.users().update(&User { name, ..user }).await
            }
        })
        .await;
    assert!(changed.unwrap());
}

/// `oidcc-claims-essential`. Core §5.5.1: a claim that has no value is left out, and that is no error.
async fn an_essential_claim_comes_without_its_scope_once_it_has_a_value(world: World) {
    let web = world.relying_party("web");
    let claims = json!({"userinfo": {"name": {"essential": true}}}).to_string();
    let changes = [("scope", "openid"), ("claims", claims.as_str())];
    let mut told = Vec::new();
    for _ in 0..2 {
        let (_, code) = web.code("ada@example.com", &changes).await;
        let tokens = Tokens::of(&web.redeem(&code).await);
        told.push(web.userinfo(&tokens.access).await.json());
        name_her(&world).await;
    }
    assert_eq!(told[0], json!({"sub": told[0]["sub"]}));
    let expected = json!({"sub": told[0]["sub"], "name": "Ada Lovelace"});
    assert_eq!(told[1], expected);
}

/// `oidcc-scope-profile`, `-scope-email`, `-scope-address`, `-scope-phone`, `-scope-all`: of somebody of
/// whom little is known.
async fn no_claim_is_null_whatever_is_asked_for(world: World) {
    let web = world.relying_party("web");
    let all = "openid profile email address phone roles custom_data";
    let metadata = world.get("/oidc/.well-known/openid-configuration").await;
    let names: serde_json::Map<String, Value> = metadata.json()["claims_supported"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| (name.as_str().unwrap().to_owned(), Value::Null))
        .collect();
    let every = json!({"userinfo": names, "id_token": names}).to_string();
    for changes in [
        [("scope", "openid profile"), ("claims", "")],
        [("scope", "openid address"), ("claims", "")],
        [("scope", "openid phone"), ("claims", "")],
        [("scope", all), ("claims", "")],
        [("scope", "openid"), ("claims", &every)],
    ] {
        let (_, code) = web.code("ada@example.com", &changes).await;
        let tokens = Tokens::of(&web.redeem(&code).await);
        let userinfo = web.userinfo(&tokens.access).await.json();
        for told in [tokens.claims(), userinfo] {
            let told = told.as_object().unwrap();
            assert!(told.len() >= 2 || changes[0].1 != all);
            for (name, value) in told {
                assert!(!value.is_null(), "{name} for {:?}", changes[0]);
            }
        }
    }
}
