//! Grants, and all that hangs from them.

use oidc_core::{
    consent::Consent,
    grant::{FoundGrant, Grant, GrantSession},
    id::AccessTokenId,
    session::Session,
    time::Timestamp,
};
use store::{Store, StoreError, Tx, Wanted};

use crate::harness::samples::{
    NOW, access_token, client, code, family, grant, later, session, sid, user,
};

/// A user with a session, a client that joined it, and a grant.
async fn begin(tx: &mut Tx) -> Result<Session, StoreError> {
    let here = session(1, "ada");
    tx.users().insert(&user("ada")).await?;
    tx.sessions().insert(&here).await?;
    let shop = client("shop");
    tx.clients().insert(&shop).await?;
    tx.sessions()
        .join_client(&here.id, shop.registrant(), &sid(1), NOW)
        .await?;
    tx.grants().insert(&grant(1, "ada", &here)).await?;
    Ok(here)
}

fn grant_context() -> FoundGrant {
    let here = session(1, "ada");
    FoundGrant {
        grant: grant(1, "ada", &here),
        user: Some(user("ada")),
        session: Some(GrantSession {
            ended: false,
            expires_at: here.expires_at,
            client_signed_out: false,
            sid: Some(sid(1)),
        }),
        consent: Ok(None),
    }
}

/// The context of a grant, as a token that hangs from it shows it.
async fn context_of(tx: &mut Tx, grant: &Grant) -> Result<FoundGrant, StoreError> {
    let mut token = access_token(0, grant);
    token.id = AccessTokenId::from_bytes(*grant.id.as_bytes());
    tx.access_tokens().insert(&token).await?;
    let found = tx.access_tokens().find_with_grant(&token.id).await?;
    Ok(found.unwrap().1)
}

async fn a_grant_stands_with_its_user_and_session(store: Store) {
    let expected = grant_context();
    let grant = &expected.grant;
    let told = store
        .transact(|mut tx| async move {
            begin(&mut tx).await?;
            context_of(&mut tx, grant).await
        })
        .await
        .unwrap();
    assert_eq!(told, expected);
}

async fn a_grant_stands_with_what_its_user_has_agreed_to_give_its_client(store: Store) {
    let (ada, eve) = (user("ada").id, user("eve").id);
    let (shop, other) = (client("shop"), client("other"));
    let agreed = Consent {
        scope: "openid".parse().unwrap(),
        resources: [("books".to_owned(), "read".parse().unwrap())].into(),
    };
    let id = grant_context().grant.id;
    let token = AccessTokenId::from_bytes([9; 16]);
    let (own, of_others) = (&agreed, &Consent::to("email".parse().unwrap()));
    let found = store.transact(|mut tx| {
        let (ada, eve, shop, other) = (&ada, &eve, &shop, &other);
        async move {
            begin(&mut tx).await?;
            let (shop, other) = (shop.registrant(), other.registrant());
            let mut consents = tx.consents();
            consents.remember(ada, other, of_others, NOW).await?;
            consents.remember(eve, shop, of_others, NOW).await?;
            let before = tx.grants().find_of_signed(&id, &token).await?;
            tx.consents().remember(ada, shop, own, NOW).await?;
            Ok::<_, StoreError>((before, tx.grants().find_of_signed(&id, &token).await?))
        }
    });
    let (before, after) = found.await.unwrap();
    assert_eq!(before.unwrap().consent, Ok(None));
    assert_eq!(after.unwrap().consent, Ok(Some(agreed)));
}

async fn a_grant_shows_everything_that_ended_it(store: Store) {
    let id = grant_context().grant.id;
    let told = store
        .transact(|mut tx| async move {
            let here = begin(&mut tx).await?;
            assert!(tx.grants().revoke(&id, later(1)).await?);
            assert!(!tx.grants().revoke(&id, later(2)).await?);
            let shop = client("shop").id;
            assert!(tx.sessions().sign_out(&here.id, &shop, later(3)).await?);
            assert!(!tx.sessions().sign_out(&here.id, &shop, later(4)).await?);
            context_of(&mut tx, &grant_context().grant).await
        })
        .await
        .unwrap();
    let mut expected = grant_context();
    expected.grant.revoked_at = Some(later(1));
    let session = expected.session.as_mut().unwrap();
    (session.ended, session.client_signed_out) = (true, true);
    assert_eq!(told, expected);
}

