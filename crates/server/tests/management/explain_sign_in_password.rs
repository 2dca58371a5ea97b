//! Why somebody cannot sign in where passwords let people in: each fault that is planted is named as the
//! first failing check, and a sign-in that is really tried ends there.

use serde_json::json;

use super::{
    caller::{Api, done, managed},
    explain_sign_in::{ADA, check, fails_at, got_in, of, passes},
    password_attempts::{
        ADDRESS, CODE, EITHER, NAME, PASSWORD, USERNAME, ada, let_in_by, told, tried, tried_by_code,
    },
    users::id,
};
use crate::kit::{Answer, World, on_both};

on_both! {
    whoever_has_a_password_can_sign_in_by_it_and_does,
    the_ways_by_which_people_come_in_are_told,
    an_identifier_of_a_kind_that_lets_nobody_in_is_named,
    an_account_without_a_password_is_named_where_nothing_else_lets_in,
    an_account_without_a_password_comes_in_by_a_code,
    no_account_is_named_by_what_was_typed,
    a_suspended_account_is_named_once_its_password_is_right,
    asking_computes_no_digest_and_counts_nothing,
}

/// That the password was not the one of an account.
#[track_caller]
fn is_wrong(answer: &Answer) {
    assert!(answer.asks_for("password"), "{}", answer.body);
    answer.shows("isn’t right");
}

async fn whoever_has_a_password_can_sign_in_by_it_and_does(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[ADDRESS, USERNAME]).await;
    ada(&api, true).await;
    for (typed, readable) in [(" ADA@example.com ", ADA), (" Ada ", NAME)] {
        let explained = of(&api, typed).await;
        passes(&explained);
        assert_eq!(
            explained["sentence"],
            format!("{readable} can sign in to Bookstore.")
        );
        for id in ["identifier", "account", "password", "suspension", "limits"] {
            assert_eq!(check(&explained, id)["verdict"], "pass", "{explained}");
        }
        for id in ["expected", "chosen", "fresh", "consent"] {
            assert_eq!(check(&explained, id)["verdict"], "pass", "{explained}");
        }
        let no_code = ("skipped", "No code is sent to such an identifier.");
        for id in ["mail", "code"] {
            assert_eq!(told(&explained, id), no_code);
        }
        let callback = tried(&world, typed, PASSWORD).await;
        assert!(got_in(&callback), "{}", callback.body);
    }
}

async fn the_ways_by_which_people_come_in_are_told(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for (method, typed, because) in [
        (
            CODE,
            ADA,
            "People come in by a code that is sent to their e-mail address.",
        ),
        (
            EITHER,
            ADA,
            "People come in by a code that is sent to their e-mail address, or by their password.",
        ),
        (
            ADDRESS,
            ADA,
            "People come in by their e-mail address and their password.",
        ),
        (
            USERNAME,
            NAME,
            "People come in by their username and their password.",
        ),
    ] {
        let_in_by(&api, &[method]).await;
        assert_eq!(
            told(&of(&api, typed).await, "identifier"),
            ("pass", because)
        );
    }
}

async fn an_identifier_of_a_kind_that_lets_nobody_in_is_named(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    ada(&api, true).await;
    let neither = "neither an e-mail address nor a username";
    for (methods, typed, what) in [
        (&[CODE][..], NAME, "no e-mail address"),
        (&[ADDRESS], NAME, "no e-mail address"),
        (&[USERNAME], ADA, "no username"),
        (&[EITHER, USERNAME], "+33 6 12 34 56 78", neither),
        (&[EITHER, USERNAME], "ada@", neither),
        (&[EITHER, USERNAME], "", neither),
    ] {
        let_in_by(&api, methods).await;
        let explained = of(&api, typed).await;
        let why = fails_at(&explained, "identifier");
        let sentence = format!("{typed:?} is {what}, and nothing else lets people in.");
        assert_eq!(why, sentence);
        assert_eq!(explained.get("action"), None, "{explained}");
        let refused = tried(&world, typed, PASSWORD).await;
        assert_eq!(refused.status, 400, "{typed}");
    }
}

