//! What was seen of clients: addresses they were refused, and what they have come to do.

use oidc_core::{
    client::{Client, Registrant},
    milestone::Milestone,
    refused_redirect::{MOST, RefusedKind},
    time::Timestamp,
};
use store::{Refusals, Store, StoreError, Tx};

use crate::harness::samples::{NOW, client, later};

async fn refused(
    tx: &mut Tx,
    client: Registrant<'_>,
    uri: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let refusals = Refusals {
        kind: RefusedKind::SignIn,
        uri: &uri.parse().unwrap(),
        count: 2,
        first: NOW,
        last: at,
    };
    tx.refused_redirects().count(client, refusals).await
}

/// The texts, newest first, with how often they were refused.
async fn told(tx: &mut Tx, client: &Client) -> Result<Vec<(String, u32)>, StoreError> {
    let found = tx.refused_redirects().of(&client.id).await?.into_iter();
    Ok(found
        .map(|refused| (refused.uri.as_str().to_owned(), refused.count))
        .collect())
}

async fn refusals_add_up_and_the_one_seen_longest_ago_makes_room(store: Store) {
    let (shop, other) = (&client("shop"), &client("other"));
    let (before, after, others) = store
        .transact(|mut tx| async move {
            for client in [shop, other] {
                tx.clients().insert(client).await?;
            }
            refused(&mut tx, other.registrant(), "x:old", NOW).await?;
            for number in 0..MOST {
                let minutes = u32::try_from(number).unwrap();
                let uri = format!("x:{number:02}");
                refused(&mut tx, shop.registrant(), &uri, later(minutes)).await?;
            }
            tx.refused_redirects().make_room(&shop.id).await?;
            let before = told(&mut tx, shop).await?;
            // The oldest is seen again; the next one makes room.
            for uri in ["x:00", "x:new"] {
                refused(&mut tx, shop.registrant(), uri, later(60)).await?;
            }
            tx.refused_redirects().make_room(&shop.id).await?;
            let others = told(&mut tx, other).await?;
            Ok::<_, StoreError>((before, told(&mut tx, shop).await?, others))
        })
        .await
        .unwrap();
    assert_eq!(before.len(), MOST);
    assert_eq!(before.last(), Some(&("x:00".to_owned(), 2)));
    assert_eq!(after.len(), MOST);
    let newest = [("x:00".to_owned(), 4), ("x:new".to_owned(), 2)];
    assert_eq!(after[..2], newest);
    assert_eq!(after.last(), Some(&("x:02".to_owned(), 2)));
    assert_eq!(others.len(), 1);
}

async fn refusals_are_forgotten_alone_or_all_at_once(store: Store) {
    let shop = &client("shop");
    let counts = store
        .transact(|mut tx| async move {
            tx.clients().insert(shop).await?;
            for uri in ["x:1", "x:2", "x:3"] {
                refused(&mut tx, shop.registrant(), uri, NOW).await?;
            }
            let mut refused = tx.refused_redirects();
            Ok::<_, StoreError>([
                refused.forget(&shop.id, Some("x:2")).await?,
                refused.forget(&shop.id, Some("x:2")).await?,
                refused.forget(&shop.id, None).await?,
                refused.forget(&shop.id, None).await?,
            ])
        })
        .await
        .unwrap();
    assert_eq!(counts, [1, 0, 2, 0]);
}

async fn the_first_time_stays_and_the_last_one_moves_on(store: Store) {
    let shop = &client("shop");
    let found = store
        .transact(|mut tx| async move {
            tx.clients().insert(shop).await?;
            for at in [later(1), NOW, later(2), later(1)] {
                for milestone in [Milestone::FirstToken, Milestone::LastSignIn] {
                    let mut milestones = tx.milestones();
                    milestones.reached(shop.registrant(), milestone, at).await?;
                }
            }
            tx.milestones().of(&shop.id).await
        })
        .await;
    let mut found: Vec<_> = found.unwrap_or_else(|error: StoreError| panic!("{error}"));
    found.sort_unstable();
    let expected = [
        (Milestone::FirstToken, later(1)),
        (Milestone::LastSignIn, later(2)),
    ];
    assert_eq!(found, expected);
}

async fn nothing_is_written_for_a_former_client_of_the_id_and_its_own_goes_with_it(store: Store) {
    let former = &client("shop");
    let next = &Client {
        registration: Some("second".parse().unwrap()),
        ..former.clone()
    };
    let empty = store
        .transact(|mut tx| async move {
            tx.clients().insert(former).await?;
            refused(&mut tx, former.registrant(), "x:1", NOW).await?;
            let milestone = Milestone::FirstRequest;
            let mut milestones = tx.milestones();
            milestones
                .reached(former.registrant(), milestone, NOW)
                .await?;
            tx.clients().remove(&former.id, NOW).await?;
            tx.clients().insert(next).await?;
            // A node that does not know of it yet.
            refused(&mut tx, former.registrant(), "x:1", NOW).await?;
            let mut milestones = tx.milestones();
            milestones
                .reached(former.registrant(), milestone, NOW)
                .await?;
            let empty = (
                tx.refused_redirects().of(&next.id).await?.len(),
                tx.milestones().of(&next.id).await?.len(),
            );
            refused(&mut tx, next.registrant(), "x:1", NOW).await?;
            Ok::<_, StoreError>((empty, tx.refused_redirects().of(&next.id).await?.len()))
        })
        .await
        .unwrap();
    assert_eq!(empty, ((0, 0), 1));
}

crate::harness::laws! {
    refusals_add_up_and_the_one_seen_longest_ago_makes_room,
    refusals_are_forgotten_alone_or_all_at_once,
    the_first_time_stays_and_the_last_one_moves_on,
    nothing_is_written_for_a_former_client_of_the_id_and_its_own_goes_with_it,
}
