//! `/oidc/token/revocation` (RFC 7009).

use crate::kit::{Tokens, World, on_both};

const TARGET: &str = "/oidc/token/revocation";

on_both! {
    either_token_takes_the_whole_grant_with_it,
    t_29_anothers_token_is_left_alone_and_nothing_is_leaked,
    a_confidential_client_must_authenticate_and_its_token_lives_on_when_it_does_not,
}

async fn either_token_takes_the_whole_grant_with_it(world: World) {
    for client in ["web", "spa"] {
        let rp = world.relying_party(client);
        for kind in ["refresh_token", "access_token", "id_token"] {
            let (mut ada, code) = rp.code("ada@example.com", &[]).await;
            let tokens = Tokens::of(&rp.redeem(&code).await);
            let token = match kind {
                "access_token" => &tokens.access,
                _ => tokens.refresh(),
            };
            // A wrong hint does no harm (RFC 7009 §2.1).
            let fields = [("token", token), ("token_type_hint", kind)];
            let answer = rp.post(TARGET, &fields).await;
            assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, ""));
            rp.userinfo(&tokens.access)
                .await
                .refused(401, "invalid_token");
            rp.refresh(tokens.refresh())
                .await
                .refused(400, "invalid_grant");
            // The session is the person's, not the client's.
            assert!(rp.silent_code(&mut ada).await.is_some());
            assert_eq!(rp.post(TARGET, &fields).await.status, 200);
        }
    }
}

async fn t_29_anothers_token_is_left_alone_and_nothing_is_leaked(world: World) {
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    for thief in ["other", "spa"] {
        let thief = world.relying_party(thief);
        let never = thief.post(TARGET, &[("token", "never-issued")]).await;
        assert_eq!((never.status.as_u16(), never.body.as_str()), (200, ""));
        for token in [
            &tokens.access,
            tokens.refresh(),
            tokens.id.as_ref().unwrap(),
        ] {
            let answer = thief.post(TARGET, &[("token", token)]).await;
            assert_eq!(answer.status, never.status);
            assert_eq!(answer.body, never.body);
            assert_eq!(answer.headers.len(), never.headers.len());
        }
    }
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    assert_eq!(web.refresh(tokens.refresh()).await.status, 200);
    web.post(TARGET, &[]).await.refused(400, "invalid_request");
}

/// The Go SDK never authenticates here, and takes the answer for done.
async fn a_confidential_client_must_authenticate_and_its_token_lives_on_when_it_does_not(
    world: World,
) {
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    let body = format!("client_id=web&token={}", tokens.refresh());
    let answer = world.call("POST", TARGET, &[], &body).await;
    answer.refused(401, "invalid_client");
    assert_eq!(web.refresh(tokens.refresh()).await.status, 200);
    let body = format!("token={}", tokens.refresh());
    let answer = world.call("POST", TARGET, &[], &body).await;
    answer.refused(400, "invalid_request");
}
