//! `/oidc/auth/{flow}`: back from the pages. What was asked for stands in the database and cannot
//! be changed from outside.

use oidc_core::{
    client::{Client, ClientKind},
    redirect_uri::RedirectUri,
    time::Lifetime,
};

use crate::kit::{Answer, Browser, World, on_both};

on_both! {
    t_16_nothing_sent_along_changes_what_was_asked_for,
    t_16_an_altered_or_foreign_cookie_opens_no_flow,
    t_16_a_flow_ends_once,
    t_43_a_flow_ends_after_an_hour,
    t_05_an_address_that_was_taken_away_gets_no_answer_any_more,
    t_38_a_client_that_changed_gets_what_it_may_have_now,
}

fn flow_of(page: &Answer) -> String {
    let fields = page.form(0).fields;
    let flow = fields.into_iter().find(|(name, _)| name == "flow");
    flow.expect("a flow").1
}

async fn t_16_nothing_sent_along_changes_what_was_asked_for(world: World) {
    let web = world.relying_party("web");
    let mut ada = world.browser();
    let page = ada.visit(&web.request_with(&[("scope", "openid")])).await;
    let resume = format!("/oidc/auth/{}", flow_of(&page));
    let changes = [
        ("client_id", "other"),
        ("app_id", "other"),
        ("redirect_uri", "https://other.example/cb"),
        ("response_type", "token"),
        ("scope", "openid email offline_access"),
        ("state", "forged"),
    ];
    let with_changes = |mut form: crate::kit::Form| {
        for (name, value) in changes {
            form = form.with(name, value);
        }
        form
    };
    let form = with_changes(page.form(0).with("email", "ada@example.com"));
    let sent = ada.submit(&form).await;
    let page = ada.follow(sent).await;
    let code = world.code("ada@example.com").await;
    let typed = ada
        .submit(&with_changes(page.form(0).with("code", &code)))
        .await;
    let page = ada.follow(typed).await;
    let done = ada.submit(&with_changes(page.form(0))).await;
    assert_eq!(done.location(), resume);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(changes)
        .finish();
    let callback = ada.get(&format!("{resume}?{query}")).await;
    assert!(
        callback
            .location()
            .starts_with("https://rp.example/cb?code=")
    );
    assert_eq!(callback.parameter("state").unwrap(), "af0ifjsldkj");
    let answer = web.redeem(&callback.parameter("code").unwrap()).await;
    assert_eq!(answer.json()["scope"], "openid");
    assert!(answer.json().get("refresh_token").is_none());
}

async fn t_16_an_altered_or_foreign_cookie_opens_no_flow(world: World) {
    let web = world.relying_party("web");
    let (mut ada, mut eve) = (world.browser(), world.browser());
    let page = ada.visit(&web.request()).await;
    eve.visit(&web.request()).await;
    let flow = flow_of(&page);
    let own = ada.jar["signet_browser_3001"].clone();
    let mut altered = own.clone().into_bytes();
    altered[7] = if altered[7] == b'A' { b'B' } else { b'A' };
    let altered = String::from_utf8(altered).unwrap();
    for value in [
        &eve.jar["signet_browser_3001"],
        &altered,
        &own[..42],
        "",
        "x",
    ] {
        let mut browser = ada.clone();
        browser
            .jar
            .insert("signet_browser_3001".to_owned(), value.to_owned());
        for target in [
            format!("/oidc/auth/{flow}"),
            format!("/sign-in?flow={flow}"),
        ] {
            let answer = browser.get(&target).await;
            assert_eq!(answer.status, 200, "{target}");
            assert!(!answer.body.contains("name=\"email\""), "{target}");
        }
    }
    for wrong in ["x", "", &flow[1..], "..%2F..%2Fhealthz", &"A".repeat(9_000)] {
        let answer = ada.get(&format!("/oidc/auth/{wrong}?app_id=web")).await;
        assert!(!answer.headers.contains_key("location"), "{wrong}");
    }
    let answer = ada.get(&format!("/oidc/auth/{flow}")).await;
    assert!(answer.location().starts_with("/sign-in?"));
}