/// The node that wrote the grant may be an hour ahead of the one that signed the client out.
async fn a_sign_out_ends_a_grant_whatever_the_clocks_said(store: Store) {
    let hour = 3_600_000;
    for (number, clock) in [(1, -hour), (2, -1_000), (3, 0), (4, 1_000), (5, hour)] {
        let told = store
            .transact(|mut tx| async move {
                let name = format!("ada-{number}");
                let here = session(number, &name);
                let shop = client("shop");
                tx.users().insert(&user(&name)).await?;
                tx.clients().insert(&shop).await?;
                tx.sessions().insert(&here).await?;
                tx.sessions()
                    .join_client(&here.id, shop.registrant(), &sid(1), NOW)
                    .await?;
                let mut grant = grant(number, &name, &here);
                grant.created_at = NOW;
                tx.grants().insert(&grant).await?;
                let signed_out_at = Timestamp::from_millis(NOW.as_millis() + clock);
                tx.sessions()
                    .sign_out(&here.id, &shop.id, signed_out_at)
                    .await?;
                context_of(&mut tx, &grant).await
            })
            .await
            .unwrap();
        let session = told.session.unwrap();
        assert!(session.client_signed_out && session.ended, "{clock}");
    }
}

async fn a_grant_whose_session_is_gone_has_no_live_session(store: Store) {
    let lost = grant(2, "ada", &session(7, "ada"));
    let told = store
        .transact(|mut tx| {
            let lost = &lost;
            async move {
                begin(&mut tx).await?;
                tx.grants().insert(lost).await?;
                context_of(&mut tx, lost).await
            }
        })
        .await
        .unwrap();
    let session = told.session.unwrap();
    assert!(session.ended && session.expires_at.is_over(NOW));
}

/// Six grants: of the second Eve's, of the third another client's, the fourth is over, the fifth
/// revoked.
fn six() -> Vec<Grant> {
    let here = session(1, "ada");
    let one = |number| {
        let mut grant = grant(number, if number == 2 { "eve" } else { "ada" }, &here);
        match number {
            3 => grant.client_id = client("other").id,
            4 => grant.expires_at = NOW,
            5 => grant.revoked_at = Some(NOW),
            _ => {}
        }
        grant
    };
    (1..=6).map(one).collect()
}

