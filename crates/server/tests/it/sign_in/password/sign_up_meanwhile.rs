//! What happens elsewhere between the page that asks for a new password and its form: another account, and
//! settings that change.

use oidc_core::{
    account::{email::EmailAddress, identifier::Identifier},
    id::UserId,
    time::Lifetime,
    user::User,
};
use store::StoreError;

use super::{
    newcomers::{
        NOTHING, ONE, PAGE, at_new_password, choose, claims, made, want_no_passwords,
        want_passwords, with_new_passwords,
    },
    people::{
        ADA, CODE_FIRST, OTHER, PASSWORD, PASSWORD_FIRST, add, assert_wrong, is_signed_in, let_in,
        page_of, provider, set_methods, sign_in, type_both,
    },
};
use crate::{
    kit::{World, on_both, on_both_alone},
    sign_in::{
        outcomes::until_somebody_waits,
        steps::{at_code_page, suspend},
    },
};

on_both! {
    t_103_an_account_that_is_made_meanwhile_keeps_its_password_and_is_entered_by_the_proof,
    an_account_that_is_made_and_suspended_meanwhile_is_told_and_not_entered,
    of_two_browsers_that_prove_one_new_address_at_once_one_makes_the_account,
    where_no_password_is_wanted_any_more_the_person_begins_anew_and_gets_an_account_without,
    where_a_password_is_wanted_meanwhile_the_offer_of_an_account_leads_to_its_page,
    where_nobody_signs_up_any_more_nothing_is_made,
}

on_both_alone! {
    an_account_that_is_made_while_the_password_is_computed_keeps_its_own,
}

/// Whoever proves the address is its holder, and is asked before the account is entered.
async fn t_103_an_account_that_is_made_meanwhile_keeps_its_password_and_is_entered_by_the_proof(
    world: World,
) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let people = [("register", ADA), ("sign-in", "bob@example.com")];
    for (number, (screen, email)) in (1_i64..).zip(people) {
        let (mut browser, page) = at_new_password(&world, screen, email).await;
        let id = add(&world, email).await;
        let exists = page_of(&page.form(0), "/register/account-exists");
        let asked = browser.get(&page_of(&page.form(0), PAGE)).await;
        assert_eq!(asked.location(), exists);
        let answer = choose(&mut browser, &page, OTHER).await;
        assert_eq!(answer.location(), exists);
        assert!(!is_signed_in(&browser), "{screen}");
        assert_eq!(made(&world).await, [number, number, number - 1]);
        let offer = browser.follow(answer).await;
        assert_eq!(offer.heading(), "You already have an account");
        let answer = browser.submit(&offer.form(0)).await;
        let claims = claims(&world, &mut browser, answer).await;
        assert_eq!(claims["sub"], id.as_str());
        assert_eq!(made(&world).await, [number; 3]);
    }
    assert_eq!(world.app.hashing.computed(), 0);
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    for (_, email) in people {
        let (_, answer) = type_both(&world, email, OTHER).await;
        assert_wrong(&answer);
        sign_in(&world, email, PASSWORD).await;
    }
}

async fn an_account_that_is_made_and_suspended_meanwhile_is_told_and_not_entered(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    add(&world, ADA).await;
    suspend(&world, ADA).await;
    let answer = choose(&mut browser, &page, OTHER).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.heading(), "Your account is suspended");
    assert!(!is_signed_in(&browser));
    assert_eq!(made(&world).await, [1, 1, 0]);
}

async fn of_two_browsers_that_prove_one_new_address_at_once_one_makes_the_account(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let mut posts = Vec::new();
    for password in [PASSWORD, OTHER] {
        let (mut browser, page) = at_new_password(&world, "register", ADA).await;
        let post = async move {
            let answer = choose(&mut browser, &page, password).await;
            let exists = page_of(&page.form(0), "/register/account-exists");
            (browser, answer, exists)
        };
        posts.push((password, post));
    }
    let posts: Vec<_> = posts
        .into_iter()
        .map(|(password, post)| (password, tokio::spawn(post)))
        .collect();
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (password, post) in posts {
        let (browser, answer, exists) = post.await.unwrap();
        if is_signed_in(&browser) {
            kept.push(password);
        } else {
            assert_eq!(answer.location(), exists);
            refused.push(password);
        }
    }
    assert_eq!((kept.len(), refused.len()), (1, 1));
    assert_eq!(made(&world).await, ONE);
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    let (_, answer) = type_both(&world, ADA, refused[0]).await;
    assert_wrong(&answer);
    sign_in(&world, ADA, kept[0]).await;
}