async fn t_16_a_flow_ends_once(world: World) {
    let web = world.relying_party("web");
    let mut ada = world.browser();
    let flow = flow_of(&ada.visit(&web.request()).await);
    let callback = ada.sign_in(&web.request(), "ada@example.com").await;
    assert!(callback.parameter("code").is_some());
    // The first flow was left at its page; the session answers it, once.
    let resume = format!("/oidc/auth/{flow}");
    assert!(ada.get(&resume).await.parameter("code").is_some());
    let nodes = world.two_nodes().await;
    for node in &nodes {
        let again = ada.clone().at(node).get(&resume).await;
        assert_eq!(again.status, 200);
        assert!(!again.headers.contains_key("location"));
    }
}

async fn t_43_a_flow_ends_after_an_hour(world: World) {
    let web = world.relying_party("web");
    let mut ada = world.browser();
    let flow = flow_of(&ada.visit(&web.request()).await);
    let resume = format!("/oidc/auth/{flow}");
    world.pass(Lifetime::millis(3_599_999));
    assert!(ada.get(&resume).await.location().starts_with("/sign-in?"));
    world.pass(Lifetime::millis(1));
    let answer = ada.get(&resume).await;
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains("name=\"email\""));
}

/// What an operator changes while somebody is at the pages.
async fn change(world: &World, id: &str, change: impl Fn(&mut Client) + Sync) {
    let id = id.parse().unwrap();
    let changed = world
        .app
        .store
        .transact(|mut tx| {
            let (id, change) = (&id, &change);
            async move {
                let mut client = tx.clients().find(id).await?.unwrap();
                change(&mut client);
                tx.clients().update(&client).await
            }
        })
        .await;
    assert!(changed.unwrap());
    world.app.refresh_snapshot().await.unwrap();
}

/// A browser that has only to ask for the next step, and the address that asks.
async fn at_the_end(world: &World, request: &str) -> (Browser, String) {
    let mut ada = world.browser();
    let resume = format!("/oidc/auth/{}", flow_of(&ada.visit(request).await));
    world.pass(Lifetime::millis(1));
    let other = world.relying_party("other");
    ada.sign_in(&other.request(), "ada@example.com").await;
    (ada, resume)
}

async fn t_05_an_address_that_was_taken_away_gets_no_answer_any_more(world: World) {
    let web = world.relying_party("web");
    let second = "https://rp.example/second";
    let uris = |uris: &[&str]| -> Vec<RedirectUri> {
        uris.iter().map(|uri| uri.parse().unwrap()).collect()
    };
    for request in [web.request(), web.request_with(&[("redirect_uri", "")])] {
        let (mut ada, resume) = at_the_end(&world, &request).await;
        let mut spare = ada.clone();
        change(&world, "web", |web| web.redirect_uris = uris(&[second])).await;
        let page = ada.get(&resume).await;
        assert_eq!(page.status, 400, "{}", page.body);
        assert!(!page.headers.contains_key("location"));
        assert!(page.body.contains("not registered"), "{}", page.body);
        // Back again beside another: the same sign-in goes on.
        change(&world, "web", |client| {
            client.redirect_uris = uris(&[second, web.redirect_uri]);
        })
        .await;
        let answer = spare.get(&resume).await;
        assert!(answer.location().starts_with(web.redirect_uri));
        assert!(answer.parameter("code").is_some());
        change(&world, "web", |client| {
            client.redirect_uris = uris(&[web.redirect_uri]);
        })
        .await;
    }
}

async fn t_38_a_client_that_changed_gets_what_it_may_have_now(world: World) {
    let web = world.relying_party("web");
    // A machine has no people.
    let (mut ada, resume) = at_the_end(&world, &web.request()).await;
    change(&world, "web", |web| web.kind = ClientKind::Machine).await;
    let answer = ada.get(&resume).await;
    assert_eq!(answer.parameter("error").unwrap(), "unauthorized_client");
    assert_eq!(answer.parameter("state").unwrap(), "af0ifjsldkj");
    change(&world, "web", |web| web.kind = ClientKind::Traditional).await;
    // Somebody else's application gets nothing without consent.
    let (mut ada, resume) = at_the_end(&world, &web.request()).await;
    change(&world, "web", |web| web.third_party = true).await;
    let answer = ada.get(&resume).await;
    assert!(answer.location().starts_with("/consent?"));
    change(&world, "web", |web| web.third_party = false).await;
    // Switched off: no answer at all.
    let (mut ada, resume) = at_the_end(&world, &web.request()).await;
    change(&world, "web", |web| web.disabled = true).await;
    let page = ada.get(&resume).await;
    assert_eq!(page.status, 200);
    assert!(!page.headers.contains_key("location"));
}
