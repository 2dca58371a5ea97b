//! Calls that tell clients of sign-outs: to whom they go when nodes know different things, and what
//! one client may take of the room for them.

use std::time::Duration;

use engine::{
    application::Applications,
    jobs::deliver::{Rest, Round, Search},
    session::logout_call::LogoutCall,
};
use oidc_core::{
    client::ClientKind,
    id::{ClientId, Sid},
    registration::{Logout, Registration},
    source::Source,
    time::Lifetime,
};
use store::{DeliveryKind, StoreError};
use testkit::mailgun::{Mailgun as Receiver, Reply};

use super::backchannel_logout::{calls_leave, given_up, ok, setup, standing};
use crate::kit::{Setup, World, on_both};

on_both! {
    a_client_that_another_node_has_added_a_moment_ago_is_called,
    a_client_that_another_node_lets_in_again_is_called,
    a_node_that_was_asleep_calls_where_the_client_is_by_now,
    a_client_whose_row_cannot_be_read_is_called_later_and_the_column_named,
    eight_clients_that_hang_leave_the_room_to_others,
    a_client_that_hangs_has_one_call_at_a_time_until_it_answers,
    a_client_with_many_calls_gets_them_all,
}

const KIND: DeliveryKind = DeliveryKind::BackchannelLogout;

/// So many calls to a client wait.
async fn wait(world: &World, client: &str, count: u8) {
    let client: ClientId = client.parse().unwrap();
    let (now, mut rng) = (world.clock.now(), world.app.entropy.rng());
    let call = |number| LogoutCall {
        sub: "ada".parse().unwrap(),
        sid: Sid::from_bytes([number; 16]),
    };
    let sealing = &world.app.secrets.sealing;
    let calls: Vec<_> = (0..count)
        .map(|number| call(number).seal(&client, sealing, now, &mut rng).unwrap())
        .collect();
    let calls = &calls;
    let pushed = world.app.store.transact(|mut tx| async move {
        for call in calls {
            tx.deliveries().push(call).await?;
        }
        Ok::<_, StoreError>(())
    });
    pushed.await.unwrap();
}

/// The world with these clients, each called at a receiver of its own.
async fn with_clients(given: World, clients: &[(&str, &Receiver)]) -> World {
    with_patience(given, clients, "60s").await
}

/// The same, where a call may take so long.
async fn with_patience(given: World, clients: &[(&str, &Receiver)], timeout: &str) -> World {
    let ports = clients
        .iter()
        .map(|(_, at)| format!("127.0.0.1:{}", at.port));
    let listed = ports.collect::<Vec<_>>().join(",");
    let application = |(id, at): &(&str, &Receiver)| {
        format!(
            "[[applications]]\nid = \"{id}\"\nkind = \"traditional\"\n\
             secret = \"shop-secret-0123456789-0123456789\"\n\
             redirect_uris = [\"https://{id}.example/cb\"]\n\
             backchannel_logout_uri = \"http://127.0.0.1:{}/{id}\"\n",
            at.port
        )
    };
    let applications: String = clients.iter().map(application).collect();
    let more = format!("[outbound]\nallow = \"{listed}\"\ntimeout = \"{timeout}\"\n{applications}");
    let more = more.leak();
    given
        .set_up(Setup {
            more,
            ..Setup::default()
        })
        .await
}

async fn a_client_that_another_node_has_added_a_moment_ago_is_called(given: World) {
    let receiver = Receiver::answering(ok()).await;
    let world = given.set_up(setup(&receiver, true)).await;
    let applications = Applications {
        store: world.app.store.clone(),
        secrets: world.app.secrets.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
        author: engine::author::Author::system(),
    };
    let registration = Registration {
        redirect_uris: vec!["https://late.example/cb".to_owned()],
        logout: Logout {
            backchannel_uri: Some(format!("http://127.0.0.1:{}/late", receiver.port)),
            ..Logout::default()
        },
        ..Registration::new("late".parse().unwrap(), ClientKind::Spa)
    };
    let added = applications.register(&registration, Source::Console);
    added.await.unwrap();
    wait(&world, "late", 1).await;
    calls_leave(&world).await;
    assert_eq!(receiver.all().len(), 1);
    assert_eq!(given_up(&world).await, 0);
    // One that nobody knows is given up.
    wait(&world, "nobody", 1).await;
    calls_leave(&world).await;
    assert_eq!(given_up(&world).await, 1);
}

/// Another node changes a client; this one does not know it yet.
async fn elsewhere(world: &World, change: &str) {
    world
        .sql(&format!("update clients set {change} where id = 'shop'"))
        .await;
    world
        .sql("update versions set number = number + 1 where noun = 'clients'")
        .await;
}

async fn a_client_that_another_node_lets_in_again_is_called(given: World) {
    let (world, _folder) = given.on_disk().await;
    let receiver = Receiver::answering(ok()).await;
    let world = world.set_up(setup(&receiver, true)).await;
    elsewhere(&world, "disabled = true").await;
    world.app.refresh_snapshot().await.unwrap();
    elsewhere(&world, "disabled = false").await;
    wait(&world, "shop", 1).await;
    calls_leave(&world).await;
    assert_eq!((receiver.all().len(), given_up(&world).await), (1, 0));
}

