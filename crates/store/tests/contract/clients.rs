//! Clients and their secrets.

use oidc_core::{client::ClientKind, key::Algorithm, source::Source};
use store::{Found, Store, StoreError, Unreadable};

use crate::harness::{
    samples::{NOW, access_token, client, grant, later, secret, session, user},
    total,
};

async fn version(store: &Store) -> i64 {
    store
        .read(|mut tx| async move { total(&mut tx).await })
        .await
        .unwrap()
}

async fn a_client_comes_back_as_it_was_written(store: Store) {
    let (full, mut bare) = (client("full"), client("bare"));
    bare.kind = ClientKind::Native;
    bare.redirect_uris.clear();
    bare.post_logout_redirect_uris.clear();
    bare.initiate_login_uri = None;
    bare.id_token_alg = None;
    bare.third_party = true;
    bare.rotate_refresh_token = false;
    bare.source = Source::Console;
    let all = store
        .transact(|mut tx| {
            let (full, bare) = (&full, &bare);
            async move {
                assert!(tx.clients().insert(full).await?);
                assert!(tx.clients().insert(bare).await?);
                assert_eq!(tx.clients().find(&full.id).await?.as_ref(), Some(full));
                assert_eq!(tx.clients().find(&"nobody".parse().unwrap()).await?, None);
                tx.clients().all().await
            }
        })
        .await
        .unwrap();
    assert_eq!(all.rows, [bare, full]);
    assert_eq!(all.unreadable, []);
}

async fn the_algorithms_that_clients_ask_for_are_told_once_each(store: Store) {
    let (one, two, mut none) = (client("one"), client("two"), client("none"));
    none.id_token_alg = None;
    let asked = store
        .transact(|mut tx| {
            let clients = [&none, &one, &two];
            async move {
                let nobody = tx.clients().id_token_algorithms().await?;
                for client in clients {
                    tx.clients().insert(client).await?;
                }
                Ok::<_, StoreError>((nobody, tx.clients().id_token_algorithms().await?))
            }
        })
        .await
        .unwrap();
    assert_eq!(asked, (vec![], vec![Algorithm::Es256]));
}

async fn a_taken_client_id_is_refused_and_nothing_is_written(store: Store) {
    let (first, mut second) = (client("shop"), client("shop"));
    second.name = "Another".into();
    let told = store
        .transact(|mut tx| {
            let (first, second) = (&first, &second);
            async move {
                Ok::<_, StoreError>((
                    tx.clients().insert(first).await?,
                    tx.clients().insert(second).await?,
                    tx.clients().find(&first.id).await?,
                ))
            }
        })
        .await
        .unwrap();
    assert_eq!(told, (true, false, Some(first.clone())));
}

async fn every_write_to_a_client_moves_the_version(store: Store) {
    let mut shop = client("shop");
    let mut seen = version(&store).await;
    macro_rules! moves {
        ($expected:literal, |$clients:ident, $shop:ident| $write:expr) => {
            store
                .transact(|mut tx| {
                    let $shop = &$shop;
                    async move {
                        let _ = $shop;
                        let mut $clients = tx.clients();
                        $write.await.map(drop)
                    }
                })
                .await
                .unwrap();
            let now = version(&store).await;
            assert_eq!(now > seen, $expected, stringify!($write));
            seen = now;
        };
    }
    moves!(true, |clients, shop| clients.insert(shop));
    moves!(false, |clients, shop| clients.insert(shop));
    shop.name = "Renamed".into();
    shop.disabled = true;
    shop.updated_at = later(1);
    moves!(true, |clients, shop| clients.update(shop));
    moves!(true, |clients, shop| clients
        .add_secret(&secret("shop", "first")));
    moves!(false, |clients, shop| clients
        .add_secret(&secret("shop", "first")));
    moves!(true, |clients, shop| clients.replace_secrets(
        &shop.id,
        Source::File,
        &[secret("shop", "second")]
    ));
    let found = store
        .read(|mut tx| async move { tx.clients().all().await })
        .await
        .unwrap();
    assert_eq!(found.rows, [shop.clone()]);
    moves!(true, |clients, shop| clients.remove(&shop.id, NOW));
    moves!(false, |clients, shop| clients.remove(&shop.id, NOW));
    moves!(false, |clients, shop| clients.update(shop));
    assert!(seen > 0);
}

