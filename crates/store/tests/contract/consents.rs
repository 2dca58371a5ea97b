//! What people have agreed to.

use oidc_core::consent::Consent;
use store::{Store, StoreError};

use crate::harness::samples::{NOW, client, later, user};

fn consent(scope: &str, of_api: &str) -> Consent {
    Consent {
        scope: scope.parse().unwrap(),
        resources: [("https://api.example".to_owned(), of_api.parse().unwrap())].into(),
    }
}

async fn a_consent_is_remembered_per_client_and_grows(store: Store) {
    let (ada, shop, other) = (user("ada").id, client("shop").id, client("other").id);
    store
        .transact(|mut tx| {
            let (ada, shop, other) = (&ada, &shop, &other);
            async move {
                let mut consents = tx.consents();
                assert_eq!(consents.hold(ada, shop).await?, None);
                let first = consent("openid", "read");
                consents.remember(ada, shop, &first, NOW).await?;
                assert_eq!(consents.find(ada, shop).await?, Some(first));
                let more = consent("email", "write");
                consents.remember(ada, shop, &more, later(1)).await?;
                let both = Some(consent("openid email", "read write"));
                assert_eq!(consents.hold(ada, shop).await?, both);
                assert_eq!(consents.find(ada, shop).await?, both);
                assert_eq!(consents.find(ada, other).await?, None);
                assert_eq!(consents.find(&user("eve").id, shop).await?, None);
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn a_consent_is_forgotten_once(store: Store) {
    let (ada, shop, other) = (user("ada").id, client("shop").id, client("other").id);
    store
        .transact(|mut tx| {
            let (ada, shop, other) = (&ada, &shop, &other);
            async move {
                let mut consents = tx.consents();
                let said = consent("openid", "");
                consents.remember(ada, shop, &said, NOW).await?;
                consents.remember(ada, other, &said, NOW).await?;
                assert!(consents.forget(ada, shop).await?);
                assert!(!consents.forget(ada, shop).await?);
                assert_eq!(consents.find(ada, shop).await?, None);
                assert_eq!(consents.find(ada, other).await?, Some(said));
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

async fn a_client_that_is_removed_leaves_no_consent_behind(store: Store) {
    const MANY: usize = 1_200;
    let (shop, other) = (client("shop"), client("other"));
    let people: Vec<_> = (0..MANY).map(|n| user(&format!("u{n}")).id).collect();
    let (shop, other, people) = (&shop, &other, &people);
    let said = &consent("openid", "");
    store
        .transact(|mut tx| async move {
            tx.clients().insert(shop).await?;
            for person in people {
                tx.consents().remember(person, &shop.id, said, NOW).await?;
            }
            tx.consents()
                .remember(&people[0], &other.id, said, NOW)
                .await?;
            tx.clients().remove(&shop.id, later(1)).await?;
            assert!(!tx.clients().insert(shop).await?, "not all are gone yet");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    store.finish_removals(later(2)).await.unwrap();
    store
        .transact(|mut tx| async move {
            for person in people {
                assert_eq!(tx.consents().find(person, &shop.id).await?, None);
            }
            assert!(tx.consents().find(&people[0], &other.id).await?.is_some());
            assert!(tx.clients().insert(shop).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

crate::harness::laws! {
    a_consent_is_remembered_per_client_and_grows,
    a_consent_is_forgotten_once,
    a_client_that_is_removed_leaves_no_consent_behind,
}
