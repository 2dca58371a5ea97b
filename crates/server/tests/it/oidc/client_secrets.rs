//! Several secrets of one client: one takes the place of another, and no request is refused over it.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use engine::{
    application::Applications, client_secrets::Added, failure::Failure, jobs::note_secret_uses,
};
use futures_util::future::join_all;
use oidc_core::{
    client_secret::{MOST, NotAddable, Removal},
    id::ClientId,
    time::Lifetime,
};

use crate::kit::{Answer, Setup, Witness, World, on_both};

on_both! {
    t_34_while_one_secret_takes_the_place_of_another_no_client_is_refused,
    a_secret_that_was_added_elsewhere_a_moment_ago_is_not_refused,
    a_secret_of_the_file_gives_way_to_one_that_was_added_and_a_restart_keeps_both,
    the_file_may_name_several_secrets_and_drop_them_one_by_one,
    an_expired_secret_is_refused_like_a_wrong_one,
    the_last_use_of_a_secret_is_written_once_a_minute,
    of_fifty_additions_at_once_no_more_succeed_than_a_client_may_have,
}

const OF_FILE: &str = "web-secret-0123456789-0123456789";

async fn nodes(world: World) -> ([World; 2], tempfile::TempDir) {
    let (world, folder) = world.on_disk().await;
    let other = world.another_node().await;
    ([world, other], folder)
}

fn web() -> ClientId {
    "web".parse().unwrap()
}

/// What `signet app secret` works with, as on another machine.
fn applications(world: &World) -> Applications {
    Applications {
        store: world.app.store.clone(),
        secrets: world.app.secrets.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
        author: engine::author::Author::system(),
    }
}

async fn add(world: &World, name: &str) -> String {
    let name = Some(name.parse().unwrap());
    let added = applications(world).add_secret(&web(), name, None).await;
    added.unwrap().secret.expose().clone()
}

/// A request that needs nothing but the client itself.
async fn authenticate(world: &World, secret: &str) -> Answer {
    let header = format!("Basic {}", STANDARD.encode(format!("web:{secret}")));
    let headers = [("authorization", header.as_str())];
    let target = "/oidc/token/revocation";
    world.call("POST", target, &headers, "token=nobodys").await
}

async fn is_taken(world: &World, secret: &str) -> bool {
    let answer = authenticate(world, secret).await;
    if answer.status != 200 {
        answer.refused(401, "invalid_client");
    }
    answer.status == 200
}

