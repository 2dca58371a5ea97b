//! A sign-in is explained by what a connector did since it was changed last, not by what it refused before.

use oidc_core::time::Lifetime;
use serde_json::json;
use testkit::mailgun::{Mailgun, Reply};

use super::{
    caller::Api,
    connectors::{beside, mailgun, make, new, path},
    explain_sign_in::{ADA, at_code_page, check, deliver_all, fails_at, of, passes},
};
use crate::kit::{World, on_both};

on_both! {
    a_connector_that_was_mended_is_not_blamed_for_what_it_refused_before,
}

async fn a_connector_that_was_mended_is_not_blamed_for_what_it_refused_before(world: World) {
    let provider = Mailgun::answering(Reply::of("401 X", "Forbidden")).await;
    let (world, _folder) = beside(world, provider.port).await;
    let api = Api::of(&world).await;
    let config = mailgun(provider.port);
    let made = make(&api, new(&config)).await;
    world.clock.advance(Lifetime::seconds(1));
    at_code_page(&world, ADA).await;
    deliver_all(&world).await;
    let everybody = [ADA, "bob@example.com"];
    for email in everybody {
        let why = fails_at(&of(&api, email).await, "mail");
        assert!(why.contains("401"), "{why}");
    }
    world.clock.advance(Lifetime::seconds(1));
    let mut mended = config.clone();
    mended["apiKey"] = json!("key-that-is-right-0123456789");
    let path = path(&made);
    let body = json!({"config": mended});
    assert_eq!(api.patch(&path, body).await.status, 200);
    for email in everybody {
        let told = of(&api, email).await;
        passes(&told);
        let why = check(&told, "mail")["because"].as_str().unwrap().to_owned();
        assert!(why.contains("changed since"), "{why}");
    }
    // What it refuses after the change counts.
    at_code_page(&world, ADA).await;
    deliver_all(&world).await;
    for email in everybody {
        fails_at(&of(&api, email).await, "mail");
    }
}
