//! The secrets of a client: whose they are, when they were used, and what of it others must read.

use oidc_core::{source::Source, time::Lifetime};
use store::{Store, StoreError};

use crate::harness::samples::{NOW, client, later, secret};

async fn secrets_of_another_source_stay_and_none_loses_its_last_use(store: Store) {
    let shop = client("shop");
    let told = store
        .transact(|mut tx| {
            let shop = &shop;
            async move {
                let mut clients = tx.clients();
                clients.insert(shop).await?;
                let mut entered = secret("shop", "entered");
                entered.source = Source::Console;
                for secret in [&entered, &secret("shop", "a"), &secret("shop", "b")] {
                    assert!(clients.add_secret(secret).await?);
                }
                for at in [later(2), later(1)] {
                    clients.note_use(&shop.id, "b", at).await?;
                }
                let new = [secret("shop", "b"), secret("shop", "c")];
                clients
                    .replace_secrets(&shop.id, Source::File, &new)
                    .await?;
                assert!(clients.remove_secret(&shop.id, "c").await?);
                assert!(!clients.remove_secret(&shop.id, "c").await?);
                let own = clients.secrets_of(&shop.id).await?;
                Ok::<_, StoreError>((own, entered))
            }
        })
        .await
        .unwrap();
    let mut used = secret("shop", "b");
    used.last_used_at = Some(later(2));
    assert_eq!(told.0.rows, [used, told.1]);
}

async fn a_use_is_no_change_of_the_client_and_a_secret_is(store: Store) {
    let shop = client("shop");
    let grown = store
        .transact(|mut tx| {
            let shop = &shop;
            async move {
                tx.clients().insert(shop).await?;
                tx.clients().add_secret(&secret("shop", "a")).await?;
                let before = tx.versions().all().await?.clients;
                tx.clients().note_use(&shop.id, "a", NOW).await?;
                tx.clients().hold().await?;
                let used = tx.versions().all().await?.clients - before;
                tx.clients().remove_secret(&shop.id, "a").await?;
                let removed = tx.versions().all().await?.clients - before;
                Ok::<_, StoreError>((used, removed))
            }
        })
        .await
        .unwrap();
    assert_eq!(grown, (0, 1));
}

async fn the_longest_life_of_an_id_token_counts_over_all_clients(store: Store) {
    let told = store
        .transact(|mut tx| async move {
            let none = tx.clients().longest_id_token().await?;
            for (name, hours) in [("a", 2), ("b", 7)] {
                let mut client = client(name);
                client.id_token_lifetime = Lifetime::hours(hours);
                client.disabled = true;
                tx.clients().insert(&client).await?;
            }
            Ok::<_, StoreError>((none, tx.clients().longest_id_token().await?))
        })
        .await
        .unwrap();
    assert_eq!(told, (Lifetime::ZERO, Lifetime::hours(7)));
}

crate::harness::laws! {
    secrets_of_another_source_stay_and_none_loses_its_last_use,
    a_use_is_no_change_of_the_client_and_a_secret_is,
    the_longest_life_of_an_id_token_counts_over_all_clients,
}
