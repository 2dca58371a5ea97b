//! Signing keys take turns: published before they sign and after, decided once by any number of
//! nodes, and no token is refused over it.

use std::collections::BTreeSet;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use engine::key_rotation::{self, KeyRotation, Staged};
use futures_util::future::join_all;
use oidc_core::{
    key::{
        Algorithm, KeyStage,
        rotation::{NotRemovable, PROPAGATION, Removal, StagedKey},
    },
    resource_server,
    time::Lifetime,
};
use serde_json::Value;

use crate::kit::{Setup, Tokens, World, on_both};

on_both! {
    fifty_rotations_at_once_on_two_nodes_make_one_next_key,
    a_key_is_published_before_it_signs_and_after_until_its_tokens_are_over,
    a_session_is_ended_by_an_id_token_whose_key_has_retired_since,
    no_api_shortens_the_time_of_a_key_by_allowing_less_than_it_did,
    a_key_that_is_wanted_at_once_is_seen_by_all_before_it_signs_whatever_their_clocks_say,
    a_key_that_is_wanted_at_once_is_made_before_its_time_is_set,
    under_load_every_token_verifies_while_keys_take_turns,
    of_fifty_replacements_at_once_one_counts_and_all_tokens_verify,
    a_node_that_slept_through_a_rotation_verifies_and_then_signs_with_the_new_key,
    nodes_whose_clocks_differ_by_two_seconds_activate_a_key_once,
    a_rotation_goes_on_after_a_restart,
    by_a_schedule_an_old_key_is_replaced,
    a_key_that_is_needed_is_removed_by_force_only,
}

const ES256: Algorithm = Algorithm::Es256;
const SECOND: Lifetime = Lifetime::seconds(1);

/// Two nodes on one database, on SQLite too, whose keys are quickly made.
async fn nodes(world: World, more: &'static str) -> ([World; 2], tempfile::TempDir) {
    let (world, folder) = world.on_disk().await;
    let setup = Setup {
        more,
        ..Setup::default()
    };
    let one = world.set_up(setup).await;
    let other = one.another_node().await;
    ([one, other], folder)
}

const QUICK: &str = "[oidc]\nid_token_alg = \"ES256\"";

fn keys(world: &World) -> KeyRotation {
    KeyRotation {
        store: world.app.store.clone(),
        secrets: world.app.secrets.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
    }
}

async fn in_stage(world: &World, stage: KeyStage) -> Vec<StagedKey> {
    let listed = keys(world).list().await.unwrap().keys;
    let found = listed.into_iter();
    found
        .filter(|key| key.stage == stage && key.algorithm == ES256)
        .collect()
}

async fn signer(world: &World) -> String {
    let mut current = in_stage(world, KeyStage::Current).await;
    assert_eq!(current.len(), 1, "{current:?}");
    current.remove(0).kid
}

async fn published(world: &World) -> Vec<Value> {
    let keys = world.get("/oidc/jwks").await.json()["keys"].take();
    keys.as_array().unwrap().clone()
}

async fn publishes(world: &World, kid: &str) -> bool {
    published(world).await.iter().any(|key| key["kid"] == kid)
}

/// What the jobs of these nodes do, all at once.
async fn work(nodes: &[World]) {
    let outcomes = join_all(nodes.iter().map(|node| key_rotation::work(&node.app))).await;
    for outcome in outcomes {
        outcome.unwrap();
    }
    for node in nodes {
        node.app.refresh_snapshot().await.unwrap();
    }
}

fn kid(tokens: &Tokens) -> String {
    tokens.header()["kid"].as_str().unwrap().to_owned()
}

/// As a client does it that keeps the key set, and asks again over a key it does not know.
async fn verify(known: &mut Vec<Value>, node: &World, tokens: &Tokens) {
    let kid = kid(tokens);
    if !known.iter().any(|key| key["kid"] == *kid) {
        *known = published(node).await;
    }
    let key = known.iter().find(|key| key["kid"] == *kid);
    let key = key.unwrap_or_else(|| panic!("{kid} is not published"));
    let part = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let point = [vec![4], part("x"), part("y")].concat();
    let (text, signature) = tokens.id().rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(text.as_bytes(), &signature)
        .expect("a good signature");
}

