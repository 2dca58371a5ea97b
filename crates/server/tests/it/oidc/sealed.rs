//! Sealed values and the rows they stand in: none opens in another row, those of before do after a
//! start, and addresses that were typed go when their sign-in is over.

use engine::place;
use oidc_core::{
    interaction,
    seal::{Place, SealingKey},
    time::Lifetime,
};
use store::{SealedRow, StoreError};

use crate::kit::{Tokens, World, occurs, on_both};

on_both! {
    a_sealed_value_does_not_open_in_another_row,
    what_was_sealed_before_values_were_bound_to_rows_opens_after_a_start_and_is_bound,
    a_typed_address_is_forgotten_when_its_sign_in_ends,
    a_typed_address_is_forgotten_when_its_sign_in_is_over,
}

async fn a_sealed_value_does_not_open_in_another_row(world: World) {
    let (world, _folder) = world.on_disk().await;
    let moved = "update client_secrets set sealed = \
        (select sealed from client_secrets where client_id = 'other') where client_id = 'web'";
    world.sql(moved).await;
    // What the file brought is written again at a start; this one is not the file's.
    world
        .sql("update clients set source = 'console' where id = 'web'")
        .await;
    let again = world.another_node().await;
    let web = again.relying_party("web").request();
    assert_eq!(again.browser().get(&web).await.status, 400);
    again
        .relying_party("other")
        .sign_in("ada@example.com")
        .await;
}

async fn all(world: &World) -> Vec<(SealedRow, Vec<u8>)> {
    let store = &world.app.store;
    let found = store.read(|mut tx| async move {
        let mut all = tx.sealed().all().await?;
        let name = "instance-key".to_owned();
        let blob = tx.settings().blob(&name).await?.unwrap();
        all.push((SealedRow::Blob { name }, blob));
        Ok::<_, StoreError>(all)
    });
    found.await.unwrap()
}

/// The key that a row is sealed with.
fn key_of(world: &World, row: &SealedRow) -> SealingKey {
    match row {
        SealedRow::Blob { .. } => SealingKey::from_bytes([7; 32]),
        _ => world.app.secrets.sealing.clone(),
    }
}

fn opens(world: &World, row: &SealedRow, place: &Place, sealed: &[u8]) -> bool {
    key_of(world, row).unseal(place, sealed).is_ok()
}

async fn what_was_sealed_before_values_were_bound_to_rows_opens_after_a_start_and_is_bound(
    world: World,
) {
    let (world, _folder) = world.on_disk().await;
    let web = world.relying_party("web");
    let before = web.sign_in("ada@example.com").await;
    // Two mails of one moment have no order.
    world.pass(Lifetime::millis(1));
    let mut browser = world.browser();
    let page = browser
        .visit(&web.request_with(&[("prompt", "login")]))
        .await;
    let page = browser.ask_for_code(&page, "ada@example.com").await;
    let mut rng = world.app.entropy.rng();
    for (row, sealed) in &all(&world).await {
        let (now, former) = place::of(row);
        let key = key_of(&world, row);
        let plain = key.unseal(&now, sealed).unwrap();
        let old = &key.seal(&former, &plain, &mut rng).unwrap();
        let replaced = world
            .app
            .store
            .transact(|mut tx| async move { tx.sealed().replace(row, sealed, old).await });
        assert!(replaced.await.unwrap(), "{row:?}");
    }
    let again = world.another_node().await;
    let found = all(&again).await;
    assert!(found.len() >= 5, "{found:?}");
    for (row, sealed) in &found {
        let (now, former) = place::of(row);
        assert!(opens(&again, row, &now, sealed), "{row:?}");
        assert!(!opens(&again, row, &former, sealed), "{row:?}");
    }
    let code = again.code("ada@example.com").await;
    let callback = browser.at(&again).type_code(&page, &code).await;
    let web = again.relying_party("web");
    let after = Tokens::of(&web.redeem(&callback.parameter("code").unwrap()).await);
    assert_eq!(after.header()["kid"], before.header()["kid"]);
}

const ADDRESSES: &str = "select (select count(*) from interactions where identifier is not null) \
    + (select count(*) from verifications) + (select count(*) from verification_codes)";

async fn sweep(world: &World) {
    let now = world.clock.now();
    let swept = world
        .app
        .store
        .transact(|mut tx| async move { tx.sweep().run(now, None, 500).await });
    swept.await.unwrap();
}

async fn a_typed_address_is_forgotten_when_its_sign_in_ends(world: World) {
    let (world, _folder) = world.on_disk().await;
    world.relying_party("web").sign_in("ada@example.com").await;
    let typed = "select count(*) from interactions where identifier is not null";
    assert_eq!(world.number(typed).await, 0);
    world.pass(interaction::LIFETIME);
    world.pass(Lifetime::minutes(1));
    sweep(&world).await;
    assert_eq!(world.number(ADDRESSES).await, 0);
}

async fn a_typed_address_is_forgotten_when_its_sign_in_is_over(world: World) {
    let (world, _folder) = world.on_disk().await;
    let web = world.relying_party("web");
    let mut browser = world.browser();
    let page = browser.visit(&web.request()).await;
    let page = browser.ask_for_code(&page, "eve@example.com").await;
    let code = world.code("eve@example.com").await;
    // Proven, and then left: there is no account.
    browser.type_code(&page, &code).await;
    assert!(occurs(&world.dump().await, "eve@example.com"));
    sweep(&world).await;
    assert!(world.number(ADDRESSES).await > 0, "it is still needed");
    world.pass(interaction::LIFETIME);
    world.pass(Lifetime::minutes(1));
    sweep(&world).await;
    assert_eq!(world.number(ADDRESSES).await, 0);
    if !world.is_postgres() {
        world.sql("pragma wal_checkpoint(truncate)").await;
    }
    assert!(!occurs(&world.dump().await, "eve@example.com"));
}
