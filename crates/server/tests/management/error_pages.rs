//! Whoever was shown an error page names its reference, and the operator finds why.

use engine::jobs::note_error_pages;
use serde_json::{Value, json};

use super::caller::{Api, done, managed};
use crate::kit::{Answer, World, on_both};

on_both! {
    an_error_page_is_found_by_its_reference,
    what_strangers_ask_for_at_random_is_not_written_down,
    one_subscriber_does_not_fill_the_book,
}

fn reference(page: &Answer) -> &str {
    let (_, rest) = page.body.split_once("class=\"reference\">").unwrap();
    rest.split_once('<').unwrap().0
}

async fn written(world: &World) -> i64 {
    note_error_pages::write(&world.app).await.unwrap();
    let sql = "select count(*) from events where kind = 'page.refused'";
    world.number(sql).await
}

async fn found(world: &World, api: &Api, page: &Answer) -> Value {
    written(world).await;
    let path = format!("/signet/events?requestId={}", reference(page));
    let told = done(&api.get(&path).await, 200);
    let [event] = &told["events"].as_array().unwrap()[..] else {
        panic!("{told}");
    };
    event.clone()
}

async fn an_error_page_is_found_by_its_reference(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let rp = world.relying_party("web");
    let elsewhere = rp.request_with(&[("redirect_uri", "https://shop.example/other")]);
    let page = world.browser().get(&elsewhere).await;
    let event = found(&world, &api, &page).await;
    assert_eq!(event["kind"], "page.refused");
    assert_eq!(event["result"], "error");
    assert_eq!(event["applicationId"], "web");
    assert_eq!(event["data"]["error"], "redirect-uri-mismatch");
    assert_eq!(event["data"]["status"], json!(400));
    let cause = event["data"]["cause"].as_str().unwrap();
    assert!(cause.contains("https://shop.example/other"), "{cause}");
    let unknown = rp.request_with(&[("client_id", "nobody-here")]);
    let page = world.browser().get(&unknown).await;
    let event = found(&world, &api, &page).await;
    assert_eq!(event["data"]["error"], "unknown-client");
    let cause = event["data"]["cause"].as_str().unwrap();
    assert!(cause.contains("nobody-here"), "{cause}");
    let sign_out =
        "/oidc/session/end?client_id=web&post_logout_redirect_uri=https%3A%2F%2Fx.example";
    let page = world.browser().get(sign_out).await;
    let event = found(&world, &api, &page).await;
    assert_eq!(event["data"]["error"], "sign-out-refused");
    assert_eq!(event["applicationId"], "web");
}

async fn what_strangers_ask_for_at_random_is_not_written_down(world: World) {
    let (world, _folder) = managed(world).await;
    for path in ["/wp-login.php", "/sign-in/nothing"] {
        assert_eq!(world.browser().get(path).await.status, 404, "{path}");
    }
    assert_eq!(written(&world).await, 0);
}

async fn one_subscriber_does_not_fill_the_book(world: World) {
    let (world, _folder) = managed(world).await;
    let unknown = world
        .relying_party("web")
        .request_with(&[("client_id", "nobody-here")]);
    for _ in 0..20 {
        world.browser().get(&unknown).await;
    }
    assert_eq!(written(&world).await, 6);
}
