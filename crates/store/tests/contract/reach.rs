//! What hangs from a client or a user is what stands, and no more of it is counted than was said.

use oidc_core::grant::Grant;
use store::{ReachOfClient, ReachOfUser, Store, StoreError};

use crate::harness::samples::{NOW, client, grant, secret, session, user};

/// Three that stand of two people, one of each that is over, and one of another client.
fn grants() -> [Grant; 6] {
    let of_shop = |grant: Grant| Grant {
        client_id: client("shop").id,
        ..grant
    };
    let (ada_here, eve_here) = (session(1, "ada"), session(2, "eve"));
    [
        of_shop(grant(1, "ada", &ada_here)),
        of_shop(grant(2, "ada", &ada_here)),
        of_shop(grant(3, "eve", &eve_here)),
        Grant {
            revoked_at: Some(NOW),
            ..of_shop(grant(4, "eve", &eve_here))
        },
        Grant {
            expires_at: NOW,
            ..of_shop(grant(5, "eve", &eve_here))
        },
        Grant {
            client_id: client("other").id,
            ..grant(6, "ada", &ada_here)
        },
    ]
}

async fn what_stands_is_counted_and_what_is_over_is_not(store: Store) {
    let (shop, ada, grants) = (client("shop"), user("ada"), grants());
    let (shop, ada, grants) = (&shop, &ada, &grants);
    let (all, some, of_ada) = store
        .transact(|mut tx| {
            let (ada_here, eve_here) = (session(1, "ada"), session(2, "eve"));
            async move {
                for name in ["ada", "eve"] {
                    tx.users().insert(&user(name)).await?;
                }
                tx.sessions().insert(&ada_here).await?;
                tx.sessions().insert(&eve_here).await?;
                tx.clients().insert(shop).await?;
                tx.clients().add_secret(&secret("shop", "default")).await?;
                for grant in grants {
                    tx.grants().insert(grant).await?;
                }
                let mut reach = tx.reach();
                let all = reach.of_client(&shop.id, 100, NOW).await?;
                let some = reach.of_client(&shop.id, 2, NOW).await?;
                let of_ada = reach.of_user(&ada.id, NOW).await?;
                Ok::<_, StoreError>((all, some, of_ada))
            }
        })
        .await
        .unwrap();
    let counted = |grants, people| ReachOfClient {
        grants,
        people,
        secrets: 1,
    };
    assert_eq!((all, some), (counted(3, 2), counted(2, 1)));
    let expected = ReachOfUser {
        grants: 3,
        clients: 2,
        sessions: 1,
    };
    assert_eq!(of_ada, expected);
}

crate::harness::laws! {
    what_stands_is_counted_and_what_is_over_is_not,
}
