//! Frames that tell clients in the browser that a session has ended (OpenID Connect Front-Channel
//! Logout 1.0).

use crate::kit::{Answer, Browser, RelyingParty, Setup, Tokens, World, on_both};

on_both! {
    the_page_has_a_frame_for_each_client_that_took_part_and_then_goes_on,
    a_sign_out_that_goes_nowhere_stays_on_the_page,
    the_answer_to_the_question_shows_the_frames_too,
    without_a_frame_to_show_the_browser_goes_on_at_once,
}

const FRAMES: &str = r#"
[[applications]]
id = "shop"
kind = "traditional"
secret = "shop-secret-0123456789-0123456789"
redirect_uris = ["https://shop.example/cb"]
post_logout_redirect_uris = ["https://shop.example/bye"]
frontchannel_logout_uri = "https://shop.example/frame?a=1"

[[applications]]
id = "library"
kind = "spa"
redirect_uris = ["https://library.example:8443/cb"]
frontchannel_logout_uri = "https://library.example:8443/frame"

[[applications]]
id = "absent"
kind = "spa"
redirect_uris = ["https://absent.example/cb"]
frontchannel_logout_uri = "https://absent.example/frame"
"#;

async fn world(given: World) -> World {
    let setup = Setup {
        more: FRAMES,
        ..Setup::default()
    };
    given.set_up(setup).await
}

fn rp(world: &World, client: &'static str) -> RelyingParty {
    let (redirect_uri, secret) = match client {
        "shop" => (
            "https://shop.example/cb",
            Some("shop-secret-0123456789-0123456789"),
        ),
        "library" => ("https://library.example:8443/cb", None),
        _ => return world.relying_party(client),
    };
    RelyingParty {
        net: world.clone(),
        client,
        redirect_uri,
        secret,
    }
}

/// Ada, signed in to the shop and the library, and what each calls her session.
async fn ada(world: &World) -> (Browser, [String; 2]) {
    let (shop, library) = (rp(world, "shop"), rp(world, "library"));
    let (mut ada, code) = shop.code("ada@example.com", &[]).await;
    let first = Tokens::of(&shop.redeem(&code).await);
    let code = library.silent_code(&mut ada).await.unwrap();
    let second = Tokens::of(&library.redeem(&code).await);
    let sid = |tokens: &Tokens| tokens.claims()["sid"].as_str().unwrap().to_owned();
    (ada, [sid(&first), sid(&second)])
}

#[track_caller]
fn shows_frames(answer: &Answer, [shop, library]: &[String; 2]) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.body.replace("&amp;", "&").replace("&#x2F;", "/");
    let iss = "iss=http%3A%2F%2Flocalhost%3A3001%2Foidc";
    for frame in [
        format!("src=\"https://shop.example/frame?a=1&{iss}&sid={shop}\""),
        format!("src=\"https://library.example:8443/frame?{iss}&sid={library}\""),
    ] {
        assert!(body.contains(&frame), "{frame} in {body}");
    }
    assert_eq!(body.matches("<iframe ").count(), 2);
    let policy = answer.header("content-security-policy").unwrap();
    let frames = "; frame-src https://library.example:8443 https://shop.example";
    assert!(policy.ends_with(frames), "{policy}");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(!body.contains("absent.example") && !policy.contains("absent.example"));
}

async fn is_signed_in(world: &World, browser: &Browser) -> bool {
    let shop = rp(world, "shop");
    shop.silent_code(&mut browser.clone()).await.is_some()
}

async fn the_page_has_a_frame_for_each_client_that_took_part_and_then_goes_on(given: World) {
    let world = world(given).await;
    let (mut ada, sids) = ada(&world).await;
    let end = "/oidc/session/end?client_id=shop&state=a%20b%22%3E\
               &post_logout_redirect_uri=https%3A%2F%2Fshop.example%2Fbye";
    let cookie = world.cookie("session");
    let before = ada.clone();
    assert!(before.jar.contains_key(&cookie));
    let answer = ada.get(end).await;
    shows_frames(&answer, &sids);
    let back = "https://shop.example/bye?state=a%20b%22%3E";
    let refresh = answer.header("refresh").unwrap();
    assert_eq!(refresh, format!("2; url={back}"));
    let body = answer.body.replace("&#x2F;", "/");
    assert!(body.contains(&format!("href=\"{back}\"")), "{body}");
    assert!(!ada.jar.contains_key(&cookie));
    assert!(!is_signed_in(&world, &before).await);
    // Nothing is left to end, and nobody left to be told.
    assert_eq!(ada.get(end).await.location(), back);
}

async fn a_sign_out_that_goes_nowhere_stays_on_the_page(given: World) {
    let world = world(given).await;
    let (mut ada, sids) = ada(&world).await;
    let answer = ada.get("/oidc/session/end?client_id=shop").await;
    shows_frames(&answer, &sids);
    assert_eq!(answer.header("refresh"), None);
}

async fn the_answer_to_the_question_shows_the_frames_too(given: World) {
    let world = world(given).await;
    let (mut ada, sids) = ada(&world).await;
    let question = ada.get("/oidc/session/end").await;
    assert!(!question.body.contains("<iframe "));
    assert!(is_signed_in(&world, &ada).await);
    let answer = ada.submit(&question.form(0)).await;
    shows_frames(&answer, &sids);
    assert!(!is_signed_in(&world, &ada).await);
}

async fn without_a_frame_to_show_the_browser_goes_on_at_once(given: World) {
    let world = world(given).await;
    let (mut ada, _) = world
        .relying_party("web")
        .code("ada@example.com", &[])
        .await;
    let end = "/oidc/session/end?client_id=web\
               &post_logout_redirect_uri=https%3A%2F%2Frp.example";
    let answer = ada.get(end).await;
    assert_eq!(answer.location(), "https://rp.example/");
    let policy = answer.header("content-security-policy").unwrap();
    assert!(!policy.contains("frame-src"), "{policy}");
}