async fn fifty_rotations_at_once_on_two_nodes_make_one_next_key(world: World) {
    let ([one, other], _folder) = nodes(world, QUICK).await;
    let before = signer(&one).await;
    let (here, there) = (keys(&one), keys(&other));
    let asked = (0..50).map(|n| if n % 2 == 0 { &here } else { &there }.stage(ES256));
    let mut made = 0;
    let mut next = BTreeSet::new();
    for staged in join_all(asked).await {
        match staged.unwrap() {
            Staged::Made(key) => {
                made += 1;
                next.insert(key.kid);
            }
            Staged::AlreadyThere(key) => _ = next.insert(key.kid),
            Staged::Unused => panic!("there is a key that signs"),
        }
    }
    assert_eq!((made, next.len()), (1, 1));
    assert_eq!(in_stage(&one, KeyStage::Next).await.len(), 1);
    assert_eq!(signer(&one).await, before);
    let none = here.stage(Algorithm::Es384).await.unwrap();
    assert_eq!(none, Staged::Unused);
}

async fn a_key_is_published_before_it_signs_and_after_until_its_tokens_are_over(world: World) {
    let (nodes, _folder) = nodes(world, QUICK).await;
    let [one, other] = &nodes;
    let web = one.relying_party("web");
    let old = kid(&web.sign_in("ada@example.com").await);
    let Staged::Made(next) = keys(one).stage(ES256).await.unwrap() else {
        panic!("no key was made")
    };
    work(&nodes).await;
    for node in &nodes {
        assert!(publishes(node, &next.kid).await && publishes(node, &old).await);
    }
    one.pass(PROPAGATION.minus_a_second());
    work(&nodes).await;
    assert_eq!(kid(&web.sign_in("ada@example.com").await), old);

    one.pass(SECOND);
    work(&nodes).await;
    for node in &nodes {
        let tokens = node.relying_party("web").sign_in("bob@example.com").await;
        assert_eq!(kid(&tokens), next.kid);
    }
    let previous = in_stage(other, KeyStage::Previous).await;
    let retires_at = previous[0].retires_at.unwrap();
    assert!(retires_at > one.clock.now().plus(Lifetime::hours(1)));
    one.pass(retires_at.since(one.clock.now()).minus_a_second());
    work(&nodes).await;
    assert!(publishes(one, &old).await);
    one.pass(SECOND);
    one.pass(SECOND);
    work(&nodes).await;
    assert!(!publishes(one, &old).await && !publishes(other, &old).await);
    assert!(publishes(one, &next.kid).await);

    let retired = in_stage(one, KeyStage::Retired).await;
    assert_eq!(retired[0].kid, old);
    let gone_at = retired[0].retires_at.unwrap();
    one.pass(gone_at.since(one.clock.now()).minus_a_second());
    work(&nodes).await;
    assert_eq!(in_stage(one, KeyStage::Retired).await, retired);
    one.pass(SECOND);
    one.pass(SECOND);
    work(&nodes).await;
    assert_eq!(in_stage(one, KeyStage::Retired).await, []);
}

/// Sealed, as the database holds it.
async fn stored(world: &World, kid: &str) -> Vec<u8> {
    let read = world
        .app
        .store
        .read(|mut tx| async move { tx.keys().all().await });
    let mut rows = read.await.unwrap().rows.into_iter();
    rows.find(|row| row.kid == kid).unwrap().sealed
}