async fn where_no_password_is_wanted_any_more_the_person_begins_anew_and_gets_an_account_without(
    world: World,
) {
    let (world, _folder) = with_new_passwords(world, "").await;
    let (mut browser, page) = at_new_password(&world, "register", ADA).await;
    want_no_passwords(&world).await;
    let begins = page_of(&page.form(0), "/register");
    let asked = browser.get(&page_of(&page.form(0), PAGE)).await;
    assert_eq!(asked.location(), begins);
    let answer = choose(&mut browser, &page, PASSWORD).await;
    assert_eq!(answer.location(), begins);
    assert!(!is_signed_in(&browser));
    assert_eq!(made(&world).await, NOTHING);
    let page = browser.follow(answer).await;
    world.pass(Lifetime::millis(1));
    let page = browser.ask_for_code(&page, ADA).await;
    let done = browser.type_code(&page, &world.code(ADA).await).await;
    assert!(done.parameter("code").is_some());
    assert_eq!(made(&world).await, [1, 0, 1]);
    assert_eq!(world.app.hashing.computed(), 0);
}

async fn where_a_password_is_wanted_meanwhile_the_offer_of_an_account_leads_to_its_page(
    world: World,
) {
    let (world, _folder) = provider(world, "", &[CODE_FIRST]).await;
    let (mut browser, page) = at_code_page(&world, ADA).await;
    let offer = browser.type_code(&page, &world.code(ADA).await).await;
    want_passwords(&world).await;
    let answer = browser.submit(&offer.form(0)).await;
    assert_eq!(answer.location(), page_of(&offer.form(0), PAGE));
    assert_eq!(made(&world).await, NOTHING);
    let page = browser.follow(answer).await;
    let answer = choose(&mut browser, &page, PASSWORD).await;
    let_in(&mut browser, answer).await;
    assert_eq!(made(&world).await, ONE);
}

async fn where_nobody_signs_up_any_more_nothing_is_made(world: World) {
    let (world, _folder) = with_new_passwords(world, "").await;
    for (screen, email) in [("register", ADA), ("sign-in", "bob@example.com")] {
        set_methods(&world, "SignInAndRegister", &[CODE_FIRST]).await;
        let (mut browser, page) = at_new_password(&world, screen, email).await;
        set_methods(&world, "SignIn", &[CODE_FIRST]).await;
        let begins = page_of(&page.form(0), "/sign-in");
        let asked = browser.get(&page_of(&page.form(0), PAGE)).await;
        assert_eq!(asked.location(), begins, "{screen}");
        for typed in [PASSWORD, "short"] {
            let answer = choose(&mut browser, &page, typed).await;
            assert_eq!(answer.location(), begins, "{screen}");
        }
        assert!(!is_signed_in(&browser), "{screen}");
        assert_eq!(made(&world).await, NOTHING, "{screen}");
    }
    assert_eq!(world.app.hashing.computed(), 0);
}

/// The form is sent while another one adds the account: when it looked there was none.
async fn an_account_that_is_made_while_the_password_is_computed_keeps_its_own(given: World) {
    let (world, _folder) = with_new_passwords(given, "").await;
    let (browser, page) = at_new_password(&world, "register", ADA).await;
    let form = page.form(0).with("new_password", OTHER);
    let email: EmailAddress = ADA.parse().unwrap();
    let user = User::identified_by(
        &Identifier::Email(email),
        UserId::mint(&mut world.app.entropy.rng()),
        world.clock.now(),
    );
    let sent = world.app.store.transact(|mut tx| {
        let (mut browser, form) = (browser.clone(), form.clone());
        let (world, user) = (world.clone(), user.clone());
        async move {
            assert!(tx.users().insert(&user).await?);
            let sent = tokio::spawn(async move { browser.submit(&form).await });
            until_somebody_waits(&world).await;
            Ok::<_, StoreError>(sent)
        }
    });
    let answer = sent.await.unwrap().await.unwrap();
    let exists = page_of(&form, "/register/account-exists");
    assert_eq!(answer.location(), exists);
    assert_eq!(made(&world).await, [1, 0, 0]);
    set_methods(&world, "SignIn", &[PASSWORD_FIRST]).await;
    let (_, answer) = type_both(&world, ADA, OTHER).await;
    assert_wrong(&answer);
    world.app.store.close().await;
}