async fn a_node_that_was_asleep_calls_where_the_client_is_by_now(given: World) {
    let (world, _folder) = given.on_disk().await;
    let receiver = Receiver::answering(ok()).await;
    let world = world.set_up(setup(&receiver, true)).await;
    let moved = format!("http://127.0.0.1:{}/moved", receiver.port);
    elsewhere(&world, &format!("backchannel_logout_uri = '{moved}'")).await;
    world.pass(Lifetime::minutes(1));
    wait(&world, "shop", 1).await;
    calls_leave(&world).await;
    let [told] = receiver.all().try_into().unwrap();
    assert!(told.head.starts_with("POST /moved "), "{}", told.head);
}

async fn a_client_whose_row_cannot_be_read_is_called_later_and_the_column_named(given: World) {
    let (world, _folder) = given.on_disk().await;
    let receiver = Receiver::answering(ok()).await;
    let world = world.set_up(setup(&receiver, true)).await;
    elsewhere(&world, "disabled = true").await;
    world.app.refresh_snapshot().await.unwrap();
    elsewhere(&world, "disabled = false, kind = 'robot'").await;
    wait(&world, "shop", 1).await;
    calls_leave(&world).await;
    let standing = standing(&world, "shop").await;
    assert_eq!((standing.waiting, given_up(&world).await), (1, 0));
    let why = standing.last_failure.unwrap().why;
    assert!(why.contains("column clients.kind"), "{why}");
    assert_eq!(receiver.all().len(), 0);
}

const DEAD: [&str; 8] = ["d-1", "d-2", "d-3", "d-4", "d-5", "d-6", "d-7", "d-8"];

async fn eight_clients_that_hang_leave_the_room_to_others(given: World) {
    let dead = Receiver::answering(Reply::Silence).await;
    let sound = Receiver::answering(ok()).await;
    let mut clients: Vec<_> = DEAD.iter().map(|id| (*id, &dead)).collect();
    clients.push(("sound", &sound));
    let world = with_clients(given, &clients).await;
    for id in DEAD {
        wait(&world, id, 10).await;
    }
    world.pass(Lifetime::seconds(1));
    wait(&world, "sound", 20).await;
    let round = Round::new(world.app.engine.clone(), KIND);
    let all_are_told = async {
        while standing(&world, "sound").await.waiting > 0 {
            round.begin(Search::Rung).await.unwrap();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(20), all_are_told);
    told.await.expect("nobody waits for those that hang");
    for search in [Search::Rung, Search::All] {
        assert_eq!(round.begin(search).await.unwrap(), Rest::NoShare);
    }
    while dead.all().len() < DEAD.len() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Nothing else is under way that could still arrive there.
    assert_eq!(dead.all().len(), DEAD.len());
    assert_eq!(standing(&world, "d-1").await.waiting, 10);
}

async fn a_client_that_hangs_has_one_call_at_a_time_until_it_answers(given: World) {
    const ENDED: &str =
        "select count(*) from deliveries where state = 'sent' or failure is not null";
    let (given, _folder) = given.on_disk().await;
    let receiver = Receiver::answering(ok()).await;
    let world = with_patience(given, &[("shop", &receiver)], "6s").await;
    let round = Round::new(world.app.engine.clone(), KIND);
    // Places are free a moment after an end is written down: begun again until all have arrived.
    let called = async |number: usize| {
        while receiver.all().len() < number {
            round.begin(Search::Rung).await.unwrap();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(round.begin(Search::All).await.unwrap(), Rest::NoShare);
        receiver.all().len()
    };
    let ended = async |number: i64| {
        while world.number(ENDED).await < number {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    wait(&world, "shop", 1).await;
    round.begin(Search::Rung).await.unwrap();
    ended(1).await;
    // It has answered.
    receiver.answer(Reply::Silence);
    wait(&world, "shop", 6).await;
    assert_eq!(called(5).await, 5);
    ended(5).await;
    // They hung until their time was over.
    assert_eq!(called(6).await, 6);
    receiver.answer(ok());
    ended(6).await;
    while world.number(ENDED).await < 7 {
        round.begin(Search::Rung).await.unwrap();
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    receiver.answer(Reply::Silence);
    wait(&world, "shop", 20).await;
    assert_eq!(called(11).await, 11, "it has answered again");
}

async fn a_client_with_many_calls_gets_them_all(given: World) {
    let sound = Receiver::answering(ok()).await;
    let world = with_clients(given, &[("sound", &sound)]).await;
    wait(&world, "sound", 40).await;
    let began = std::time::Instant::now();
    let jobs = engine::jobs::start(&world.app);
    while sound.all().len() < 40 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Ten rounds of four: a round follows at once, and does not wait for the next second.
    assert!(
        began.elapsed() < Duration::from_secs(9),
        "{:?}",
        began.elapsed()
    );
    jobs.stop().await;
    assert_eq!(standing(&world, "sound").await.waiting, 0);
    assert_eq!(sound.all().len(), 40);
}