async fn a_session_is_ended_by_an_id_token_whose_key_has_retired_since(world: World) {
    let (nodes, _folder) = nodes(world, QUICK).await;
    let [one, other] = &nodes;
    let web = one.relying_party("web");
    let (mut ada, code) = web.code("ada@example.com", &[]).await;
    let token = Tokens::of(&web.redeem(&code).await);
    let old = kid(&token);
    keys(one).stage(ES256).await.unwrap();
    work(&nodes).await;
    one.pass(PROPAGATION);
    work(&nodes).await;
    let whole = stored(one, &old).await;
    // The session is used now and then, and the application keeps its first ID token.
    for _ in 0..8 {
        one.pass(Lifetime::days(10));
        work(&nodes).await;
        let silent = web.request_with(&[("prompt", "none"), ("id_token_hint", token.id())]);
        let answer = ada.get(&silent).await;
        assert!(answer.location().contains("code="), "{}", answer.location());
    }
    for node in &nodes {
        assert!(!publishes(node, &old).await);
    }
    assert!(
        stored(one, &old).await.len() < whole.len(),
        "the private half is gone"
    );

    let again = other.another_node().await;
    for node in [one, other, &again] {
        let mut eve = node.browser();
        let end = format!("/oidc/session/end?id_token_hint={}", token.id());
        assert_eq!(eve.get(&end).await.status, 303);
        // A token that was altered is no hint: its key says so.
        let forged = format!("{end}x");
        assert_eq!(eve.get(&forged).await.status, 400);
    }
    let end = format!("/oidc/session/end?id_token_hint={}", token.id());
    let answer = ada.get(&end).await;
    assert_eq!(answer.status, 303, "without a question");
    let silent = web.request_with(&[("prompt", "none")]);
    let answer = ada.get(&silent).await;
    assert!(answer.location().contains("error=login_required"));
}

async fn no_api_shortens_the_time_of_a_key_by_allowing_less_than_it_did(world: World) {
    let ([one, _], _folder) = nodes(world, QUICK).await;
    keys(&one).replace(ES256).await.unwrap();
    let previous = in_stage(&one, KeyStage::Previous).await;
    let left = previous[0].retires_at.unwrap().since(one.clock.now());
    assert!(left >= resource_server::LONGEST);
}

async fn a_key_that_is_wanted_at_once_is_seen_by_all_before_it_signs_whatever_their_clocks_say(
    world: World,
) {
    let (nodes, _folder) = nodes(world, QUICK).await;
    let [one, ahead] = &nodes;
    ahead.clock.advance(Lifetime::seconds(60));
    let here = keys(one);
    let replaced = tokio::spawn(async move { here.replace(ES256).await });
    while in_stage(one, KeyStage::Next).await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    work(&nodes).await;
    let next = in_stage(one, KeyStage::Next).await;
    assert_eq!(next.len(), 1, "it signs before all have seen it");
    for node in &nodes {
        assert!(publishes(node, &next[0].kid).await);
    }
    replaced.await.unwrap().unwrap();
    assert_eq!(signer(ahead).await, next[0].kid);
}

async fn a_key_that_is_wanted_at_once_is_made_before_its_time_is_set(world: World) {
    let ([one, _], _folder) = nodes(world, "").await;
    let here = keys(&one);
    let replaced = tokio::spawn(async move { here.replace(Algorithm::Rs256).await });
    // Searching primes takes longer here than a key is to be seen before it signs.
    let next = loop {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        one.clock.advance(Lifetime::millis(100));
        let keys = keys(&one).list().await.unwrap().keys.into_iter();
        let mut next = keys.filter(|key| key.stage == KeyStage::Next);
        if let Some(next) = next.next() {
            break next;
        }
    };
    assert!(next.activates_at.unwrap() > one.clock.now(), "{next:?}");
    replaced.abort();
}

trait MinusASecond {
    fn minus_a_second(self) -> Self;
}

impl MinusASecond for Lifetime {
    fn minus_a_second(self) -> Self {
        Self::millis(self.as_millis() - 1_000)
    }
}

/// Refreshes again and again, at one node and then the other, and verifies what comes.
async fn refresh_all_the_time(
    nodes: [World; 2],
    mut tokens: Tokens,
    rounds: usize,
) -> BTreeSet<String> {
    let web = nodes[0].relying_party("web");
    let (mut known, mut kids) = (published(&nodes[1]).await, BTreeSet::new());
    for round in 0..rounds {
        let [here, there] = [round % 2, (round + 1) % 2].map(|node| &nodes[node]);
        tokens = Tokens::of(&web.clone().at(here).refresh(tokens.refresh()).await);
        verify(&mut known, there, &tokens).await;
        kids.insert(kid(&tokens));
        tokio::task::yield_now().await;
    }
    kids
}

