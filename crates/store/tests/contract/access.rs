//! APIs, roles, and who holds them.

use std::sync::Arc;

use oidc_core::{
    id::*,
    indicator::MANAGEMENT,
    key::Algorithm,
    machine_token::MachineToken,
    resource_server::{Resource, ResourceScope, TokenFormat},
    role::{Role, RoleKind},
    source::Source,
    time::{Lifetime, Timestamp},
};
use store::{Store, StoreError};

use crate::harness::{
    samples::{NOW, client, digest, later, user},
    total,
};

fn resource(id: &str) -> Resource {
    let indicator = format!("https://{id}.example").parse().unwrap();
    Resource {
        access_token_lifetime: Lifetime::minutes(5),
        access_token_format: TokenFormat::Opaque,
        access_token_alg: Some(Algorithm::Rs256),
        introspected_by: vec!["api".parse().unwrap()],
        ..Resource::new(id.parse().unwrap(), indicator, Source::File, NOW)
    }
}

fn scope(resource: &str, name: &str) -> ResourceScope {
    ResourceScope {
        id: format!("{resource}-{name}").parse().unwrap(),
        resource_id: resource.parse().unwrap(),
        name: name.to_owned(),
        description: Some("What it is".to_owned()),
        position: 0,
        created_at: later(60),
    }
}

fn role(id: &str, kind: RoleKind) -> Role {
    Role {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        description: "Holds books".to_owned(),
        kind,
        is_default: false,
        source: Source::File,
        declared_at: Some("signet.toml:7".to_owned()),
        disabled: false,
        created_at: NOW,
        updated_at: NOW,
    }
}

async fn the_management_api_is_there_from_the_start(store: Store) {
    let (resources, scopes, roles, allowed) = store
        .read(|mut tx| async move {
            Ok::<_, StoreError>((
                tx.resources().all().await?,
                tx.resources().all_scopes().await?,
                tx.roles().all().await?,
                tx.roles().all_scopes().await?,
            ))
        })
        .await
        .unwrap();
    assert!(resources.unreadable.is_empty() && roles.unreadable.is_empty());
    let [api] = &resources.rows[..] else {
        panic!("{resources:?}")
    };
    assert_eq!(api.indicator.as_str(), MANAGEMENT);
    assert_eq!((api.source, api.is_default), (Source::BuiltIn, false));
    let names: Vec<&str> = scopes.rows.iter().map(|scope| &*scope.name).collect();
    assert_eq!(names, ["all", "read"]);
    assert_eq!(roles.rows.len(), 3);
    assert!(
        roles
            .rows
            .iter()
            .all(|role| role.source == Source::BuiltIn && !role.is_default)
    );
    let pairs: Vec<(&str, &str)> = allowed
        .iter()
        .map(|(r, s)| (r.as_str(), s.as_str()))
        .collect();
    assert_eq!(
        pairs,
        [
            ("administrator", "management-api-all"),
            ("administrator", "management-api-read"),
            ("management-api-access", "management-api-all"),
            ("viewer", "management-api-read"),
        ]
    );
}

async fn an_api_comes_back_as_it_was_written(store: Store) {
    let seen = store
        .transact(|mut tx| async move {
            let books = resource("books");
            let mut seen = vec![total(&mut tx).await?];
            assert!(tx.resources().insert(&books).await?);
            seen.push(total(&mut tx).await?);
            let mut same_name = resource("other");
            same_name.indicator = books.indicator.clone();
            assert!(!tx.resources().insert(&same_name).await?);
            assert_eq!(
                tx.resources().find(&books.indicator).await?,
                Some(books.clone())
            );
            let owner = Some((books.id.clone(), Source::File));
            assert_eq!(tx.resources().owner(&books.indicator).await?, owner);
            assert_eq!(tx.resources().algorithms().await?, [Algorithm::Rs256]);
            tx.resources().put_scope(&scope("books", "read")).await?;
            seen.push(total(&mut tx).await?);
            let described = ResourceScope {
                id: "another".parse().unwrap(),
                description: None,
                ..scope("books", "read")
            };
            tx.resources().put_scope(&described).await?;
            let kept = ResourceScope {
                description: None,
                ..scope("books", "read")
            };
            assert_eq!(tx.resources().scopes_of(&books.id).await?, [kept]);
            // Of the same moment, with names and ids in another order than theirs.
            for (position, name) in ["z", "read", "a"].into_iter().enumerate() {
                let position = u32::try_from(position).unwrap();
                let placed = ResourceScope {
                    position,
                    ..scope("books", name)
                };
                tx.resources().put_scope(&placed).await?;
            }
            let stands = tx.resources().scopes_of(&books.id).await?;
            let all = tx.resources().all_scopes().await?.rows.into_iter();
            let all: Vec<_> = all.filter(|row| row.resource_id == books.id).collect();
            assert_eq!(all, stands);
            let names: Vec<_> = stands.into_iter().map(|scope| scope.name).collect();
            assert_eq!(names, ["z", "read", "a"]);
            Ok::<_, StoreError>(seen)
        })
        .await
        .unwrap();
    assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
}

