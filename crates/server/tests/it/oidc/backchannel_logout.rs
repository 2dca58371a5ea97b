//! Calls that tell clients that a session has ended (OpenID Connect Back-Channel Logout 1.0), to a
//! receiver on this machine.

use std::time::{Duration, Instant};

use engine::{
    jobs::{self, deliver::deliver},
    session::logout_call::LogoutCall,
};
use oidc_core::{
    event::EventKind,
    id::{ClientId, Sid},
    time::Lifetime,
};
use serde_json::{Value, json};
use store::{DeliveryKind, Standing};
use testkit::mailgun::{Heard, Mailgun as Receiver, Reply};

use crate::kit::{Browser, RelyingParty, Setup, Tokens, World, on_both};

on_both! {
    every_client_of_the_session_is_told_with_its_own_name_for_it,
    a_sign_out_waits_for_nobody,
    a_client_that_is_down_is_called_again_and_told_with_a_fresh_token,
    a_refusal_is_final,
    a_client_that_stays_down_is_given_up_after_a_day,
    twenty_sign_outs_at_once_tell_each_client_once,
    the_session_of_another_person_ends_as_loudly,
    t_62_a_client_inside_is_not_called_unless_it_is_listed,
    a_client_that_wants_no_calls_any_more_gets_none,
    clients_that_hang_delay_no_mail,
}

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Two applications that are called at the receiver, and one (`web`) that is not.
pub(super) fn setup(receiver: &Receiver, allow: bool) -> Setup {
    let port = receiver.port;
    let listed = if allow {
        format!("127.0.0.1:{port}")
    } else {
        String::new()
    };
    let application = |id: &str| {
        format!(
            "[[applications]]\nid = \"{id}\"\nkind = \"traditional\"\n\
             secret = \"shop-secret-0123456789-0123456789\"\n\
             redirect_uris = [\"https://{id}.example/cb\"]\n\
             backchannel_logout_uri = \"http://127.0.0.1:{port}/{id}?x=1\"\n"
        )
    };
    let (shop, library) = (application("shop"), application("library"));
    let more = format!("[outbound]\nallow = \"{listed}\"\ntimeout = \"1s\"\n{shop}{library}");
    Setup {
        more: more.leak(),
        ..Setup::default()
    }
}

async fn world(world: World, reply: Reply) -> (World, Receiver) {
    let receiver = Receiver::answering(reply).await;
    let world = world.set_up(setup(&receiver, true)).await;
    (world, receiver)
}

pub(super) fn ok() -> Reply {
    Reply::of("200 OK", "")
}

pub(super) fn rp(world: &World, client: &'static str) -> RelyingParty {
    let redirect_uri = match client {
        "shop" => "https://shop.example/cb",
        "library" => "https://library.example/cb",
        _ => return world.relying_party(client),
    };
    RelyingParty {
        net: world.clone(),
        client,
        redirect_uri,
        secret: Some("shop-secret-0123456789-0123456789"),
    }
}

/// Ada, signed in to the shop, the library and `web`; the tokens of each.
pub(super) async fn ada(world: &World) -> (Browser, [Tokens; 3]) {
    let (mut ada, code) = rp(world, "shop").code("ada@example.com", &[]).await;
    let shop = Tokens::of(&rp(world, "shop").redeem(&code).await);
    let mut tokens = Vec::new();
    for client in ["library", "web"] {
        let rp = rp(world, client);
        let code = rp.silent_code(&mut ada).await.unwrap();
        tokens.push(Tokens::of(&rp.redeem(&code).await));
    }
    let [library, web] = tokens.try_into().unwrap();
    (ada, [shop, library, web])
}

pub(super) async fn calls_leave(world: &World) {
    while deliver(&world.app).await.unwrap() {}
}

/// What the token of a call says, if one of our keys signed it as a logout token.
pub(super) fn claims(world: &World, heard: &Heard) -> Value {
    let token = heard.field("logout_token").expect("a logout token");
    let snapshot = world.app.snapshot();
    let issuer = world.app.urls.issuer();
    let claims = snapshot.keys.set.verify(&token, "logout+jwt", &issuer);
    claims.expect("a token of ours")
}

pub(super) async fn standing(world: &World, client: &str) -> Standing {
    let kind = DeliveryKind::BackchannelLogout;
    let standing = world
        .app
        .store
        .read(|mut tx| async move { tx.deliveries().standing_of(kind, client).await });
    standing.await.unwrap()
}

pub(super) async fn given_up(world: &World) -> usize {
    let events = world.events().await;
    let dead = events.iter().filter(|kind| **kind == EventKind::LogoutDead);
    dead.count()
}