async fn under_load_every_token_verifies_while_keys_take_turns(world: World) {
    let (nodes, _folder) = nodes(world, QUICK).await;
    let mut load = Vec::new();
    for email in ["ada@example.com", "bob@example.com", "eve@example.com"] {
        let tokens = nodes[0].relying_party("web").sign_in(email).await;
        load.push(refresh_all_the_time(nodes.clone(), tokens, 40));
    }
    let load: Vec<_> = load.into_iter().map(tokio::spawn).collect();
    for _ in 0..4 {
        let staged = keys(&nodes[1]).stage(ES256).await.unwrap();
        assert!(matches!(staged, Staged::Made(_)), "{staged:?}");
        // What the job does within a second.
        work(&nodes).await;
        nodes[0].pass(PROPAGATION);
        work(&nodes).await;
    }
    let mut kids = BTreeSet::new();
    for load in load {
        kids.extend(load.await.unwrap());
    }
    assert!(kids.len() >= 2, "no rotation fell into the load: {kids:?}");
}

async fn of_fifty_replacements_at_once_one_counts_and_all_tokens_verify(world: World) {
    let (nodes, _folder) = nodes(world, QUICK).await;
    let [one, other] = &nodes;
    let before = one.relying_party("web").sign_in("ada@example.com").await;
    keys(one).stage(ES256).await.unwrap();
    let (here, there) = (keys(one), keys(other));
    let asked = (0..50).map(|n| if n % 2 == 0 { &here } else { &there }.replace(ES256));
    let told = join_all(asked).await;
    let made = told
        .iter()
        .filter(|told| matches!(told, Ok(Staged::Made(_))));
    assert_eq!(made.count(), 1);
    let signs = signer(one).await;
    let previous = in_stage(one, KeyStage::Previous).await;
    assert_eq!(previous.len(), 1);
    assert_eq!(previous[0].kid, kid(&before));
    assert_eq!(in_stage(one, KeyStage::Next).await, []);
    work(&nodes).await;
    let after = other.relying_party("web").sign_in("bob@example.com").await;
    assert_eq!(kid(&after), signs);
    let mut known = Vec::new();
    for tokens in [&before, &after] {
        verify(&mut known, one, tokens).await;
    }
}

async fn a_node_that_slept_through_a_rotation_verifies_and_then_signs_with_the_new_key(
    world: World,
) {
    let ([awake, asleep], _folder) = nodes(world, QUICK).await;
    let web = awake.relying_party("web");
    let old = web.sign_in("ada@example.com").await;
    assert!(matches!(
        keys(&awake).replace(ES256).await,
        Ok(Staged::Made(_))
    ));
    awake.app.refresh_snapshot().await.unwrap();
    let new = web.sign_in("bob@example.com").await;
    assert_ne!(kid(&new), kid(&old));

    // It still signs with the key it knows, and that verifies at whoever is awake.
    let there = web.clone().at(&asleep);
    let late = Tokens::of(&there.refresh(old.refresh()).await);
    assert_eq!(kid(&late), kid(&old));
    verify(&mut Vec::new(), &awake, &late).await;

    // A token of the key it does not know comes back to it: it looks, and knows it.
    let query = web.request_with(&[("prompt", "none"), ("id_token_hint", new.id())]);
    assert_eq!(asleep.browser().get(&query).await.status, 303);
    assert!(publishes(&asleep, &kid(&new)).await);

    // Again, but nobody asks it for so long that it must know it was asleep.
    keys(&awake).replace(ES256).await.unwrap();
    let signs = signer(&awake).await;
    awake.pass(Lifetime::seconds(10));
    let woken = Tokens::of(&there.refresh(late.refresh()).await);
    assert_eq!(kid(&woken), signs);
}