async fn a_change_of_an_api_and_its_removal_move_the_version(store: Store) {
    let seen = store
        .transact(|mut tx| async move {
            let mut books = resource("books");
            assert!(tx.resources().insert(&books).await?);
            tx.resources().put_scope(&scope("books", "read")).await?;
            let mut seen = vec![total(&mut tx).await?];
            "All the books".clone_into(&mut books.name);
            books.access_token_alg = None;
            books.introspected_by.clear();
            books.updated_at = later(1);
            assert!(tx.resources().update(&books).await?);
            seen.push(total(&mut tx).await?);
            assert_eq!(
                tx.resources().find(&books.indicator).await?,
                Some(books.clone())
            );
            assert!(
                tx.resources()
                    .remove_scope(&"books-read".parse().unwrap())
                    .await?
            );
            seen.push(total(&mut tx).await?);
            assert!(
                !tx.resources()
                    .remove_scope(&"books-read".parse().unwrap())
                    .await?
            );
            assert!(tx.resources().remove(&books.id).await?);
            seen.push(total(&mut tx).await?);
            assert!(!tx.resources().remove(&books.id).await?);
            assert!(!tx.resources().update(&books).await?);
            seen.push(total(&mut tx).await? + 1);
            Ok::<_, StoreError>(seen)
        })
        .await
        .unwrap();
    assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
}

async fn at_most_one_api_is_the_default(store: Store) {
    let defaults = store
        .transact(|mut tx| async move {
            for id in ["one", "two", "three"] {
                let mut api = resource(id);
                api.is_default = id != "three";
                assert!(tx.resources().insert(&api).await?);
            }
            let mut three = resource("three");
            three.is_default = true;
            assert!(tx.resources().update(&three).await?);
            let mut taken = resource("four");
            taken.indicator = resource("one").indicator;
            taken.is_default = true;
            assert!(!tx.resources().insert(&taken).await?);
            let all = tx.resources().all().await?.rows;
            let keep = [three.indicator.clone()];
            let two = resource("two").indicator;
            assert_eq!(
                tx.resources()
                    .disable_missing(Source::File, &keep, NOW)
                    .await?,
                2
            );
            assert!(tx.resources().find(&two).await?.unwrap().disabled);
            assert_eq!(
                tx.resources()
                    .disable_missing(Source::File, &keep, NOW)
                    .await?,
                0
            );
            Ok::<_, StoreError>(
                all.into_iter()
                    .filter(|api| api.is_default)
                    .collect::<Vec<_>>(),
            )
        })
        .await
        .unwrap();
    let names: Vec<&str> = defaults.iter().map(|api| api.id.as_str()).collect();
    assert_eq!(names, ["three"]);
}

