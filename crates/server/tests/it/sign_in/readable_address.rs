//! International domains are read by people and travel in ASCII (RFC 5890 §2.3.2.1).

use oidc_core::time::Lifetime;

use super::steps::{at_code_page, at_code_page_of, words};
use crate::kit::{Setup, World};

const TYPED: &str = "ada@Bücher.example";
const SHOWN: &str = "ada@bücher.example";
const ASCII: &str = "ada@xn--bcher-kva.example";

#[tokio::test]
async fn people_read_their_domain_and_machines_its_ascii_form() {
    let world = World::with(Setup::default()).await;
    let web = world.relying_party("web");
    let (mut ada, page) = at_code_page(&world, TYPED).await;
    assert!(words(&page).contains(SHOWN) && !page.body.contains("xn--"));
    // *Change* gives back what can be read, and it is the same address.
    let flow = page.form(0).value("flow").to_owned();
    let change = ada.get(&format!("/sign-in?flow={flow}&app_id=web")).await;
    assert_eq!(change.form(0).value("email"), SHOWN);
    world.pass(Lifetime::millis(1));
    let page = ada.ask_for_code(&change, SHOWN).await;
    let code = world.code(ASCII).await;
    let page = ada.type_code(&page, &code).await;
    assert!(page.heading().contains(SHOWN), "{}", page.heading());
    let answer = ada.submit(&page.form(0)).await;
    let callback = ada.follow(answer).await;
    let tokens = web.redeem(&callback.parameter("code").unwrap()).await;
    let access = tokens.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(web.userinfo(&access).await.json()["email"], ASCII);
    // Once more at the page for new accounts.
    let (mut again, page) = at_code_page_of(&world, "register", TYPED).await;
    let code = world.code(ASCII).await;
    let page = again.type_code(&page, &code).await;
    assert!(words(&page).contains(SHOWN) && !page.body.contains("xn--"));
}

#[tokio::test]
async fn a_domain_spelt_with_look_alike_letters_is_shown_in_ascii() {
    let world = World::with(Setup::default()).await;
    for typed in ["ada@аpple.example", "ada@аррӏе.example"] {
        let (_, page) = at_code_page(&world, typed).await;
        assert!(words(&page).contains("ada@xn--"), "{}", words(&page));
    }
}