async fn nodes_whose_clocks_differ_by_two_seconds_activate_a_key_once(world: World) {
    let (nodes, _folder) = nodes(world, QUICK).await;
    let [slow, fast] = &nodes;
    fast.clock.advance(Lifetime::seconds(2));
    let old = slow.relying_party("web").sign_in("ada@example.com").await;
    let Staged::Made(next) = keys(slow).stage(ES256).await.unwrap() else {
        panic!("no key was made")
    };
    work(&nodes).await;
    slow.pass(PROPAGATION.minus_a_second());
    // The fast one says it is time, the slow one that it is not: once is enough.
    work(&nodes).await;
    assert_eq!(signer(slow).await, next.kid);
    assert_eq!(in_stage(slow, KeyStage::Previous).await.len(), 1);
    slow.pass(SECOND);
    work(&nodes).await;
    assert_eq!(signer(fast).await, next.kid);
    let both = [slow, fast].map(|node| node.relying_party("web").at(node));
    let refreshed = Tokens::of(&both[1].refresh(old.refresh()).await);
    for (node, tokens) in [(slow, &old), (slow, &refreshed), (fast, &old)] {
        verify(&mut Vec::new(), node, tokens).await;
    }
    assert_eq!(kid(&refreshed), next.kid);
}

async fn a_rotation_goes_on_after_a_restart(world: World) {
    let ([one, _], _folder) = nodes(world, QUICK).await;
    let old = one.relying_party("web").sign_in("ada@example.com").await;
    let Staged::Made(next) = keys(&one).stage(ES256).await.unwrap() else {
        panic!("no key was made")
    };
    let again = [one.another_node().await];
    assert!(publishes(&again[0], &next.kid).await);
    one.pass(PROPAGATION);
    work(&again).await;
    let again = [one.another_node().await];
    assert_eq!(signer(&again[0]).await, next.kid);
    let web = one.relying_party("web").at(&again[0]);
    let tokens = Tokens::of(&web.refresh(old.refresh()).await);
    assert_eq!(kid(&tokens), next.kid);
    verify(&mut Vec::new(), &again[0], &old).await;
}

async fn by_a_schedule_an_old_key_is_replaced(world: World) {
    let more = "[oidc]\nid_token_alg = \"ES256\"\nkey_rotation = \"30d\"\nkey_propagation = \"1h\"";
    let (nodes, _folder) = nodes(world, more).await;
    let [one, _] = &nodes;
    let old = signer(one).await;
    one.pass(Lifetime::days(30).minus_a_second());
    work(&nodes).await;
    assert_eq!(in_stage(one, KeyStage::Next).await, []);
    one.pass(SECOND);
    work(&nodes).await;
    let next = in_stage(one, KeyStage::Next).await;
    assert_eq!(next.len(), 1);
    one.pass(Lifetime::hours(1));
    work(&nodes).await;
    assert_eq!(signer(one).await, next[0].kid);
    assert!(publishes(one, &old).await);
    work(&nodes).await;
    assert_eq!(in_stage(one, KeyStage::Next).await, [], "it is young");
}

async fn a_key_that_is_needed_is_removed_by_force_only(world: World) {
    let ([one, _], _folder) = nodes(world, QUICK).await;
    let web = one.relying_party("web");
    let old = web.sign_in("ada@example.com").await;
    let keys = keys(&one);
    let refused = async |kid: &str, removal| match keys.remove(kid, removal).await {
        Err(engine::failure::Failure::Refused(why)) => why,
        other => panic!("{other:?}"),
    };
    let signs = NotRemovable::Signs(ES256);
    assert_eq!(refused(&kid(&old), Removal::Forced).await, signs);
    keys.replace(ES256).await.unwrap();
    let needed = refused(&kid(&old), Removal::Gentle).await;
    assert!(matches!(needed, NotRemovable::StillNeeded(Some(_))));
    keys.remove(&kid(&old), Removal::Forced).await.unwrap();
    one.app.refresh_snapshot().await.unwrap();
    assert!(!publishes(&one, &kid(&old)).await);
    let unknown = refused(&kid(&old), Removal::Forced).await;
    assert_eq!(unknown, NotRemovable::Unknown);
    // The grant goes on, with tokens of the new key.
    let tokens = Tokens::of(&web.refresh(old.refresh()).await);
    verify(&mut Vec::new(), &one, &tokens).await;
}