async fn every_client_of_the_session_is_told_with_its_own_name_for_it(given: World) {
    let (world, receiver) = world(given, ok()).await;
    let (mut ada, [shop, library, web]) = ada(&world).await;
    let elsewhere = rp(&world, "shop").sign_in("ada@example.com").await;
    ada.get("/oidc/session/end?client_id=web").await;
    assert_eq!(receiver.all().len(), 0, "the job calls, not the request");
    calls_leave(&world).await;
    let mut told = receiver.all();
    told.sort_by_key(|heard| heard.head.clone());
    assert_eq!(told.len(), 2, "web wants none");
    let now = world.clock.now().as_seconds();
    for (heard, (client, tokens)) in told.iter().zip([("library", &library), ("shop", &shop)]) {
        assert!(
            heard.head.starts_with(&format!("POST /{client}?x=1 ")),
            "{}",
            heard.head
        );
        let form = heard.header("content-type");
        assert_eq!(form, Some("application/x-www-form-urlencoded"));
        let mut said = claims(&world, heard);
        let jti = said.as_object_mut().unwrap().remove("jti").unwrap();
        assert_eq!(jti.as_str().unwrap().len(), 22);
        let expected = json!({
            "iss": "http://localhost:3001/oidc", "aud": client, "sub": web.claims()["sub"],
            "sid": tokens.claims()["sid"], "iat": now, "exp": now + 120, "events": { EVENT: {} },
        });
        assert_eq!(said, expected);
        assert_ne!(said["sid"], elsewhere.claims()["sid"]);
    }
    // Nothing is left to be said.
    world.pass(Lifetime::hours(1));
    calls_leave(&world).await;
    assert_eq!(receiver.all().len(), 2);
    let standing = standing(&world, "shop").await;
    assert_eq!((standing.waiting, standing.last_failure), (0, None));
    assert!(standing.last_sent.is_some());
}

async fn a_sign_out_waits_for_nobody(given: World) {
    let receiver = Receiver::answering(Reply::Silence).await;
    let usual = setup(&receiver, true);
    let patient = Setup {
        more: usual.more.replace("\"1s\"", "\"60s\"").leak(),
        ..usual
    };
    let world = given.set_up(patient).await;
    let (mut ada, _) = ada(&world).await;
    // Not before: the job and the test would both take the mail with the code.
    let jobs = jobs::start(&world.app);
    let began = Instant::now();
    let answer = ada.get("/oidc/session/end?client_id=web").await;
    assert_eq!(answer.status, 303);
    while receiver.all().len() < 2 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "{:?}",
        began.elapsed()
    );
    jobs.stop().await;
}

async fn a_client_that_is_down_is_called_again_and_told_with_a_fresh_token(given: World) {
    let (world, receiver) = world(given, Reply::of("503 Unavailable", "")).await;
    let (mut ada, _) = ada(&world).await;
    ada.get("/oidc/session/end?client_id=shop").await;
    calls_leave(&world).await;
    let waiting = standing(&world, "shop").await;
    assert_eq!((waiting.waiting, waiting.last_sent), (1, None));
    let failure = waiting.last_failure.unwrap();
    assert!(failure.why.contains("503"), "{}", failure.why);
    assert!(failure.at.since(world.clock.now()) >= Lifetime::seconds(5));
    calls_leave(&world).await;
    assert_eq!(receiver.all().len(), 2, "not before it is time");
    receiver.answer(Reply::of("204 No Content", ""));
    world.pass(Lifetime::minutes(10));
    calls_leave(&world).await;
    let of_shop: Vec<Value> = receiver
        .all()
        .iter()
        .map(|heard| claims(&world, heard))
        .filter(|claims| claims["aud"] == "shop")
        .collect();
    let [first, second] = of_shop.as_slice() else {
        panic!("{of_shop:?}");
    };
    assert_eq!(
        (&first["sid"], &first["sub"]),
        (&second["sid"], &second["sub"])
    );
    assert_ne!(first["jti"], second["jti"]);
    assert_eq!(second["iat"], world.clock.now().as_seconds());
    let told = standing(&world, "shop").await;
    assert_eq!((told.waiting, told.last_failure), (0, None));
    assert!(!world.events().await.contains(&EventKind::LogoutDead));
}

async fn a_refusal_is_final(given: World) {
    for status in [
        "400 Bad Request",
        "404 Not Found",
        "302 Found",
        "202 Accepted",
    ] {
        let (world, receiver) = world(given.clone(), Reply::of(status, "{}")).await;
        let (mut ada, _) = ada(&world).await;
        let before = given_up(&world).await;
        ada.get("/oidc/session/end?client_id=shop").await;
        calls_leave(&world).await;
        world.pass(Lifetime::hours(2));
        calls_leave(&world).await;
        assert_eq!(receiver.all().len(), 2, "{status}");
        let standing = standing(&world, "shop").await;
        assert_eq!(standing.waiting, 0, "{status}");
        assert!(standing.last_failure.unwrap().why.contains(&status[..3]));
        assert_eq!(given_up(&world).await - before, 2, "{status}");
    }
}