async fn a_page_of_grants_holds_those_that_stand_newest_first(store: Store) {
    let (grants, ada, shop) = (six(), user("ada").id, client("shop").id);
    let (grants, ada, shop) = (&grants, &ada, &shop);
    let third = &grants[2].id;
    let wanted = [
        (None, None, None, 10, &[6, 3, 2, 1][..]),
        (None, None, None, 2, &[6, 3]),
        (None, None, Some(third), 10, &[2, 1]),
        (Some(ada), None, None, 10, &[6, 3, 1]),
        (None, Some(shop), None, 10, &[6, 2, 1]),
        (Some(ada), Some(shop), None, 10, &[6, 1]),
    ];
    store
        .transact(|mut tx| async move {
            for grant in grants {
                tx.grants().insert(grant).await?;
            }
            for (user, client, before, most, numbers) in wanted {
                let wanted = Wanted {
                    user,
                    client,
                    before,
                    now: NOW,
                    most,
                };
                let found = tx.grants().page(&wanted).await?;
                let expected: Vec<_> = numbers.iter().map(|n| grants[n - 1].clone()).collect();
                assert_eq!(found, expected, "{wanted:?}");
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn all_that_a_person_granted_a_client_is_revoked_and_nothing_else(store: Store) {
    let (grants, ada, shop) = (six(), user("ada").id, client("shop").id);
    let (grants, ada, shop) = (&grants, &ada, &shop);
    store
        .transact(|mut tx| async move {
            for grant in grants {
                tx.grants().insert(grant).await?;
            }
            assert_eq!(tx.grants().revoke_all(ada, shop, later(1)).await?, 3);
            assert_eq!(tx.grants().revoke_all(ada, shop, later(2)).await?, 0);
            for (number, revoked_at) in [(0, Some(later(1))), (1, None), (2, None), (4, Some(NOW))]
            {
                let found = tx.grants().find(&grants[number].id).await?.unwrap();
                assert_eq!(found.revoked_at, revoked_at, "{number}");
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn a_code_is_used_once_and_still_known_afterwards(store: Store) {
    let mut expected = code(3, &grant_context().grant);
    let written = expected.clone();
    let told = store
        .transact(|mut tx| {
            let written = &written;
            async move {
                begin(&mut tx).await?;
                let mut codes = tx.codes();
                assert_eq!(codes.find_with_grant(&written.id).await?, None);
                codes.insert(written).await?;
                let unused = codes.find_with_grant(&written.id).await?;
                assert_eq!(unused.map(|found| found.0).as_ref(), Some(written));
                assert!(codes.consume(&written.id, later(1)).await?);
                assert!(!codes.consume(&written.id, later(2)).await?);
                codes.find_with_grant(&written.id).await
            }
        })
        .await
        .unwrap();
    expected.consumed_at = Some(later(1));
    assert_eq!(told, Some((expected, grant_context())));
}

async fn an_access_token_comes_with_its_grant(store: Store) {
    let mut written = access_token(4, &grant_context().grant);
    written.revoked_at = Some(later(1));
    let expected = written.clone();
    let told = store
        .transact(|mut tx| {
            let written = &written;
            async move {
                begin(&mut tx).await?;
                let mut tokens = tx.access_tokens();
                assert_eq!(tokens.find_with_grant(&written.id).await?, None);
                tokens.insert(written).await?;
                tokens.find_with_grant(&written.id).await
            }
        })
        .await
        .unwrap();
    assert_eq!(told, Some((expected, grant_context())));
}

async fn a_family_rotates_from_its_newest_generation_until_revoked(store: Store) {
    let mut expected = family(5, &grant_context().grant);
    let written = expected.clone();
    let (told, found) = store
        .transact(|mut tx| {
            let written = &written;
            async move {
                begin(&mut tx).await?;
                let (id, mut tokens) = (written.id, tx.refresh_tokens());
                assert_eq!(tokens.find_with_grant(&id).await?, None);
                tokens.insert(written).await?;
                let told = [
                    tokens.rotate(&id, 1, later(1), later(400)).await?,
                    tokens.rotate(&id, 0, later(1), later(400)).await?,
                    tokens.rotate(&id, 0, later(2), later(500)).await?,
                    tokens.revoke(&id, later(3)).await?,
                    tokens.revoke(&id, later(4)).await?,
                    tokens.rotate(&id, 1, later(5), later(500)).await?,
                ];
                Ok::<_, StoreError>((told, tokens.find_with_grant(&id).await?))
            }
        })
        .await
        .unwrap();
    assert_eq!(told, [false, true, false, true, false, false]);
    expected.generation = 1;
    expected.rotated_at = later(1);
    expected.expires_at = later(400);
    expected.revoked_at = Some(later(3));
    assert_eq!(found, Some((expected, grant_context())));
}

crate::harness::laws! {
    a_grant_stands_with_its_user_and_session,
    a_grant_stands_with_what_its_user_has_agreed_to_give_its_client,
    a_grant_shows_everything_that_ended_it,
    a_sign_out_ends_a_grant_whatever_the_clocks_said,
    a_grant_whose_session_is_gone_has_no_live_session,
    a_page_of_grants_holds_those_that_stand_newest_first,
    all_that_a_person_granted_a_client_is_revoked_and_nothing_else,
    a_code_is_used_once_and_still_known_afterwards,
    an_access_token_comes_with_its_grant,
    a_family_rotates_from_its_newest_generation_until_revoked,
}
