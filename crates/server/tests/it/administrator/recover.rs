//! An administrator whom no mail reaches signs in by a code that was made on the host.

use engine::{administrator::codes::NoRecovery, failure::Failure};
use oidc_core::{
    event::EventKind, id::UserId, role::ADMINISTRATOR, time::Lifetime, user_field::UserField,
};

use super::{
    last::administrators,
    set_up::{ADA, on_the_host},
};
use crate::kit::{Answer, Browser, Tokens, World, access, on_both, person};

on_both! {
    the_code_signs_an_administrator_in_once,
    the_page_is_there_only_while_somebody_has_a_code,
    t_42_of_twenty_who_send_the_code_at_once_one_is_signed_in,
    only_an_administrator_gets_a_code_and_it_dies_with_the_role,
    a_code_counts_for_ten_minutes_and_until_the_next_one,
}

async fn ada(world: &World) -> UserId {
    administrators(world, &[ADA]).await;
    let all = on_the_host(world).all().await.unwrap();
    all[0].id.clone()
}

async fn code(world: &World, user: &UserId) -> String {
    let code = on_the_host(world).recovery_code(user).await;
    code.unwrap().expose()
}

async fn send(browser: &mut Browser, code: &str) -> Answer {
    let page = browser.get("/recover").await;
    assert_eq!(page.status, 200, "{}", page.body);
    browser.submit(&page.form(0).with("code", code)).await
}

async fn the_code_signs_an_administrator_in_once(world: World) {
    let ada = ada(&world).await;
    administrators(&world, &["bob@example.com"]).await;
    let code = code(&world, &ada).await;
    let mut browser = world.browser();
    let wrong = send(&mut browser, "x").await;
    assert_eq!(wrong.status, 400);
    wrong.shows("This code doesn’t count.");
    let answer = send(&mut browser, &code).await;
    assert_eq!(answer.location(), "/console");
    let page = browser.get("/?admin=recovery").await;
    page.shows("You are signed in as an administrator of this instance.");
    let rp = world.relying_party("web");
    let tokens = Tokens::of(
        &rp.redeem(&rp.silent_code(&mut browser).await.unwrap())
            .await,
    );
    assert_eq!(tokens.claims()["sub"], ada.as_str());
    assert_eq!(tokens.claims()["amr"], serde_json::json!(["otp"]));
    // It proves nothing of the address.
    let user = world.users().find(ADA).await.unwrap().unwrap();
    assert_eq!(user.email_verified_at, None);
    let events = world.events().await;
    for kind in [EventKind::RecoveryCodeMade, EventKind::RecoveryCodeUsed] {
        assert_eq!(events.iter().filter(|event| **event == kind).count(), 1);
    }
    assert_eq!(world.get("/recover").await.status, 404);
}

async fn the_page_is_there_only_while_somebody_has_a_code(world: World) {
    assert_eq!(world.get("/recover").await.status, 404);
    let ada = ada(&world).await;
    assert_eq!(world.get("/recover").await.status, 404);
    let code = code(&world, &ada).await;
    let mut late = world.browser();
    let form = late.get("/recover").await.form(0).with("code", &code);
    send(&mut world.browser(), &code).await.location();
    assert_eq!(late.submit(&form).await.status, 404);
}

async fn t_42_of_twenty_who_send_the_code_at_once_one_is_signed_in(world: World) {
    let ada = ada(&world).await;
    administrators(&world, &["bob@example.com"]).await;
    let code = code(&world, &ada).await;
    let nodes = world.two_nodes().await;
    let mut tries = Vec::new();
    for n in 0..20 {
        let mut browser = nodes[n % 2].browser();
        let form = browser.get("/recover").await.form(0).with("code", &code);
        tries.push((browser, form));
    }
    let tries = tries.into_iter().map(|(mut browser, form)| {
        tokio::spawn(async move { browser.submit(&form).await.status.as_u16() })
    });
    let mut won = 0;
    for one in tries.collect::<Vec<_>>() {
        match one.await.unwrap() {
            303 => won += 1,
            status => assert!([400, 404].contains(&status), "{status}"),
        }
    }
    assert_eq!(won, 1);
}

async fn only_an_administrator_gets_a_code_and_it_dies_with_the_role(world: World) {
    let ada = ada(&world).await;
    administrators(&world, &["bob@example.com"]).await;
    let fields = [(UserField::Email, "eve@example.com".to_owned())];
    let eve = world.users().add(&fields).await.unwrap().id;
    let refused = |outcome: Result<_, Failure<NoRecovery>>| match outcome {
        Err(Failure::Refused(why)) => why,
        other => panic!("{:?}", other.is_ok()),
    };
    let host = on_the_host(&world);
    let why = refused(host.recovery_code(&eve).await);
    assert_eq!(why, NoRecovery::NoAdministrator);
    // The role, and the account, after the code was made.
    let before = code(&world, &ada).await;
    let (access, of_ada) = (access(&world), person(ADA));
    assert!(access.take_role(ADMINISTRATOR, &of_ada).await.unwrap());
    assert_eq!(send(&mut world.browser(), &before).await.status, 400);
    assert!(access.assign_role(ADMINISTRATOR, &of_ada).await.unwrap());
    let before = code(&world, &ada).await;
    let suspended = [(UserField::Suspended, "true".to_owned())];
    world.users().set(ADA, &suspended).await.unwrap();
    assert_eq!(send(&mut world.browser(), &before).await.status, 400);
    let why = refused(host.recovery_code(&ada).await);
    assert_eq!(why, NoRecovery::Suspended);
    assert!(!world.events().await.contains(&EventKind::RecoveryCodeUsed));
}

async fn a_code_counts_for_ten_minutes_and_until_the_next_one(world: World) {
    let ada = ada(&world).await;
    let former = code(&world, &ada).await;
    let next = code(&world, &ada).await;
    let mut browser = world.browser();
    assert_eq!(send(&mut browser, &former).await.status, 400);
    world.pass(Lifetime::millis(600_000 - 1));
    send(&mut browser, &next).await.location();
    let late = code(&world, &ada).await;
    let form = browser.get("/recover").await.form(0).with("code", &late);
    world.pass(Lifetime::minutes(10));
    assert_eq!(browser.submit(&form).await.status, 404);
}