async fn a_client_that_stays_down_is_given_up_after_a_day(given: World) {
    let (world, receiver) = world(given, Reply::of("500 Broken", "")).await;
    let (mut ada, _) = ada(&world).await;
    ada.get("/oidc/session/end?client_id=shop").await;
    let mut hours = 0;
    while standing(&world, "shop").await.waiting > 0 {
        calls_leave(&world).await;
        world.pass(Lifetime::minutes(30));
        hours += 1;
        assert!(hours < 100, "for ever");
    }
    assert!((44..=50).contains(&hours), "after {hours} half hours");
    let tries = receiver.all().len() / 2;
    assert!((18..50).contains(&tries), "{tries} tries");
    let dead = standing(&world, "shop").await.last_failure.unwrap();
    assert!(dead.why.contains("500"), "{}", dead.why);
    assert!(world.events().await.contains(&EventKind::LogoutDead));
}

async fn twenty_sign_outs_at_once_tell_each_client_once(given: World) {
    let (world, receiver) = world(given, ok()).await;
    let (ada, [shop, ..]) = ada(&world).await;
    let [here, there] = world.two_nodes_in_step().await;
    let hint = shop.id();
    let end = &format!("/oidc/session/end?id_token_hint={hint}");
    let sign_outs = (0..20).map(|number| {
        let mut ada = ada.clone().at(if number % 2 == 0 { &here } else { &there });
        async move { ada.get(end).await.status }
    });
    let answers = futures_util::future::join_all(sign_outs).await;
    assert!(answers.iter().all(|status| *status == 303), "{answers:?}");
    calls_leave(&here).await;
    calls_leave(&there).await;
    assert_eq!(receiver.all().len(), 2);
    let ended = world.events().await;
    let ended = ended
        .iter()
        .filter(|kind| **kind == EventKind::SessionEnded);
    assert_eq!(ended.count(), 1);
}

async fn the_session_of_another_person_ends_as_loudly(given: World) {
    let (world, receiver) = world(given, ok()).await;
    let (mut browser, [shop, ..]) = ada(&world).await;
    let request = rp(&world, "web").request_with(&[("prompt", "login")]);
    browser.sign_in(&request, "eve@example.com").await;
    calls_leave(&world).await;
    let told = receiver.all();
    assert_eq!(told.len(), 2);
    for heard in &told {
        assert_eq!(claims(&world, heard)["sub"], shop.claims()["sub"]);
    }
}

async fn t_62_a_client_inside_is_not_called_unless_it_is_listed(given: World) {
    let receiver = Receiver::answering(ok()).await;
    let world = given.set_up(setup(&receiver, false)).await;
    let (mut ada, _) = ada(&world).await;
    ada.get("/oidc/session/end?client_id=shop").await;
    calls_leave(&world).await;
    assert_eq!(receiver.all().len(), 0);
    let failure = standing(&world, "shop").await.last_failure.unwrap();
    assert!(failure.why.contains("outbound.allow"), "{}", failure.why);
}

async fn a_client_that_wants_no_calls_any_more_gets_none(given: World) {
    let (world, receiver) = world(given, ok()).await;
    let (mut ada, _) = ada(&world).await;
    ada.get("/oidc/session/end?client_id=web").await;
    let (shop, library): (ClientId, ClientId) =
        ("shop".parse().unwrap(), "library".parse().unwrap());
    let now = world.clock.now();
    world
        .app
        .store
        .transact(|mut tx| {
            let (shop, library) = (&shop, &library);
            async move {
                let mut client = tx.clients().find(shop).await?.unwrap();
                client.backchannel_logout_uri = None;
                tx.clients().update(&client).await?;
                tx.clients().remove(library, now).await
            }
        })
        .await
        .unwrap();
    world.app.refresh_snapshot().await.unwrap();
    calls_leave(&world).await;
    assert_eq!(receiver.all().len(), 0);
    for client in ["shop", "library"] {
        assert_eq!(standing(&world, client).await.waiting, 0, "{client}");
    }
}

async fn clients_that_hang_delay_no_mail(given: World) {
    let (world, receiver) = world(given, Reply::Silence).await;
    let now = world.clock.now();
    let call = LogoutCall {
        sub: "ada".parse().unwrap(),
        sid: Sid::from_bytes([5; 16]),
    };
    let mut rng = world.app.entropy.rng();
    let shop = "shop".parse().unwrap();
    let calls: Vec<_> = (0..70)
        .map(|_| {
            call.seal(&shop, &world.app.secrets.sealing, now, &mut rng)
                .unwrap()
        })
        .collect();
    let calls = &calls;
    world
        .app
        .store
        .transact(|mut tx| async move {
            for call in calls {
                tx.deliveries().push(call).await?;
            }
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    let jobs = jobs::start(&world.app);
    while receiver.all().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut ada = world.browser();
    let page = ada.get(&world.relying_party("web").request()).await;
    let page = ada.get(page.location()).await;
    let began = Instant::now();
    ada.submit(&page.form(0).with("email", "ada@example.com"))
        .await;
    let kind = DeliveryKind::Mail;
    loop {
        let sent = world
            .app
            .store
            .read(|mut tx| async move { tx.deliveries().recent_sent(kind, now, 9).await });
        if !sent.await.unwrap().is_empty() {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "the mail waits");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let waiting = standing(&world, "shop").await.waiting;
    assert!(waiting > 60, "the calls still hang: {waiting}");
    jobs.stop().await;
}
