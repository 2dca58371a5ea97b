//! People, their browsers, and the sessions in them.

use oidc_core::{
    account::{
        identifier::Identifier,
        password::{PasswordScheme, SealedPassword},
    },
    session::Session,
    time::{Lifetime, Timestamp},
    user::User,
};
use store::{Store, StoreError};

use crate::harness::samples::{NOW, client, digest, identifier, later, proofs, session, sid, user};

async fn a_user_is_found_by_address_and_by_session(store: Store) {
    let (ada, mut bare) = (user("ada"), user("bare"));
    bare.email = None;
    bare.email_verified_at = None;
    bare.username = None;
    bare.name = None;
    bare.profile.clear();
    bare.custom_data.clear();
    bare.suspended_at = Some(later(1));
    store
        .transact(|mut tx| {
            let (ada, bare) = (&ada, &bare);
            async move {
                let mut users = tx.users();
                assert!(users.insert(ada).await?);
                assert!(users.insert(bare).await?);
                assert!(users.touch_sign_in(&ada.id, later(1)).await?);
                let known = users
                    .find_by_identifier(&identifier("ada@example.com"))
                    .await?;
                let mut expected = ada.clone();
                expected.last_sign_in_at = Some(later(1));
                assert_eq!(known, Some(expected));
                let unknown = identifier("eve@example.com");
                assert_eq!(users.find_by_identifier(&unknown).await?, None);
                let (here, shop) = (session(1, "bare"), client("shop").id);
                tx.sessions().insert(&here).await?;
                let found = tx.sessions().find_with_user(&here.id, &shop).await?;
                assert_eq!(found.map(|found| found.1).as_ref(), Some(bare));
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn the_spelling_of_an_address_is_kept_beside_its_canonical_twin(store: Store) {
    let (mut ada, mut same) = (user("ada"), user("same"));
    ada.email = Some("Ada@Example.com".parse().unwrap());
    same.email = Some("aDA@example.COM".parse().unwrap());
    let (told, found) = store
        .transact(|mut tx| {
            let (ada, same) = (&ada, &same);
            async move {
                let mut users = tx.users();
                let told = [users.insert(ada).await?, users.insert(same).await?];
                let typed = identifier("ADA@example.com");
                Ok::<_, StoreError>((told, users.find_by_identifier(&typed).await?))
            }
        })
        .await
        .unwrap();
    assert_eq!(told, [true, false]);
    let email = found.unwrap().email.unwrap();
    assert_eq!(email.as_typed(), "Ada@Example.com");
    assert_eq!(email.as_str(), "ada@example.com");
}

async fn a_user_is_found_by_number_and_by_user_name_in_any_case(store: Store) {
    let (mut ada, eve) = (user("ada"), user("eve"));
    ada.phone = Some("+14255551212".parse().unwrap());
    ada.username = Some("Ada.L".to_owned());
    let found = store
        .transact(|mut tx| {
            let (ada, eve) = (&ada, &eve);
            async move {
                let mut users = tx.users();
                assert!(users.insert(ada).await?);
                assert!(users.insert(eve).await?);
                let mut found = Vec::new();
                for stored in [
                    "phone:+14255551212",
                    "username:Ada.L",
                    "username:aDA.l",
                    "username:EVE",
                    "phone:+14255551213",
                    "username:ada",
                ] {
                    let identifier: Identifier = stored.parse().unwrap();
                    found.push(users.find_by_identifier(&identifier).await?);
                }
                Ok::<_, StoreError>(found)
            }
        })
        .await
        .unwrap();
    let (ada, eve) = (Some(ada), Some(eve));
    assert_eq!(found, [ada.clone(), ada.clone(), ada, eve, None, None]);
}

async fn an_address_or_user_name_belongs_to_one_user_but_many_have_none(store: Store) {
    let ada = user("ada");
    let mut same_address = user("eve");
    same_address.email = ada.email.clone();
    let mut same_name = user("joe");
    same_name.username = Some("ADA".to_owned());
    let (mut none, mut none_either) = (user("kim"), user("lou"));
    for user in [&mut none, &mut none_either] {
        user.email = None;
        user.username = None;
    }
    let told = store
        .transact(|mut tx| {
            let users = [&ada, &same_address, &same_name, &none, &none_either];
            async move {
                let mut told = Vec::new();
                for user in users {
                    told.push(tx.users().insert(user).await?);
                }
                Ok::<_, StoreError>(told)
            }
        })
        .await
        .unwrap();
    assert_eq!(told, [true, false, false, true, true]);
}

async fn a_browser_is_known_for_the_address_it_signed_in_to(store: Store) {
    let known = store
        .transact(|mut tx| async move {
            let mut browsers = tx.known_browsers();
            let (phone, ada, eve) = (digest("phone"), digest("ada"), digest("eve"));
            browsers.remember(&phone, &ada, NOW).await?;
            Ok::<_, StoreError>((
                browsers.knows(&phone, &ada, NOW).await?,
                browsers.knows(&phone, &eve, NOW).await?,
                browsers.knows(&digest("desk"), &ada, NOW).await?,
            ))
        })
        .await
        .unwrap();
    assert_eq!(known, (true, false, false));
}

async fn a_browser_is_known_for_a_year_after_it_was_last_seen(store: Store) {
    let year = |from: Timestamp| from.plus(Lifetime::days(365));
    let known = store
        .transact(|mut tx| async move {
            let mut browsers = tx.known_browsers();
            let (phone, ada) = (digest("phone"), digest("ada"));
            let just_before = year(NOW).minus(Lifetime::millis(1));
            browsers.remember(&phone, &ada, NOW).await?;
            let mut known = vec![
                browsers.knows(&phone, &ada, just_before).await?,
                browsers.knows(&phone, &ada, year(NOW)).await?,
            ];
            browsers.remember(&phone, &ada, later(1)).await?;
            known.push(browsers.knows(&phone, &ada, year(NOW)).await?);
            known.push(browsers.knows(&phone, &ada, year(later(1))).await?);
            Ok::<_, StoreError>(known)
        })
        .await
        .unwrap();
    assert_eq!(known, [true, false, true, false]);
}

async fn a_session_slides_and_ends_once(store: Store) {
    let mut expected = session(1, "ada");
    let id = expected.id;
    expected.seen_at = later(5);
    expected.expires_at = later(500);
    let (live, first, second, late) = store
        .transact(|mut tx| async move {
            let mut sessions = tx.sessions();
            assert_eq!(sessions.find(&id).await?, None);
            sessions.insert(&session(1, "ada")).await?;
            sessions.slide(&id, later(5), later(500)).await?;
            let live = sessions.find(&id).await?;
            let first = sessions.end(&id, later(6)).await?;
            let second = sessions.end(&id, later(7)).await?;
            sessions.slide(&id, later(8), later(800)).await?;
            Ok::<_, StoreError>((live, first, second, sessions.find(&id).await?))
        })
        .await
        .unwrap();
    assert_eq!(live, Some(expected.clone()));
    assert!(first && !second);
    expected.ended_at = Some(later(6));
    assert_eq!(late, Some(expected));
}

async fn t_40_a_renewed_session_has_a_new_secret_and_proof(store: Store) {
    let mut fresh = session(1, "ada");
    fresh.digest = digest("another");
    fresh.auth_time = later(9);
    fresh.seen_at = later(9);
    fresh.expires_at = later(900);
    fresh.proofs = proofs(later(9));
    let mut other = fresh.clone();
    other.user_id = "eve".parse().unwrap();
    store
        .transact(|mut tx| {
            let (fresh, other) = (&fresh, &other);
            async move {
                let mut sessions = tx.sessions();
                sessions.insert(&session(1, "ada")).await?;
                let former = digest("session");
                assert!(!sessions.renew(other, &former).await?);
                assert!(!sessions.renew(fresh, &digest("never")).await?);
                assert!(sessions.renew(fresh, &former).await?);
                assert_eq!(sessions.find(&fresh.id).await?.as_ref(), Some(fresh));
                assert!(!sessions.renew(fresh, &former).await?);
                sessions.end(&fresh.id, later(10)).await?;
                assert!(!sessions.renew(fresh, &fresh.digest).await?);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn a_session_is_held_while_it_stands(store: Store) {
    let here = session(1, "ada");
    let id = here.id;
    let told = store
        .transact(|mut tx| {
            let here = &here;
            async move {
                let mut sessions = tx.sessions();
                let unknown = sessions.hold(&id, NOW).await?;
                sessions.insert(here).await?;
                let stands = sessions.hold(&id, later(59)).await?;
                assert_eq!(sessions.find(&id).await?.as_ref(), Some(here));
                let over = sessions.hold(&id, here.expires_at).await?;
                sessions.end(&id, later(1)).await?;
                let ended = sessions.hold(&id, later(1)).await?;
                Ok::<_, StoreError>([unknown, stands, over, ended])
            }
        })
        .await
        .unwrap();
    assert_eq!(told, [false, true, false, false]);
}

async fn a_client_joins_a_session_and_never_comes_back_after_signing_out(store: Store) {
    let id = session(1, "ada").id;
    let (registered, other) = (client("shop"), client("other").id);
    let told = store
        .transact(|mut tx| {
            let (registered, other) = (&registered, &other);
            async move {
                tx.users().insert(&user("ada")).await?;
                tx.clients().insert(registered).await?;
                let (shop, joining) = (&registered.id, registered.registrant());
                let mut sessions = tx.sessions();
                sessions.insert(&session(1, "ada")).await?;
                let mut told = vec![sessions.sid_of(&id, shop).await?];
                sessions.join_client(&id, joining, &sid(1), NOW).await?;
                sessions
                    .join_client(&id, joining, &sid(2), later(1))
                    .await?;
                told.push(sessions.sid_of(&id, shop).await?);
                told.push(sessions.sid_of(&id, other).await?);
                sessions.sign_out(&id, shop, NOW).await?;
                told.push(sessions.sid_of(&id, shop).await?);
                sessions
                    .join_client(&id, joining, &sid(3), later(3))
                    .await?;
                told.push(sessions.sid_of(&id, shop).await?);
                Ok::<_, StoreError>(told)
            }
        })
        .await
        .unwrap();
    assert_eq!(told, [None, Some(sid(1)), None, None, None]);
}

async fn single_sign_on_reads_everything_at_once(store: Store) {
    let (ada, here) = (user("ada"), session(1, "ada"));
    let (registered, other) = (client("shop"), client("other").id);
    let (joined, fresh, signed_out, unknown) = store
        .transact(|mut tx| {
            let (ada, here, registered, other) = (&ada, &here, &registered, &other);
            async move {
                tx.users().insert(ada).await?;
                tx.clients().insert(registered).await?;
                let (shop, joining) = (&registered.id, registered.registrant());
                let mut sessions = tx.sessions();
                sessions.insert(here).await?;
                sessions
                    .join_client(&here.id, joining, &sid(1), NOW)
                    .await?;
                let joined = sessions.find_with_user(&here.id, shop).await?;
                let fresh = sessions.find_with_user(&here.id, other).await?;
                sessions.sign_out(&here.id, shop, later(1)).await?;
                let signed_out = sessions.find_with_user(&here.id, shop).await?;
                let unknown = sessions.find_with_user(&session(2, "ada").id, shop).await?;
                Ok::<_, StoreError>((joined, fresh, signed_out, unknown))
            }
        })
        .await
        .unwrap();
    assert_eq!(joined, Some((here.clone(), ada.clone(), true)));
    assert_eq!(fresh, Some((here.clone(), ada.clone(), false)));
    let ended = Session {
        ended_at: Some(later(1)),
        ..here
    };
    assert_eq!(signed_out, Some((ended, ada, false)));
    assert_eq!(unknown, None);
}

async fn passwords_are_counted_by_scheme_and_some_of_each_are_shown(store: Store) {
    let sealed = |byte: u8, scheme: PasswordScheme| SealedPassword {
        sealed: vec![byte],
        scheme,
    };
    let people = ["ada", "bob", "cyd", "dan"].map(|id| User {
        email: None,
        email_verified_at: None,
        username: None,
        ..user(id)
    });
    let passwords = [
        sealed(1, PasswordScheme::Bcrypt),
        sealed(2, PasswordScheme::Argon2id),
        sealed(3, PasswordScheme::Bcrypt),
    ];
    let (people, passwords) = (&people, &passwords);
    store
        .transact(|mut tx| async move {
            for user in people {
                assert!(tx.users().insert(user).await?);
            }
            assert!(tx.password_schemes().counted().await?.is_empty());
            for (user, password) in people.iter().zip(passwords) {
                assert!(tx.passwords().set(&user.id, password).await?);
            }
            let counted = tx.password_schemes().counted().await?;
            assert_eq!(
                counted,
                [(PasswordScheme::Argon2id, 1), (PasswordScheme::Bcrypt, 2)]
            );
            let mut schemes = tx.password_schemes();
            let both = schemes.some(PasswordScheme::Bcrypt, 9).await?;
            let expected = [&people[0], &people[2]].map(|user| user.id.clone());
            let expected = expected.into_iter();
            let expected = expected.zip([passwords[0].clone(), passwords[2].clone()]);
            assert_eq!(both, expected.collect::<Vec<_>>());
            let one = schemes.some(PasswordScheme::Bcrypt, 1).await?;
            assert_eq!(one.len(), 1);
            assert!(schemes.some(PasswordScheme::Md5, 9).await?.is_empty());
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

crate::harness::laws! {
    passwords_are_counted_by_scheme_and_some_of_each_are_shown,
    a_user_is_found_by_address_and_by_session,
    the_spelling_of_an_address_is_kept_beside_its_canonical_twin,
    a_user_is_found_by_number_and_by_user_name_in_any_case,
    an_address_or_user_name_belongs_to_one_user_but_many_have_none,
    a_browser_is_known_for_the_address_it_signed_in_to,
    a_browser_is_known_for_a_year_after_it_was_last_seen,
    a_session_slides_and_ends_once,
    t_40_a_renewed_session_has_a_new_secret_and_proof,
    a_session_is_held_while_it_stands,
    a_client_joins_a_session_and_never_comes_back_after_signing_out,
    single_sign_on_reads_everything_at_once,
}