async fn roles_are_held_by_their_own_kind_and_go_with_whoever_held_them(store: Store) {
    store
        .transact(|mut tx| async move {
            let (reader, robot) = (
                role("reader", RoleKind::User),
                role("robot", RoleKind::Machine),
            );
            assert!(tx.roles().insert(&reader).await? && tx.roles().insert(&robot).await?);
            assert!(
                !tx.roles()
                    .insert(&role("reader", RoleKind::Machine))
                    .await?
            );
            assert_eq!(tx.roles().find("reader").await?, Some(reader.clone()));
            let owner = Some((robot.id.clone(), RoleKind::Machine, Source::File));
            assert_eq!(tx.roles().owner("robot").await?, owner);
            tx.users().insert(&user("ada")).await?;
            tx.clients().insert(&client("shop")).await?;
            let (ada, shop) = ("ada".parse().unwrap(), "shop".parse().unwrap());
            assert!(tx.roles().assign_to_user(&ada, &reader.id, NOW).await?);
            assert!(!tx.roles().assign_to_user(&ada, &reader.id, NOW).await?);
            assert_eq!(
                tx.roles().of_user(&ada).await?,
                std::slice::from_ref(&reader.id)
            );
            assert_eq!(
                tx.roles().users_with(&reader.id, 9).await?,
                std::slice::from_ref(&ada)
            );
            let before = tx.versions().all().await?.clients;
            assert!(tx.client_roles().assign(&shop, &robot.id, NOW).await?);
            assert!(!tx.client_roles().assign(&shop, &robot.id, NOW).await?);
            assert_eq!(tx.versions().all().await?.clients, before + 1);
            assert_eq!(
                tx.client_roles().of(&shop).await?,
                std::slice::from_ref(&robot.id)
            );
            assert_eq!(
                tx.client_roles().all().await?,
                [(shop.clone(), robot.id.clone())]
            );
            assert_eq!(
                tx.client_roles().clients_with(&robot.id, 9).await?,
                std::slice::from_ref(&shop)
            );
            assert!(tx.client_roles().take(&shop, &robot.id).await?);
            assert!(!tx.client_roles().take(&shop, &robot.id).await?);
            assert!(tx.client_roles().assign(&shop, &robot.id, NOW).await?);
            let before = tx.versions().all().await?.clients;
            assert!(tx.roles().remove(&robot.id).await?);
            assert_eq!(tx.versions().all().await?.clients, before + 1);
            assert!(tx.client_roles().of(&shop).await?.is_empty());
            assert!(tx.roles().take_from_user(&ada, &reader.id).await?);
            assert!(!tx.roles().take_from_user(&ada, &reader.id).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn nobody_holds_a_role_of_the_other_kind(store: Store) {
    store
        .transact(|mut tx| async move {
            tx.roles().insert(&role("reader", RoleKind::User)).await?;
            tx.roles().insert(&role("mill", RoleKind::Machine)).await?;
            tx.users().insert(&user("ada")).await?;
            tx.clients().insert(&client("shop")).await
        })
        .await
        .unwrap();
    for (user, role_id, is_client) in [("ada", "mill", false), ("shop", "reader", true)] {
        let outcome = store
            .transact(|mut tx| async move {
                let role = role_id.parse().unwrap();
                if is_client {
                    tx.client_roles()
                        .assign(&user.parse().unwrap(), &role, NOW)
                        .await
                } else {
                    tx.roles()
                        .assign_to_user(&user.parse().unwrap(), &role, NOW)
                        .await
                }
            })
            .await;
        assert!(outcome.is_err(), "{user} holds a role of the other kind");
    }
}

async fn new_people_get_the_default_roles_once(store: Store) {
    let held = store
        .transact(|mut tx| async move {
            let mut gone = role("gone", RoleKind::User);
            (gone.is_default, gone.disabled) = (true, true);
            let mut reader = role("reader", RoleKind::User);
            reader.is_default = true;
            for role in [&gone, &reader, &role("writer", RoleKind::User)] {
                tx.roles().insert(role).await?;
            }
            tx.users().insert(&user("ada")).await?;
            let ada = "ada".parse().unwrap();
            assert_eq!(tx.roles().give_defaults(&ada, NOW).await?, 1);
            assert_eq!(tx.roles().give_defaults(&ada, NOW).await?, 0);
            tx.roles().of_user(&ada).await
        })
        .await
        .unwrap();
    assert_eq!(held, ["reader".parse().unwrap()]);
}

async fn a_role_allows_what_was_set_last_and_one_that_is_missing_is_disabled(store: Store) {
    store
        .transact(|mut tx| async move {
            let mut reader = role("reader", RoleKind::User);
            tx.roles().insert(&reader).await?;
            tx.resources().insert(&resource("books")).await?;
            for name in ["read", "write"] {
                tx.resources().put_scope(&scope("books", name)).await?;
            }
            let own = |all: Vec<(RoleId, ScopeId)>| {
                let own = all
                    .into_iter()
                    .filter(|(role, _)| role.as_str() == "reader");
                own.map(|(_, scope)| scope.to_string()).collect::<Vec<_>>()
            };
            let (read, write) = (
                "books-read".parse().unwrap(),
                "books-write".parse().unwrap(),
            );
            let before = total(&mut tx).await?;
            tx.roles().set_scopes(&reader.id, &[read]).await?;
            assert_eq!(own(tx.roles().all_scopes().await?), ["books-read"]);
            tx.roles().set_scopes(&reader.id, &[write]).await?;
            assert_eq!(own(tx.roles().all_scopes().await?), ["books-write"]);
            assert!(total(&mut tx).await? > before);
            tx.resources().remove(&"books".parse().unwrap()).await?;
            assert!(own(tx.roles().all_scopes().await?).is_empty());
            "Reads".clone_into(&mut reader.description);
            reader.updated_at = later(1);
            assert!(tx.roles().update(&reader).await?);
            assert_eq!(tx.roles().find("reader").await?, Some(reader.clone()));
            assert_eq!(
                tx.roles()
                    .disable_missing(Source::File, &[reader.id.clone()], NOW)
                    .await?,
                0
            );
            assert_eq!(tx.roles().disable_missing(Source::File, &[], NOW).await?, 1);
            assert!(tx.roles().find("reader").await?.unwrap().disabled);
            assert!(tx.roles().remove(&reader.id).await?);
            assert!(!tx.roles().remove(&reader.id).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

fn machine_token(number: u8) -> MachineToken {
    MachineToken {
        registrations: (number == 1).then(|| "a.books".parse().unwrap()),
        id: MachineTokenId::from_bytes([number; 16]),
        digest: digest("token"),
        client_id: "robot".parse().unwrap(),
        audience: "https://books.example".to_owned(),
        scope: "read".parse().unwrap(),
        expires_at: later(60),
        revoked_at: None,
    }
}

async fn a_machines_token_is_taken_back_once(store: Store) {
    let token = machine_token(1);
    let store = Arc::new(store);
    let written = token.clone();
    store
        .transact(|mut tx| {
            let token = &written;
            async move { tx.machine_tokens().insert(token).await }
        })
        .await
        .unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (store, id) = (Arc::clone(&store), token.id);
        tasks.spawn(async move {
            store
                .transact(|mut tx| async move { tx.machine_tokens().revoke(&id, later(1)).await })
                .await
                .unwrap()
        });
    }
    let winners = tasks
        .join_all()
        .await
        .into_iter()
        .filter(|won| *won)
        .count();
    assert_eq!(winners, 1);
    let found = store
        .read(|mut tx| async move { tx.machine_tokens().find(&token.id).await })
        .await
        .unwrap();
    let revoked = MachineToken {
        revoked_at: Some(later(1)),
        ..token
    };
    assert_eq!(found, Some(revoked));
}

async fn a_signed_token_that_was_taken_back_is_remembered_until_it_would_have_ended(store: Store) {
    let id = AccessTokenId::from_bytes([3; 16]);
    let is_known = |at: Timestamp| {
        let store = store.clone();
        async move {
            store
                .transact(|mut tx| async move { tx.sweep().run(at, None, 50).await })
                .await
                .unwrap();
            store
                .read(|mut tx| async move { tx.revoked_tokens().contains(&id).await })
                .await
                .unwrap()
        }
    };
    assert!(!is_known(NOW).await);
    store
        .transact(|mut tx| async move {
            assert!(tx.revoked_tokens().add(&id, later(60)).await?);
            assert!(!tx.revoked_tokens().add(&id, later(60)).await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    assert!(is_known(later(60)).await);
    // Not before a node whose clock is behind has seen its end.
    assert!(is_known(later(60).plus(Lifetime::seconds(89))).await);
    assert!(!is_known(later(60).plus(Lifetime::seconds(90))).await);
}

crate::harness::laws! {
    the_management_api_is_there_from_the_start,
    an_api_comes_back_as_it_was_written,
    a_change_of_an_api_and_its_removal_move_the_version,
    at_most_one_api_is_the_default,
    roles_are_held_by_their_own_kind_and_go_with_whoever_held_them,
    nobody_holds_a_role_of_the_other_kind,
    new_people_get_the_default_roles_once,
    a_role_allows_what_was_set_last_and_one_that_is_missing_is_disabled,
    a_machines_token_is_taken_back_once,
    a_signed_token_that_was_taken_back_is_remembered_until_it_would_have_ended,
}
