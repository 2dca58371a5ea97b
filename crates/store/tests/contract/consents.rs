//! What people have agreed to.

use oidc_core::{client::Client, consent::Consent, id::AccessTokenId};
use store::{Store, StoreError};

use crate::harness::samples::{NOW, client, grant, later, session, user};

fn consent(scope: &str, of_api: &str) -> Consent {
    Consent {
        scope: scope.parse().unwrap(),
        resources: [("https://api.example".to_owned(), of_api.parse().unwrap())].into(),
    }
}

async fn a_consent_is_remembered_per_client_and_grows(store: Store) {
    let (ada, shop, other) = (user("ada").id, client("shop"), client("other"));
    store
        .transact(|mut tx| {
            let (ada, shop, other) = (&ada, shop.registrant(), other.registrant());
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
    let (ada, shop, other) = (user("ada").id, client("shop"), client("other"));
    store
        .transact(|mut tx| {
            let (ada, shop, other) = (&ada, shop.registrant(), other.registrant());
            async move {
                let mut consents = tx.consents();
                let said = consent("openid", "");
                consents.remember(ada, shop, &said, NOW).await?;
                consents.remember(ada, other, &said, NOW).await?;
                assert!(consents.forget(ada, shop.id).await?);
                assert!(!consents.forget(ada, shop.id).await?);
                assert_eq!(consents.find(ada, shop).await?, None);
                assert_eq!(consents.find(ada, other).await?, Some(said));
                Ok::<_, StoreError>(())
            }
        })
        .await
        .unwrap();
}

/// A node that does not know yet that the client is gone may write one after it.
async fn a_consent_for_a_former_client_of_an_id_is_none_for_the_next_one(store: Store) {
    let (ada, former) = (user("ada").id, client("shop"));
    let next = Client {
        registration: Some("second".parse().unwrap()),
        ..former.clone()
    };
    let grant = grant(1, "ada", &session(1, "ada"));
    store
        .transact(|mut tx| {
            let (ada, former, next) = (&ada, former.registrant(), next.registrant());
            let grant = &grant;
            async move {
                let (said, anew) = (consent("openid", "read"), consent("email", ""));
                tx.consents().remember(ada, former, &said, NOW).await?;
                assert_eq!(tx.consents().find(ada, next).await?, None);
                assert_eq!(tx.consents().hold(ada, next).await?, None);
                tx.users().insert(&user("ada")).await?;
                tx.grants().insert(grant).await?;
                let token = AccessTokenId::from_bytes([9; 16]);
                let found = tx.grants().find_of_signed(&grant.id, &token).await?;
                assert_eq!(found.unwrap().consent, Ok(Some(said)));
                // The next one's takes its place, and holds nothing of it.
                tx.consents().remember(ada, next, &anew, later(1)).await?;
                assert_eq!(tx.consents().find(ada, next).await?, Some(anew));
                assert_eq!(tx.consents().find(ada, former).await?, None);
                let found = tx.grants().find_of_signed(&grant.id, &token).await?;
                assert_eq!(found.unwrap().consent, Ok(None));
                // Nothing was agreed to, and that is remembered too.
                let (nothing, former) = (Consent::default(), former);
                tx.consents()
                    .remember(ada, former, &nothing, later(2))
                    .await?;
                assert_eq!(tx.consents().find(ada, former).await?, Some(nothing));
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
    let (id, elsewhere) = (shop.registrant(), other.registrant());
    store
        .transact(|mut tx| async move {
            tx.clients().insert(shop).await?;
            for person in people {
                tx.consents().remember(person, id, said, NOW).await?;
            }
            tx.consents()
                .remember(&people[0], elsewhere, said, NOW)
                .await?;
            tx.clients().remove(&shop.id, later(1)).await?;
            assert!(!tx.clients().insert(shop).await?, "not all are gone yet");
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    store.finish_removal(&shop.id, later(2)).await.unwrap();
    store
        .transact(|mut tx| async move {
            for person in people {
                assert_eq!(tx.consents().find(person, id).await?, None);
            }
            assert!(tx.consents().find(&people[0], elsewhere).await?.is_some());
            assert!(tx.clients().insert(shop).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

crate::harness::laws! {
    a_consent_is_remembered_per_client_and_grows,
    a_consent_is_forgotten_once,
    a_consent_for_a_former_client_of_an_id_is_none_for_the_next_one,
    a_client_that_is_removed_leaves_no_consent_behind,
}
