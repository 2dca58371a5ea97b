//! Authorization codes: one client, one address, one minute, one use (RFC 6749 §4.1.2, §10.5).

use futures_util::future::join_all;
use oidc_core::{event::EventKind, time::Lifetime};

use crate::kit::{Tokens, VERIFIER, World, on_both};

on_both! {
    t_13_a_code_belongs_to_its_client_and_its_address,
    t_13_a_code_is_nothing_but_a_code_and_nothing_else_is_one,
    t_14_a_second_use_is_refused_and_takes_back_what_the_first_one_got,
    t_14_another_client_cannot_take_anything_back,
    t_14_of_fifty_at_once_one_succeeds,
    t_15_a_code_lives_for_a_minute,
}

async fn t_13_a_code_belongs_to_its_client_and_its_address(world: World) {
    let (web, other) = (world.relying_party("web"), world.relying_party("other"));
    let (_, code) = other.code("ada@example.com", &[]).await;
    for thief in ["web", "spa", "native"] {
        let mut thief = world.relying_party(thief);
        thief.redirect_uri = other.redirect_uri;
        thief.redeem(&code).await.refused(400, "invalid_grant");
    }
    web.redeem(&code).await.refused(400, "invalid_grant");
    for uri in [
        "https://other.example/cb2",
        "https://other.example/cb/",
        "https://OTHER.example/cb",
        "https://evil.example/cb",
        "",
    ] {
        let mut moved = other.clone();
        moved.redirect_uri = uri;
        moved.redeem(&code).await.refused(400, "invalid_grant");
    }
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
    ];
    other
        .post("/oidc/token", &fields)
        .await
        .refused(400, "invalid_grant");
    assert_eq!(other.redeem(&code).await.status, 200);
}

async fn t_13_a_code_is_nothing_but_a_code_and_nothing_else_is_one(world: World) {
    let web = world.relying_party("web");
    let (mut browser, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let code = web.silent_code(&mut browser).await.unwrap();
    browser
        .visit(&web.request_with(&[("prompt", "login")]))
        .await;
    let session = browser.jar["signet_session_3001"].clone();
    let flow = browser.jar["signet_browser_3001"].clone();
    let mailed = world.code("ada@example.com").await;
    let id = tokens.id.clone().unwrap();
    let no_code = [
        &tokens.access,
        tokens.refresh(),
        &session,
        &flow,
        &mailed,
        &id,
    ];
    for text in no_code {
        web.redeem(text).await.refused(400, "invalid_grant");
    }
    for text in [&code, &tokens.access, &session, &flow, &mailed, &id] {
        web.refresh(text).await.refused(400, "invalid_grant");
    }
    for text in [&code, tokens.refresh(), &session, &flow, &mailed, &id] {
        web.userinfo(text).await.refused(401, "invalid_token");
    }
    for text in [&code, &tokens.access, tokens.refresh(), &flow, &mailed, &id] {
        let mut browser = world.browser();
        browser
            .jar
            .insert("signet_session_3001".to_owned(), text.to_owned());
        assert_eq!(web.silent_code(&mut browser).await, None);
    }
    // Each is good for what it is.
    assert_eq!(web.redeem(&code).await.status, 200);
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    assert_eq!(web.refresh(tokens.refresh()).await.status, 200);
    assert!(web.silent_code(&mut browser).await.is_some());
}

async fn t_14_a_second_use_is_refused_and_takes_back_what_the_first_one_got(world: World) {
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    let refreshed = Tokens::of(&web.refresh(tokens.refresh()).await);
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    web.redeem(&code).await.refused(400, "invalid_grant");
    for access in [&tokens.access, &refreshed.access] {
        web.userinfo(access).await.refused(401, "invalid_token");
    }
    for refresh in [tokens.refresh(), refreshed.refresh()] {
        web.refresh(refresh).await.refused(400, "invalid_grant");
    }
    // Written down once, however often it comes.
    for _ in 0..5 {
        web.redeem(&code).await.refused(400, "invalid_grant");
    }
    let events = world.events().await;
    let replayed = events
        .iter()
        .filter(|own| **own == EventKind::GrantCodeReplayed);
    assert_eq!(replayed.count(), 1);
}

/// Else whoever finds a used code in a log could sign people out of somebody else's client.
async fn t_14_another_client_cannot_take_anything_back(world: World) {
    let web = world.relying_party("web");
    let (_, code) = web.code("ada@example.com", &[]).await;
    let tokens = Tokens::of(&web.redeem(&code).await);
    for thief in ["other", "spa"] {
        let mut thief = world.relying_party(thief);
        thief.redirect_uri = web.redirect_uri;
        thief.redeem(&code).await.refused(400, "invalid_grant");
    }
    assert_eq!(web.userinfo(&tokens.access).await.status, 200);
    assert_eq!(web.refresh(tokens.refresh()).await.status, 200);
}

async fn t_14_of_fifty_at_once_one_succeeds(world: World) {
    let (_, code) = world
        .relying_party("web")
        .code("ada@example.com", &[])
        .await;
    let nodes = world.two_nodes().await;
    let attempts = (0..50).map(|number| {
        let rp = world.relying_party("web").at(&nodes[number % 2]);
        let code = code.clone();
        tokio::spawn(async move { rp.redeem(&code).await })
    });
    let answers = join_all(attempts).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    for answer in lost {
        answer.refused(400, "invalid_grant");
    }
    let web = world.relying_party("web");
    let tokens = Tokens::of(won[0]);
    web.userinfo(&tokens.access)
        .await
        .refused(401, "invalid_token");
    web.refresh(tokens.refresh())
        .await
        .refused(400, "invalid_grant");
}

async fn t_15_a_code_lives_for_a_minute(world: World) {
    let web = world.relying_party("web");
    let (mut browser, code) = web.code("ada@example.com", &[]).await;
    world.pass(Lifetime::seconds(60));
    web.redeem(&code).await.refused(400, "invalid_grant");
    let code = web.silent_code(&mut browser).await.unwrap();
    world.pass(Lifetime::millis(59_999));
    let other_node = web.clone().at(&world.two_nodes_in_step().await[1]);
    assert_eq!(other_node.redeem(&code).await.status, 200);
}
