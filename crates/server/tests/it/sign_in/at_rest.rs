//! The database in the wrong hands: no code, token, cookie or secret stands in it in clear.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::steps::resend;
use crate::kit::{Tokens, World, occurs, on_both};

on_both! {
    nothing_that_opens_a_door_stands_in_the_database,
}

async fn nothing_that_opens_a_door_stands_in_the_database(world: World) {
    let (world, _folder) = world.on_disk().await;
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let page = browser
        .visit(&web.request_with(&[("first_screen", "register")]))
        .await;
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    let first = world.code("ada@example.com").await;
    let page = resend(&world, &mut browser, &page).await;
    let second = world.code("ada@example.com").await;
    let callback = browser.type_code(&page, &second).await;
    let code = callback.parameter("code").unwrap();
    let tokens = Tokens::of(&web.redeem(&code).await);
    let fresh = Tokens::of(&web.refresh(tokens.refresh()).await);
    let dump = world.dump().await;
    assert!(
        occurs(&dump, "ada@example.com"),
        "the dump does show what stands there"
    );
    let mut secrets = vec![first, second, code, web.secret.unwrap().to_owned()];
    secrets.extend(browser.jar.values().cloned());
    for tokens in [tokens, fresh] {
        secrets.extend([tokens.access, tokens.refresh.unwrap(), tokens.id.unwrap()]);
    }
    for secret in &secrets {
        assert!(!occurs(&dump, secret), "{secret} stands in the database");
        // Nor its bytes: a token is a kind, an id, which does stand there, and then a secret.
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(secret) else {
            continue;
        };
        if bytes.len() >= 32 {
            let end = &bytes[bytes.len() - 16..];
            let found = dump.windows(end.len()).any(|part| part == end);
            assert!(!found, "the bytes of {secret} stand in the database");
        }
    }
    for kept in [&[7_u8; 32][..], b"-----BEGIN"] {
        assert!(
            !dump.windows(kept.len()).any(|part| part == kept),
            "{kept:?}"
        );
    }
}
