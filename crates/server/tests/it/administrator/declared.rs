//! Administrators whom the configuration names: whoever proves the address becomes one.

use oidc_core::{event::EventKind, user_field::UserField};

use super::set_up::on_the_host;
use crate::kit::{Setup, World, on_both};

on_both! {
    whoever_proves_a_named_address_becomes_an_administrator,
    with_named_addresses_nobody_is_made_by_a_code,
}

const OPS: &str = "ops@example.com";
const MORE: &str = "[console]\nadministrators = [\"Ops@Example.com\", \"new@example.com\"]";

async fn named(world: World) -> World {
    let setup = Setup {
        more: MORE,
        ..Setup::default()
    };
    world.set_up(setup).await
}

async fn emails(world: &World) -> Vec<String> {
    let all = on_the_host(world).all().await.unwrap().into_iter();
    let emails = all.filter_map(|user| user.email.map(|email| email.as_str().to_owned()));
    emails.collect()
}

async fn whoever_proves_a_named_address_becomes_an_administrator(world: World) {
    let world = named(world).await;
    // An account alone, which somebody else has made, does not do.
    let fields = [(UserField::Email, OPS.to_owned())];
    world.users().add(&fields).await.unwrap();
    let rp = world.relying_party("web");
    rp.sign_in("bob@example.com").await;
    let mut browser = world.browser();
    let page = browser.visit(&rp.request()).await;
    let page = browser.ask_for_code(&page, OPS).await;
    browser
        .type_code(&page, "000000")
        .await
        .shows("That code isn’t right.");
    assert!(emails(&world).await.is_empty());
    // The mailed code does, with an account and without one; another time it writes nothing.
    for email in [OPS, "new@example.com", OPS] {
        rp.sign_in(email).await;
    }
    assert_eq!(emails(&world).await, [OPS, "new@example.com"]);
    let events = world.events().await;
    let made = events.iter().filter(|kind| **kind == EventKind::RolesGiven);
    assert_eq!(made.count(), 2);
}

async fn with_named_addresses_nobody_is_made_by_a_code(world: World) {
    // A code that was printed before the configuration named somebody.
    let (world, _folder) = world.on_disk().await;
    let code = on_the_host(&world).setup_code().await.unwrap().unwrap();
    let mut browser = world.browser();
    let form = browser.get("/setup").await.form(0);
    let form = form
        .with("code", &code.expose())
        .with("email", "eve@example.com");
    let world = named(world).await;
    assert_eq!(world.get("/setup").await.status, 404);
    let mut browser = browser.at(&world);
    let answer = browser.submit(&form).await;
    assert_eq!(answer.status, 404);
    assert!(emails(&world).await.is_empty());
}