async fn only_the_missing_clients_of_a_source_are_disabled(store: Store) {
    let mut theirs = client("theirs");
    theirs.source = Source::Console;
    let (kept, gone) = (client("kept"), client("gone"));
    let (rows, again, all) = store
        .transact(|mut tx| {
            let clients = [&theirs, &kept, &gone];
            async move {
                for client in clients {
                    tx.clients().insert(client).await?;
                }
                let keep = [clients[1].id.clone()];
                Ok::<_, StoreError>((
                    tx.clients()
                        .disable_missing(Source::File, &keep, later(5))
                        .await?,
                    tx.clients()
                        .disable_missing(Source::File, &keep, later(6))
                        .await?,
                    tx.clients().all().await?,
                ))
            }
        })
        .await
        .unwrap();
    assert_eq!((rows, again), (1, 0));
    let disabled: Vec<_> = all.rows.iter().filter(|client| client.disabled).collect();
    assert_eq!(disabled.len(), 1);
    assert_eq!(
        (disabled[0].id.as_str(), disabled[0].updated_at),
        ("gone", later(5))
    );
    assert_eq!(disabled[0].created_at, NOW);
}

async fn secrets_belong_to_their_client_and_go_with_it(store: Store) {
    let (shop, other) = (client("shop"), client("other"));
    let told = store
        .transact(|mut tx| {
            let (shop, other) = (&shop, &other);
            async move {
                let mut clients = tx.clients();
                clients.insert(shop).await?;
                clients.insert(other).await?;
                assert!(clients.add_secret(&secret("shop", "a")).await?);
                assert!(clients.add_secret(&secret("other", "a")).await?);
                let mut endless = secret("shop", "b");
                endless.expires_at = None;
                let new = [secret("shop", "a"), endless, secret("other", "never")];
                clients
                    .replace_secrets(&shop.id, Source::File, &new)
                    .await?;
                let before = clients.page_of_secrets("", 9).await?.found;
                clients.remove(&shop.id, NOW).await?;
                let after = clients.page_of_secrets("", 9).await?.found;
                Ok::<_, StoreError>((before, after))
            }
        })
        .await
        .unwrap();
    let mut endless = secret("shop", "b");
    endless.expires_at = None;
    assert_eq!(
        told.0.rows,
        [secret("other", "a"), secret("shop", "a"), endless]
    );
    assert_eq!(told.1.rows, [secret("other", "a")]);
}

async fn all_clients_come_in_pages_and_none_twice(store: Store) {
    // Not one order in every database: no two pages may mix theirs.
    let names = ["a", "B", "c-1", "c_2", "D", "e"];
    let clients: &Vec<_> = &names.iter().map(|name| client(name)).collect();
    let all = store.transact(|mut tx| async move {
        for client in clients {
            tx.clients().insert(client).await?;
        }
        tx.clients().all().await
    });
    let all = all.await.unwrap();
    assert_eq!(all.rows.len(), names.len());
    for most in [1, 2, 3, 5, 6, 7] {
        let (mut found, mut pages, mut after) = (Found::default(), 0, Some(String::new()));
        while let Some(from) = after {
            let from = from.as_str();
            let page = store.read(|mut tx| async move { tx.clients().page(from, most).await });
            let page = page.await.unwrap();
            assert!(i64::try_from(page.found.rows.len()).unwrap() <= most);
            found.append(page.found);
            (pages, after) = (pages + 1, page.next);
        }
        assert_eq!(found, all, "{most}");
        assert_eq!(pages, 6 / most + 1, "{most}");
    }
}

async fn secrets_come_in_pages_that_part_no_client(store: Store) {
    let told = store.transact(|mut tx| async move {
        let mut clients = tx.clients();
        for (name, secrets) in [("a", 1), ("b", 3), ("c", 0), ("d", 1), ("e", 2)] {
            clients.insert(&client(name)).await?;
            for number in 0..secrets {
                let secret = secret(name, &number.to_string());
                clients.add_secret(&secret).await?;
            }
        }
        let (mut pages, mut after) = (Vec::new(), Some(String::new()));
        while let Some(from) = after {
            let page = clients.page_of_secrets(&from, 2).await?;
            let own = page.found.rows.into_iter();
            let own = own.map(|row| format!("{}{}", row.client_id.as_str(), row.name));
            pages.push(own.collect::<Vec<_>>());
            after = page.next;
        }
        Ok::<_, StoreError>(pages)
    });
    let pages = told.await.unwrap();
    let expected: [&[&str]; 3] = [&["a0", "b0", "b1", "b2"], &["d0", "e0", "e1"], &[]];
    assert_eq!(pages, expected);
}

