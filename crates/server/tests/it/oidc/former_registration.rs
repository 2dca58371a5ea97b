//! A node that does not know yet that an application is gone goes on with it for a moment. What it
//! writes then is nothing for the next application of that id.

use oidc_core::{client::ClientKind, registration::Registration, source::Source, time::Lifetime};

use super::registered_anew::applications;
use crate::kit::{Browser, RelyingParty, Tokens, World, on_both};

on_both! {
    a_grant_that_is_written_for_a_former_application_is_nothing_for_the_next_one,
    a_consent_that_is_given_to_a_former_application_is_none_for_the_next_one,
    the_next_application_was_in_none_of_the_sessions_of_the_former,
}

const SECRET: &str = "late-secret-0123456789-012345678";
const ADA: &str = "ada@example.com";

fn late(world: &World) -> RelyingParty {
    RelyingParty {
        net: world.clone(),
        client: "late",
        redirect_uri: "https://late.example/cb",
        secret: Some(SECRET),
    }
}

async fn add(world: &World, third_party: bool) {
    let registration = Registration {
        secret: Some(SECRET.into()),
        third_party,
        redirect_uris: vec!["https://late.example/cb".to_owned()],
        ..Registration::new("late".parse().unwrap(), ClientKind::Traditional)
    };
    let applications = applications(world);
    let added = applications.register(&registration, Source::Console);
    added.await.unwrap();
    world.app.refresh_snapshot().await.unwrap();
}

/// Its id belongs to another one, as `world` knows.
async fn replace(world: &World, third_party: bool) {
    let id = "late".parse().unwrap();
    applications(world)
        .remove(&id, &engine::precondition::Precondition::NONE)
        .await
        .unwrap();
    add(world, third_party).await;
}

/// This node, and another one that knows what there is so far.
async fn two(world: &World) -> [World; 2] {
    let behind = world.another_node().await;
    [world.clone(), behind]
}

async fn signed_in(world: &World) -> Browser {
    world.relying_party("web").code(ADA, &[]).await.0
}

async fn a_grant_that_is_written_for_a_former_application_is_nothing_for_the_next_one(
    given: World,
) {
    let (world, _folder) = given.on_disk().await;
    add(&world, false).await;
    let [here, behind] = two(&world).await;
    let mut ada = signed_in(&world).await.at(&behind);
    replace(&here, false).await;
    let (former, next) = (late(&behind), late(&here));
    let unused = former.silent_code(&mut ada).await.expect("a code");
    let used = former.silent_code(&mut ada).await.expect("a code");
    let held = Tokens::of(&former.redeem(&used).await);
    assert_eq!(former.userinfo(&held.access).await.status, 200);
    next.redeem(&unused).await.refused(400, "invalid_grant");
    next.refresh(held.refresh())
        .await
        .refused(400, "invalid_grant");
    let told = next.userinfo(&held.access).await;
    told.refused(401, "invalid_token");
    for token in [&held.access, held.refresh()] {
        let fields = [("token", token)];
        let told = next.post("/oidc/token/introspection", &fields).await;
        assert_eq!(told.json(), serde_json::json!({"active": false}));
    }
    // What it gets itself counts.
    let mut ada = ada.at(&here);
    let code = next.silent_code(&mut ada).await.expect("a code");
    let own = Tokens::of(&next.redeem(&code).await);
    assert_eq!(next.userinfo(&own.access).await.status, 200);
    assert_eq!(next.refresh(own.refresh()).await.status, 200);
}

async fn a_consent_that_is_given_to_a_former_application_is_none_for_the_next_one(given: World) {
    let (world, _folder) = given.on_disk().await;
    add(&world, true).await;
    let [here, behind] = two(&world).await;
    let (former, next) = (late(&behind), late(&here));
    let mut ada = signed_in(&world).await.at(&behind);
    let page = ada.visit(&former.request()).await;
    assert_eq!(page.form(0).action, "/consent", "{}", page.body);
    replace(&here, true).await;
    let answer = ada.submit(&page.form(0)).await;
    assert_eq!(answer.parameter("code"), None, "{}", answer.body);
    let mut ada = ada.at(&here);
    assert_eq!(next.silent_code(&mut ada).await, None);
    // The next one is agreed with on its own.
    let page = ada.visit(&next.request()).await;
    let answer = ada.submit(&page.form(0)).await;
    let own = Tokens::of(&next.redeem(&answer.parameter("code").unwrap()).await);
    assert_eq!(next.userinfo(&own.access).await.status, 200);
    assert!(next.silent_code(&mut ada).await.is_some());
}

async fn the_next_application_was_in_none_of_the_sessions_of_the_former(given: World) {
    let (world, _folder) = given.on_disk().await;
    add(&world, false).await;
    let [here, behind] = two(&world).await;
    let end = "/oidc/session/end?client_id=late";
    let before = signed_in(&world).await;
    assert!(
        late(&world)
            .silent_code(&mut before.clone())
            .await
            .is_some()
    );
    world.pass(Lifetime::millis(1));
    let after = signed_in(&world).await;
    replace(&here, false).await;
    // As the node has it that is behind: the former one comes into the session.
    let mut at = after.clone().at(&behind);
    assert!(late(&behind).silent_code(&mut at).await.is_some());
    for browser in [before, after] {
        let mut browser = browser.at(&here);
        let asked = browser.get(end).await;
        assert_eq!(asked.status, 200, "nobody is signed out unasked");
        // It comes in by itself, and may sign out.
        assert!(late(&here).silent_code(&mut browser).await.is_some());
        assert_eq!(browser.get(end).await.status, 303);
    }
}
