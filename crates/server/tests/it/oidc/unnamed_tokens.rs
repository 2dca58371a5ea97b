//! Tokens of machines from before registrations had names: they count for what was there before them.

use engine::{access::resource::ResourceChange, precondition::Precondition};
use oidc_core::{
    id::AccessTokenId, indicator::Indicator, jwt_access_token::JwtAccessToken,
    resource_server::TokenFormat, role::RoleKind, time::Lifetime,
};
use serde_json::json;

use super::registered_anew::{
    OPAQUE, SIGNED, add_api, add_machine, all_active, allow, begin, machine_tokens, mz, told,
};
use crate::kit::{World, access, on_both};

on_both! {
    a_machines_token_without_names_counts_until_its_api_is_registered_anew,
}

/// A signed token as version 0.1.0 made it for the machine.
fn signed(world: &World) -> String {
    let snapshot = world.app.snapshot();
    let client = snapshot.clients.get(&"mz".parse().unwrap()).unwrap();
    let api = snapshot.access.catalog.find(SIGNED).unwrap();
    let (now, issuer) = (world.clock.now(), world.app.urls.issuer());
    let jti = AccessTokenId::mint(now, &mut world.app.entropy.rng());
    let scope = "s".parse().unwrap();
    let claims = JwtAccessToken::for_machine(jti, &issuer, (api, &client.client), scope, now);
    let claims = JwtAccessToken {
        rid: None,
        ..claims
    };
    let key = snapshot.access_token_signer(&api.resource).unwrap();
    claims.encode(&key.unwrap()).unwrap()
}

async fn a_machines_token_without_names_counts_until_its_api_is_registered_anew(given: World) {
    let (world, _folder) = given.on_disk().await;
    begin(&world, RoleKind::Machine).await;
    add_machine(&world).await;
    world.sql("update clients set registration = null").await;
    let bumped = world
        .app
        .store
        .transact(|mut tx| async move { tx.versions().bump().await });
    bumped.await.unwrap();
    world.app.refresh_snapshot().await.unwrap();
    world.pass(Lifetime::minutes(1));
    let [_, opaque] = machine_tokens(&world).await;
    world
        .sql("update machine_tokens set registrations = null")
        .await;
    let held = [signed(&world), opaque];
    all_active(&told(&mz(&world), &held).await);
    // What is changed of an API makes it no other one.
    let change = ResourceChange {
        access_token_format: Some(TokenFormat::Opaque),
        ..ResourceChange::default()
    };
    let indicator: Indicator = OPAQUE.parse().unwrap();
    access(&world)
        .set_resource(&indicator, &change, &Precondition::NONE)
        .await
        .unwrap();
    world.app.refresh_snapshot().await.unwrap();
    all_active(&told(&mz(&world), &held).await);
    for name in [SIGNED, OPAQUE] {
        let indicator: Indicator = name.parse().unwrap();
        access(&world)
            .remove_resource(&indicator, &Precondition::NONE)
            .await
            .unwrap();
        add_api(&world, name).await;
    }
    allow(&world, RoleKind::Machine).await;
    world.app.refresh_snapshot().await.unwrap();
    let inactive = json!({"active": false});
    assert_eq!(told(&mz(&world), &held).await, [inactive.clone(), inactive]);
    let held = machine_tokens(&world).await;
    all_active(&told(&mz(&world), &held).await);
}
