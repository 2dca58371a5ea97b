//! Too many passwords are compared at once: whoever comes then is asked to come again, and has not
//! tried (T-77).

use std::{thread::available_parallelism, time::Duration};

use oidc_core::account::password::Password;
use tokio::task::JoinSet;

use super::{
    newcomers::{HEADING, at_new_password, choose, made, with_new_passwords},
    people::{
        ADA, CODE_FIRST, OTHER, PASSWORD, PASSWORD_FIRST, add, ask_for_code, assert_wrong, counted,
        filled, let_in, provider, sign_in,
    },
};
use crate::{
    kit::{Answer, Browser, Form, World, on_both},
    sign_in::steps::{at_code_page, link},
};

on_both! {
    t_77_what_cannot_be_compared_now_is_no_failure_and_what_was_typed_beside_it_stays,
    t_77_the_page_of_the_password_alone_asks_to_come_again_too,
    t_77_where_a_new_password_cannot_be_kept_now_its_page_asks_to_come_again,
}

const MANY: &str = "[limits]\npasswords_per_address = \"1000/15m\"\n\
    failures_per_address = \"1000/1h\"\n";

/// Computes as much as may be computed and may wait, again and again, and some more.
async fn crowd(world: &World) -> JoinSet<()> {
    let cores = available_parallelism().map_or(1, usize::from);
    let mut crowd = JoinSet::new();
    for _ in 0..cores * 17 + 20 {
        let (hashing, entropy) = (world.app.hashing.clone(), world.app.entropy.clone());
        crowd.spawn(async move {
            let password: Password = "anything".parse().unwrap();
            loop {
                if hashing.make(&password, &entropy).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            }
        });
    }
    let password: Password = "anything".parse().unwrap();
    let make = || world.app.hashing.make(&password, &world.app.entropy);
    while make().await.is_ok() {}
    crowd
}

/// Sends a wrong password until there is no room for it; how many there was room for, and the answer.
async fn until_refused(browser: &mut Browser, form: &Form) -> (i64, Answer) {
    for judged in 0..100 {
        let answer = browser.submit(form).await;
        if answer.status != 303 {
            return (judged, answer);
        }
        assert_wrong(&answer);
    }
    panic!("there was room for each");
}

#[track_caller]
fn assert_busy(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(answer.header("retry-after"), Some("2"));
    answer.hides(OTHER);
}

async fn t_77_what_cannot_be_compared_now_is_no_failure_and_what_was_typed_beside_it_stays(
    world: World,
) {
    let (world, _folder) = provider(world, MANY, &[PASSWORD_FIRST]).await;
    add(&world, ADA).await;
    let typed = "Ada@Example.com";
    let (mut browser, form) = filled(&world, typed, OTHER).await;
    let mut crowd = crowd(&world).await;
    let (judged, refused) = until_refused(&mut browser, &form).await;
    assert_busy(&refused);
    assert_eq!(refused.heading(), "Sign in");
    assert_eq!(refused.form(0).value("email"), typed);
    // Nothing else waits for it, nor is the database held.
    let keys = world.get("/oidc/jwks").await;
    assert_eq!(keys.status, 200);
    let (mut other, page) = ask_for_code(&world, "bob@example.com").await;
    let code = world.code("bob@example.com").await;
    let offer = other.type_code(&page, &code).await;
    assert!(offer.heading().starts_with("There is no account"));
    crowd.shutdown().await;
    for kind in ["password", "failures", "failures.ip"] {
        assert_eq!(counted(&world, kind).await, judged, "{kind}");
    }
    sign_in(&world, ADA, PASSWORD).await;
}

async fn t_77_the_page_of_the_password_alone_asks_to_come_again_too(world: World) {
    let (world, _folder) = provider(world, MANY, &[CODE_FIRST]).await;
    add(&world, ADA).await;
    let (mut browser, page) = at_code_page(&world, ADA).await;
    let page = browser.get(&link(&page, "Use your password")).await;
    let form = page.form(0).with("password", OTHER);
    let mut crowd = crowd(&world).await;
    let (judged, refused) = until_refused(&mut browser, &form).await;
    crowd.shutdown().await;
    assert_busy(&refused);
    assert_eq!(refused.heading(), "Enter your password");
    assert_eq!(counted(&world, "password").await, judged);
    let form = refused.form(0).with("password", PASSWORD);
    let answer = browser.submit(&form).await;
    let_in(&mut browser, answer).await;
}

/// There may be room for the first of them.
const NEWCOMERS: i64 = 12;

async fn t_77_where_a_new_password_cannot_be_kept_now_its_page_asks_to_come_again(world: World) {
    let (world, _folder) = with_new_passwords(world, MANY).await;
    let mut newcomers = Vec::new();
    for number in 0..NEWCOMERS {
        let email = format!("ada{number}@example.com");
        newcomers.push(at_new_password(&world, "register", &email).await);
    }
    let mut crowd = crowd(&world).await;
    let mut refused = None;
    let mut kept = 0;
    for (mut browser, page) in newcomers {
        let answer = choose(&mut browser, &page, OTHER).await;
        if answer.status != 303 {
            refused = Some((browser, answer));
            break;
        }
        kept += 1;
    }
    crowd.shutdown().await;
    let (mut browser, page) = refused.expect("there was room for each");
    assert_busy(&page);
    assert_eq!(page.heading(), HEADING);
    assert_eq!(made(&world).await, [kept; 3]);
    let answer = choose(&mut browser, &page, PASSWORD).await;
    let_in(&mut browser, answer).await;
    assert_eq!(made(&world).await, [kept + 1; 3]);
}
