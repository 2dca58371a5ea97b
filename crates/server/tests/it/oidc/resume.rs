//! `/oidc/auth/{flow}`: back from the pages. What was asked for stands in the database and cannot
//! be changed from outside.

use oidc_core::time::Lifetime;

use crate::kit::{Answer, World, on_both};

on_both! {
    t_16_nothing_sent_along_changes_what_was_asked_for,
    t_16_an_altered_or_foreign_cookie_opens_no_flow,
    t_16_a_flow_ends_once,
    t_43_a_flow_ends_after_an_hour,
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