async fn an_account_without_a_password_is_named_where_nothing_else_lets_in(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[ADDRESS, USERNAME]).await;
    let user = ada(&api, false).await;
    let settings = json!({"kind": "openSignInExperience"});
    for (typed, action) in [(ADA, Some(&settings)), (NAME, None)] {
        let explained = of(&api, typed).await;
        let why = fails_at(&explained, "password");
        assert!(why.contains("has no password"), "{why}");
        assert_eq!(explained.get("action"), action);
        assert_eq!(check(&explained, "suspension")["verdict"], "skipped");
        is_wrong(&tried(&world, typed, PASSWORD).await);
    }
    let path = format!("/users/{}/password", id(&user));
    let set = json!({"password": PASSWORD});
    done(&api.patch(&path, set).await, 200);
    for typed in [ADA, NAME] {
        passes(&of(&api, typed).await);
        let callback = tried(&world, typed, PASSWORD).await;
        assert!(got_in(&callback), "{}", callback.body);
    }
}

async fn an_account_without_a_password_comes_in_by_a_code(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[EITHER]).await;
    ada(&api, false).await;
    let explained = of(&api, ADA).await;
    passes(&explained);
    let (verdict, because) = told(&explained, "password");
    assert_eq!(verdict, "ask");
    let sentence = explained["sentence"].as_str().unwrap();
    assert!(sentence.ends_with(because), "{sentence}");
    assert_eq!(check(&explained, "mail")["verdict"], "pass");
    is_wrong(&tried(&world, ADA, PASSWORD).await);
    let callback = tried_by_code(&world, ADA).await;
    assert!(got_in(&callback), "{}", callback.body);
    // A person without an account is asked whether to make one.
    let new = of(&api, "bob@example.com").await;
    passes(&new);
    assert_eq!(check(&new, "account")["verdict"], "ask");
    assert_eq!(check(&new, "password")["verdict"], "skipped");
    let page = tried_by_code(&world, "bob@example.com").await;
    assert!(
        page.body.contains("action=\"/sign-in/no-account\""),
        "{}",
        page.body
    );
}

async fn no_account_is_named_by_what_was_typed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[ADDRESS, USERNAME]).await;
    let settings = json!({"kind": "openSignInExperience"});
    for (typed, why, action) in [
        (ADA, "There is no account with this address", Some(settings)),
        (NAME, "There is no account with this username.", None),
    ] {
        let explained = of(&api, typed).await;
        let because = fails_at(&explained, "account");
        assert!(because.starts_with(why), "{because}");
        assert_eq!(explained.get("action"), action.as_ref());
        is_wrong(&tried(&world, typed, PASSWORD).await);
    }
}

async fn a_suspended_account_is_named_once_its_password_is_right(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[ADDRESS, USERNAME]).await;
    let user = ada(&api, true).await;
    let path = format!("/users/{}/is-suspended", id(&user));
    done(&api.patch(&path, json!({"isSuspended": true})).await, 200);
    for typed in [ADA, NAME] {
        let explained = of(&api, typed).await;
        fails_at(&explained, "suspension");
        assert_eq!(check(&explained, "password")["verdict"], "pass");
        let page = tried(&world, typed, PASSWORD).await;
        assert_eq!(page.heading(), "Your account is suspended", "{}", page.body);
        is_wrong(&tried(&world, typed, "another").await);
    }
}

async fn asking_computes_no_digest_and_counts_nothing(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let_in_by(&api, &[EITHER, USERNAME]).await;
    ada(&api, true).await;
    is_wrong(&tried(&world, NAME, "another").await);
    let tables = [
        "select cast(coalesce(sum(count), 0) as bigint) from attempts",
        "select count(*) from events",
        "select count(*) from interactions",
        "select count(*) from sessions",
    ];
    let mut before = Vec::new();
    for sql in tables {
        before.push(world.number(sql).await);
    }
    let computed = world.app.hashing.computed();
    for typed in [ADA, NAME, "bob", "bob@example.com"] {
        of(&api, typed).await;
    }
    assert_eq!(world.app.hashing.computed(), computed);
    for (sql, before) in tables.into_iter().zip(before) {
        assert_eq!(world.number(sql).await, before, "{sql}");
    }
}