async fn tokens_of_a_removed_client_stay_dead_when_its_id_comes_back(store: Store) {
    let (here, shop, other) = (session(1, "ada"), client("shop"), client("other"));
    let mut grants = [1, 2, 3].map(|number| grant(number, "ada", &here));
    grants[1].revoked_at = Some(NOW);
    grants[2].client_id = other.id.clone();
    let told = store
        .transact(|mut tx| {
            let (here, shop, other, grants) = (&here, &shop, &other, &grants);
            async move {
                tx.users().insert(&user("ada")).await?;
                tx.sessions().insert(here).await?;
                tx.clients().insert(shop).await?;
                tx.clients().insert(other).await?;
                for (number, grant) in (1..).zip(grants) {
                    tx.grants().insert(grant).await?;
                    let token = access_token(number, grant);
                    tx.access_tokens().insert(&token).await?;
                }
                assert!(tx.clients().remove(&shop.id, later(5)).await?);
                assert!(tx.clients().insert(shop).await?);
                let mut told = Vec::new();
                for (number, grant) in (1..).zip(grants) {
                    let id = access_token(number, grant).id;
                    let found = tx.access_tokens().find_with_grant(&id).await?;
                    told.push(found.unwrap().1.grant.revoked_at);
                }
                Ok::<_, StoreError>(told)
            }
        })
        .await
        .unwrap();
    assert_eq!(told, [Some(later(5)), Some(NOW), None]);
}

async fn a_client_with_many_grants_is_gone_at_once_and_its_grants_are_revoked_in_turns(
    store: Store,
) {
    const MANY: u32 = 2_500;
    let (here, shop) = (session(1, "ada"), client("shop"));
    let (here, shop) = (&here, &shop);
    store
        .transact(|mut tx| async move {
            tx.users().insert(&user("ada")).await?;
            tx.sessions().insert(here).await?;
            tx.clients().insert(shop).await?;
            for number in 1..=MANY {
                tx.grants().insert(&grant(number, "ada", here)).await?;
            }
            let last = grant(MANY, "ada", here);
            tx.access_tokens().insert(&access_token(1, &last)).await
        })
        .await
        .unwrap();
    let id = &shop.id;
    let (gone, again) = store
        .transact(|mut tx| async move {
            let gone = tx.clients().remove(id, later(5)).await?;
            assert_eq!(tx.clients().find(id).await?, None);
            Ok::<_, StoreError>((gone, tx.clients().insert(shop).await?))
        })
        .await
        .unwrap();
    assert!(
        gone && !again,
        "the id is not free before its grants are revoked"
    );
    store.finish_removal(&shop.id, later(6)).await.unwrap();
    let (grant_context, again) = store
        .transact(|mut tx| async move {
            let token = access_token(1, &grant(MANY, "ada", here));
            let found = tx.access_tokens().find_with_grant(&token.id).await?;
            Ok::<_, StoreError>((found.unwrap().1, tx.clients().insert(shop).await?))
        })
        .await
        .unwrap();
    assert_eq!(grant_context.grant.revoked_at, Some(later(6)));
    assert!(again);
}

