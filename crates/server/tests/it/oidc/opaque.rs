//! Opaque tokens that were altered on the way (ZITADEL accepted truncated ones).

use crate::kit::{Tokens, World, on_both};

on_both! {
    t_28_altered_tokens_are_no_tokens,
}

/// Shortened, lengthened, with a character in the other case, and with a bit flipped in each part.
fn altered(token: &str) -> Vec<String> {
    let mut all = vec![
        token[..token.len() - 1].to_owned(),
        token[1..].to_owned(),
        token[..token.len() / 2].to_owned(),
        format!("{token}A"),
        format!("{token}="),
        format!("{token}\u{20}x"),
        format!("A{token}"),
        format!("{token}{token}"),
    ];
    for place in (0..token.len()).step_by(5).chain([token.len() - 1]) {
        let mut bytes = token.as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        all.push(String::from_utf8(bytes).unwrap());
        let mut bytes = token.as_bytes().to_vec();
        bytes[place] ^= if bytes[place].is_ascii_alphabetic() {
            0x20
        } else {
            1
        };
        all.push(String::from_utf8(bytes).unwrap());
    }
    all.retain(|other| other != token);
    all
}

async fn t_28_altered_tokens_are_no_tokens(world: World) {
    let web = world.relying_party("web");
    let (mut browser, code) = web.code("ada@example.com", &[]).await;
    for text in altered(&code) {
        web.redeem(&text).await.refused(400, "invalid_grant");
    }
    let tokens = Tokens::of(&web.redeem(&code).await);
    for text in altered(&tokens.access) {
        web.userinfo(&text).await.refused(401, "invalid_token");
        let revoked = web
            .post("/oidc/token/revocation", &[("token", &text)])
            .await;
        assert_eq!(revoked.status, 200);
    }
    for text in altered(tokens.refresh()) {
        web.refresh(&text).await.refused(400, "invalid_grant");
        let revoked = web
            .post("/oidc/token/revocation", &[("token", &text)])
            .await;
        assert_eq!(revoked.status, 200);
    }
    let cookie = browser.jar["signet_session_3001"].clone();
    for text in altered(&cookie) {
        let mut other = browser.clone();
        other.jar.insert("signet_session_3001".to_owned(), text);
        assert_eq!(web.silent_code(&mut other).await, None);
    }
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    assert_eq!(web.refresh(tokens.refresh()).await.status, 200);
    assert!(web.silent_code(&mut browser).await.is_some());
}