/// Authenticates until it is told that all is over: by the old secret, then by either, then by the
/// new one. How often.
async fn go_on(node: World, old: String, new: String, phase: Arc<AtomicU8>) -> usize {
    let mut times = 0;
    loop {
        let secrets: &[&String] = match phase.load(Ordering::SeqCst) {
            0 => &[&old],
            1 => &[&old, &new],
            2 => &[&new],
            _ => return times,
        };
        for secret in secrets {
            let answer = authenticate(&node, secret).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
            times += 1;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}

async fn t_34_while_one_secret_takes_the_place_of_another_no_client_is_refused(world: World) {
    let (nodes, _folder) = nodes(world).await;
    let old = add(&nodes[0], "old").await;
    let apps = applications(&nodes[0]);
    let phase = Arc::new(AtomicU8::new(0));
    // The client learns the new secret at the moment it is made.
    let Added { secret, .. } = apps.add_secret(&web(), None, None).await.unwrap();
    let new = secret.expose().clone();
    apps.remove_secret(&web(), "secret-2", Removal::Gentle)
        .await
        .unwrap();
    for node in &nodes {
        node.app.refresh_snapshot().await.unwrap();
    }
    let load: Vec<_> = (0..50)
        .map(|n| {
            go_on(
                nodes[n % 2].clone(),
                old.clone(),
                new.clone(),
                Arc::clone(&phase),
            )
        })
        .map(tokio::spawn)
        .collect();
    let a_while = || tokio::time::sleep(std::time::Duration::from_millis(150));
    a_while().await;
    restore(&nodes[0], "next", &new).await;
    phase.store(1, Ordering::SeqCst);
    a_while().await;
    phase.store(2, Ordering::SeqCst);
    a_while().await;
    let removed = apps.remove_secret(&web(), "old", Removal::Gentle).await;
    removed.unwrap();
    for node in &nodes {
        node.app.refresh_snapshot().await.unwrap();
    }
    a_while().await;
    phase.store(3, Ordering::SeqCst);
    for load in load {
        assert!(load.await.unwrap() > 0);
    }
    for node in &nodes {
        assert!(is_taken(node, &new).await && !is_taken(node, &old).await);
    }
}

/// Adds a secret that is known before.
async fn restore(world: &World, name: &str, secret: &str) {
    let (secrets, rng) = (&world.app.secrets, &mut world.app.entropy.rng());
    let now = world.clock.now();
    let row = engine::application::seal(secrets, &web(), name, &secret.into(), now, rng).unwrap();
    let row = &row;
    let added = world
        .app
        .store
        .transact(|mut tx| async move { tx.clients().add_secret(row).await });
    assert!(added.await.unwrap());
}

async fn a_secret_that_was_added_elsewhere_a_moment_ago_is_not_refused(world: World) {
    let ([here, there], _folder) = nodes(world).await;
    assert!(!is_taken(&there, "a-wrong-secret").await);
    // The look for the wrong one was a moment ago: this one waits for the next.
    let new = add(&here, "new").await;
    assert!(is_taken(&there, &new).await);
    let many = (0..20).map(|_| is_taken(&here, &new));
    assert!(join_all(many).await.into_iter().all(|taken| taken));
}

async fn a_secret_of_the_file_gives_way_to_one_that_was_added_and_a_restart_keeps_both(
    world: World,
) {
    let ([here, _], _folder) = nodes(world).await;
    let new = add(&here, "new").await;
    let apps = applications(&here);
    let refused = apps.remove_secret(&web(), "file", Removal::Forced).await;
    assert!(refused.is_err(), "it stands in the file");
    // The same file again, and one that has changed.
    let same = here.another_node().await;
    let changed = here
        .set_up(Setup {
            more: "[branding]\nname = \"Other\"",
            ..Setup::default()
        })
        .await;
    for node in [&same, &changed] {
        assert!(is_taken(node, OF_FILE).await && is_taken(node, &new).await);
    }
}

const TWO: &str = "[[applications]]\nid = \"two\"\nkind = \"machine\"\n\
    [[applications.secrets]]\nname = \"May\"\nsecret = \"the-secret-of-may\"\n";
const JUNE: &str = "[[applications.secrets]]\nname = \"June\"\nsecret = \"the-secret-of-june\"\n";

async fn the_file_may_name_several_secrets_and_drop_them_one_by_one(world: World) {
    let (world, _folder) = world.on_disk().await;
    let names = async |world: &World| {
        let found = applications(world)
            .secrets_of(&"two".parse().unwrap())
            .await;
        let rows = found.unwrap().unwrap().1.into_iter();
        let mut names: Vec<_> = rows.map(|row| row.name).collect();
        names.sort();
        names
    };
    let both: &'static str = Box::leak(format!("{TWO}{JUNE}").into_boxed_str());
    let june: &'static str = Box::leak(
        both.replace(
            "[[applications.secrets]]\nname = \"May\"\nsecret = \"the-secret-of-may\"\n",
            "",
        )
        .into_boxed_str(),
    );
    for (more, expected) in [
        (TWO, &["May"][..]),
        (both, &["June", "May"]),
        (june, &["June"]),
    ] {
        let setup = Setup {
            more,
            ..Setup::default()
        };
        assert_eq!(names(&world.set_up(setup).await).await, expected);
    }
}

async fn an_expired_secret_is_refused_like_a_wrong_one(world: World) {
    let ends = world.clock.now().plus(Lifetime::hours(1));
    let added = applications(&world)
        .add_secret(&web(), None, Some(ends))
        .await;
    let secret = added.unwrap().secret.expose().clone();
    world.app.refresh_snapshot().await.unwrap();
    world.pass(Lifetime::millis(3_599_999));
    assert!(is_taken(&world, &secret).await);
    world.pass(Lifetime::millis(1));
    let witness = Witness::new();
    let expired = witness.watch(authenticate(&world, &secret)).await;
    let told = |part: &str| witness.lines().iter().any(|line| line.text.contains(part));
    assert!(told("the secret has expired"));
    let wrong = authenticate(&world, "a-wrong-secret").await;
    assert_eq!(expired.status, wrong.status);
    expired.refused(401, "invalid_client");
    let said = &expired.json()["error_description"];
    assert_eq!(said, "client secret has expired");
    assert!(witness.watch(is_taken(&world, OF_FILE)).await);
    assert!(told("client.secret=\"file\""), "{:?}", witness.lines());
}

async fn the_last_use_of_a_secret_is_written_once_a_minute(world: World) {
    let first = world.clock.now();
    let used = async || {
        note_secret_uses::write(&world.app).await.unwrap();
        let found = applications(&world).secrets_of(&web()).await.unwrap();
        found.unwrap().1[0].last_used_at
    };
    assert_eq!(used().await, None);
    let version = async || {
        let all = world
            .app
            .store
            .read(|mut tx| async move { tx.versions().all().await });
        all.await.unwrap().clients
    };
    let before = version().await;
    assert!(is_taken(&world, OF_FILE).await);
    assert_eq!(used().await, Some(first));
    world.pass(Lifetime::seconds(59));
    assert!(is_taken(&world, OF_FILE).await);
    assert_eq!(used().await, Some(first));
    world.pass(Lifetime::seconds(1));
    assert!(is_taken(&world, OF_FILE).await);
    assert_eq!(used().await, Some(world.clock.now()));
    assert!(!is_taken(&world, "a-wrong-secret").await);
    assert_eq!(version().await, before, "nobody reads the client again");
}

async fn of_fifty_additions_at_once_no_more_succeed_than_a_client_may_have(world: World) {
    let (nodes, _folder) = nodes(world).await;
    let apps = [applications(&nodes[0]), applications(&nodes[1])];
    let id = &web();
    let all = (0..50).map(|n| apps[n % 2].add_secret(id, None, None));
    let told = join_all(all).await;
    let added = told.iter().filter(|told| told.is_ok()).count();
    assert_eq!(added, MOST - 1, "it has one of the file");
    for refused in told.into_iter().filter_map(Result::err) {
        assert!(
            matches!(
                refused,
                Failure::Refused(NotAddable::TooMany | NotAddable::Taken)
            ),
            "{refused:?}"
        );
    }
    let found = apps[0].secrets_of(id).await.unwrap().unwrap().1;
    assert_eq!(found.len(), MOST);
}