async fn a_client_that_cannot_be_read_is_told_apart_and_can_be_removed(store: Store) {
    let shop = &client("shop");
    store
        .transact(|mut tx| async move {
            tx.clients().insert(shop).await?;
            assert_eq!(tx.clients().source(&shop.id).await?, Some(Ok(Source::File)));
            assert_eq!(tx.clients().look(&shop.id).await?, Some(Ok(shop.clone())));
            assert_eq!(tx.clients().source(&"x".parse().unwrap()).await?, None);
            assert!(tx.clients().remove(&shop.id, NOW).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_client_that_cannot_be_read_is_named_by_its_column_and_takes_no_other_with_it() {
    let (_folder, url) = crate::harness::file();
    let store = Store::open(&url).await.unwrap();
    let (shop, other) = (&client("shop"), &client("other"));
    store
        .transact(|mut tx| async move {
            tx.clients().insert(shop).await?;
            tx.clients().insert(other).await
        })
        .await
        .unwrap();
    let mut conn = <sqlx::SqliteConnection as sqlx::Connection>::connect(&url)
        .await
        .unwrap();
    let spoiled = [
        ("kind", "'palm'", "clients.kind"),
        ("redirect_uris", "'{}'", "clients.redirect_uris"),
        ("source", "'moon'", "clients.source"),
    ];
    for (column, value, what) in spoiled {
        let sql = format!("update clients set {column} = {value} where id = 'shop'");
        let sql = sqlx::AssertSqlSafe(sql);
        sqlx::query(sql).execute(&mut conn).await.unwrap();
        let (all, found, source) = store
            .read(|mut tx| async move {
                let mut clients = tx.clients();
                let all = clients.all().await?;
                let source = clients.source(&shop.id).await?;
                Ok::<_, StoreError>((all, clients.find(&shop.id).await, source))
            })
            .await
            .unwrap();
        assert_eq!(all.rows.len(), 1);
        let unreadable = |what: &str| Unreadable {
            id: "shop".to_owned(),
            what: what.to_owned(),
        };
        assert_eq!(all.unreadable, [unreadable(what)]);
        assert!(matches!(found, Err(StoreError::Corrupt { what: told }) if told == what));
        let source_told = match column {
            "source" => Err(unreadable("source")),
            _ => Ok(Source::File),
        };
        assert_eq!(source, Some(source_told));
        let sql = "update clients set kind = 'spa', redirect_uris = '[]', source = 'file'";
        sqlx::query(sql).execute(&mut conn).await.unwrap();
    }
    store.close().await;
}

/// The clients that were written since a version, and the version now.
async fn changed_since(store: &Store, since: i64) -> (Option<Vec<String>>, i64) {
    store
        .read(|mut tx| async move {
            let until = tx.versions().all().await?.clients;
            let changed = tx.clients().changed_between(since, until).await?;
            let ids = changed.map(|ids| ids.iter().map(|id| id.as_str().to_owned()).collect());
            Ok::<_, StoreError>((ids, until))
        })
        .await
        .unwrap()
}

async fn whoever_keeps_all_clients_reads_those_that_changed(store: Store) {
    let (_, start) = changed_since(&store, 0).await;
    assert_eq!(changed_since(&store, start).await, (Some(vec![]), start));
    let (shop, other) = (client("shop"), client("other"));
    store
        .transact(|mut tx| {
            let (shop, other) = (&shop, &other);
            async move {
                tx.clients().insert(shop).await?;
                tx.clients().insert(other).await?;
                tx.clients().add_secret(&secret("shop", "one")).await
            }
        })
        .await
        .unwrap();
    let (ids, now) = changed_since(&store, start).await;
    let mut ids = ids.unwrap();
    ids.sort();
    assert_eq!(ids, ["other", "shop"]);
    store
        .transact(|mut tx| {
            let id = &other.id;
            async move { tx.clients().remove(id, NOW).await }
        })
        .await
        .unwrap();
    assert_eq!(changed_since(&store, now).await.0.unwrap(), ["other"]);
}

async fn whoever_has_missed_too_much_reads_all_clients(store: Store) {
    let shop = client("shop");
    let (_, start) = changed_since(&store, 0).await;
    let write = |times: usize| {
        let (store, shop) = (&store, &shop);
        async move {
            store
                .transact(|mut tx| async move {
                    for _ in 0..times {
                        tx.clients().update(shop).await?;
                    }
                    Ok::<_, StoreError>(())
                })
                .await
                .unwrap();
        }
    };
    store
        .transact(|mut tx| {
            let shop = &shop;
            async move { tx.clients().insert(shop).await }
        })
        .await
        .unwrap();
    write(999).await;
    let (ids, _) = changed_since(&store, start).await;
    assert_eq!(ids.unwrap(), ["shop"]);
    write(1).await;
    assert_eq!(changed_since(&store, start).await.0, None);
    let (_, now) = changed_since(&store, start).await;
    store
        .transact(|mut tx| async move { tx.versions().bump().await })
        .await
        .unwrap();
    assert_eq!(
        changed_since(&store, now).await.0,
        None,
        "nobody knows what"
    );
}

crate::harness::laws! {
    a_client_with_many_grants_is_gone_at_once_and_its_grants_are_revoked_in_turns,
    a_client_that_cannot_be_read_is_told_apart_and_can_be_removed,
    tokens_of_a_removed_client_stay_dead_when_its_id_comes_back,
    a_client_comes_back_as_it_was_written,
    a_taken_client_id_is_refused_and_nothing_is_written,
    the_algorithms_that_clients_ask_for_are_told_once_each,
    every_write_to_a_client_moves_the_version,
    only_the_missing_clients_of_a_source_are_disabled,
    secrets_belong_to_their_client_and_go_with_it,
    all_clients_come_in_pages_and_none_twice,
    secrets_come_in_pages_that_part_no_client,
    whoever_has_missed_too_much_reads_all_clients,
    whoever_keeps_all_clients_reads_those_that_changed,
}
