//! Roles and APIs that several commands change at once.

use std::collections::BTreeSet;

use engine::{
    access::{
        holder::Holder,
        resource::{ResourceChange, ScopeDescription},
        role::{RoleChange, RoleRefused},
    },
    failure::Failure,
    precondition::Precondition,
};
use oidc_core::{
    client::ClientKind, id::ClientId, indicator::Indicator, key::Algorithm,
    registration::Registration, resource_server::TokenFormat, role::RoleKind, source::Source,
    time::Lifetime,
};

use super::registered_anew::applications;
use crate::kit::{Setup, World, access, on_both, on_both_alone, person};

on_both! {
    changes_of_one_api_at_once_all_hold,
    changes_of_one_role_at_once_all_hold,
    a_role_that_is_removed_while_it_is_assigned_is_held_or_unknown,
    of_two_files_taken_over_at_once_one_is_in_force_as_a_whole,
}

on_both_alone! {
    a_role_that_is_removed_together_with_a_machine_that_holds_it_goes_as_the_machine_does,
}

const SCOPES: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

fn music() -> Indicator {
    "https://music.example".parse().unwrap()
}

/// An API of the operator's own, with all scopes.
async fn with_api(world: &World) {
    let change = ResourceChange {
        add_scopes: SCOPES.map(scope).to_vec(),
        ..ResourceChange::default()
    };
    let access = access(world);
    let added = access.add_resource(music(), &change, Source::Console);
    added.await.unwrap();
}

fn scope(name: &str) -> ScopeDescription {
    ScopeDescription {
        name: name.to_owned(),
        description: None,
    }
}

async fn changes_of_one_api_at_once_all_hold(world: World) {
    with_api(&world).await;
    let nothing = ResourceChange::default;
    let mut changes = vec![
        ResourceChange {
            name: Some("Music".to_owned()),
            ..nothing()
        },
        ResourceChange {
            access_token_lifetime: Some(Lifetime::seconds(77)),
            ..nothing()
        },
        ResourceChange {
            access_token_format: Some(TokenFormat::Opaque),
            ..nothing()
        },
        ResourceChange {
            access_token_alg: Some(Algorithm::Es384),
            ..nothing()
        },
        ResourceChange {
            introspected_by: Some(vec!["web".parse().unwrap()]),
            ..nothing()
        },
        ResourceChange {
            is_default: Some(true),
            ..nothing()
        },
    ];
    changes.extend(["m", "n", "o"].map(|name| ResourceChange {
        add_scopes: vec![scope(name)],
        ..nothing()
    }));
    let changes = changes.into_iter().map(|change| {
        let access = access(&world);
        tokio::spawn(async move {
            access
                .set_resource(&music(), &change, &Precondition::NONE)
                .await
        })
    });
    for changed in changes.collect::<Vec<_>>() {
        changed.await.unwrap().unwrap();
    }
    let found = access(&world).find_resource(&music()).await.unwrap();
    let found = found.unwrap();
    let api = found.resource;
    assert_eq!(api.name, "Music");
    assert_eq!(api.access_token_lifetime, Lifetime::seconds(77));
    assert_eq!(api.access_token_format, TokenFormat::Opaque);
    assert_eq!(api.access_token_alg, Some(Algorithm::Es384));
    assert_eq!(api.introspected_by, ["web".parse().unwrap()]);
    assert!(api.is_default);
    assert_eq!(found.scopes.len(), SCOPES.len() + 3);
}

async fn changes_of_one_role_at_once_all_hold(world: World) {
    with_api(&world).await;
    let nothing = RoleChange::default();
    let operator = access(&world);
    let added = operator.add_role("Listener", RoleKind::User, &nothing, Source::Console);
    added.await.unwrap();
    let mut changes = vec![
        RoleChange {
            description: Some("listens".to_owned()),
            ..nothing.clone()
        },
        RoleChange {
            is_default: Some(true),
            ..nothing.clone()
        },
    ];
    changes.extend(SCOPES.map(|name| RoleChange {
        allow: vec![(music(), name.to_owned())],
        ..nothing.clone()
    }));
    let changes = changes.into_iter().map(|change| {
        let access = access(&world);
        tokio::spawn(async move {
            access
                .set_role("Listener", &change, &Precondition::NONE)
                .await
        })
    });
    for changed in changes.collect::<Vec<_>>() {
        changed.await.unwrap().unwrap();
    }
    let found = access(&world).find_role("Listener").await.unwrap().unwrap();
    assert_eq!(found.role.description, "listens");
    assert!(found.role.is_default);
    let allowed: BTreeSet<_> = found
        .permissions
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    assert_eq!(allowed, SCOPES.map(str::to_owned).into());
}

async fn a_role_that_is_removed_while_it_is_assigned_is_held_or_unknown(world: World) {
    let nothing = &RoleChange::default();
    world.relying_party("web").sign_in("ada@example.com").await;
    let operator = access(&world);
    for round in 0..8 {
        let added = operator.add_role("Passing", RoleKind::User, nothing, Source::Console);
        added.await.unwrap();
        let assigned = (0..4).map(|_| {
            let access = access(&world);
            let ada: Holder = person("ada@example.com");
            tokio::spawn(async move { access.assign_role("Passing", &ada).await })
        });
        let assigned: Vec<_> = assigned.collect();
        let removing = access(&world);
        let removed =
            tokio::spawn(async move { removing.remove_role("Passing", &Precondition::NONE).await });
        for assigned in assigned {
            let told = assigned.await.unwrap();
            let is_fair = matches!(told, Ok(_) | Err(Failure::Refused(RoleRefused::Unknown)));
            assert!(is_fair, "round {round}: {told:?}");
        }
        removed.await.unwrap().unwrap();
    }
}

/// No deadlock is counted either: without an order of rows the next try would hide it.
async fn a_role_that_is_removed_together_with_a_machine_that_holds_it_goes_as_the_machine_does(
    world: World,
) {
    let (operator, machines) = (access(&world), applications(&world));
    let nothing = &RoleChange::default();
    let id: ClientId = "passing".parse().unwrap();
    for round in 0..30 {
        let registration = Registration {
            secret: Some("passing-secret-0123456789-012345678".into()),
            ..Registration::new(id.clone(), ClientKind::Machine)
        };
        let added = machines.register(&registration, Source::Console);
        added.await.unwrap();
        let added = operator.add_role("Passing", RoleKind::Machine, nothing, Source::Console);
        added.await.unwrap();
        let holder = Holder::Client(id.clone());
        assert!(operator.assign_role("Passing", &holder).await.unwrap());
        let (removing, leaving) = (access(&world), (applications(&world), id.clone()));
        let role =
            tokio::spawn(async move { removing.remove_role("Passing", &Precondition::NONE).await });
        let machine = tokio::spawn(async move { leaving.0.remove(&leaving.1).await });
        let (role, machine) = (role.await.unwrap(), machine.await.unwrap());
        assert!(role.is_ok(), "round {round}: {role:?}");
        assert!(machine.is_ok(), "round {round}: {machine:?}");
    }
}

/// As servers do that start together.
async fn of_two_files_taken_over_at_once_one_is_in_force_as_a_whole(given: World) {
    const FILES: [&str; 2] = [
        "[[resources]]\nindicator = \"https://music.example\"\nname = \"One\"\n\
         access_token_lifetime = 111\nscopes = [{ name = \"one\" }, { name = \"two\" }]\n\
         [[roles]]\nname = \"Listener\"\ndescription = \"One\"\n\
         scopes = { \"https://music.example\" = [\"one\", \"two\"] }\n",
        "[[resources]]\nindicator = \"https://music.example\"\nname = \"Other\"\n\
         access_token_lifetime = 222\nscopes = [{ name = \"three\" }, { name = \"two\" }]\n\
         [[roles]]\nname = \"Listener\"\ndescription = \"Other\"\n\
         scopes = { \"https://music.example\" = [\"three\"] }\n",
    ];
    let (world, _folder) = given.on_disk().await;
    for round in 0..4 {
        let started = FILES.map(|more| {
            let world = world.clone();
            let setup = Setup {
                more,
                ..Setup::default()
            };
            tokio::spawn(async move { world.set_up(setup).await })
        });
        for started in started {
            started.await.unwrap();
        }
        let api = access(&world)
            .find_resource(&music())
            .await
            .unwrap()
            .unwrap();
        let role = access(&world).find_role("Listener").await.unwrap().unwrap();
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let (lifetime, scopes, allowed): (_, BTreeSet<String>, BTreeSet<String>) =
            match api.resource.name.as_str() {
                "One" => (111, names(&["one", "two"]), names(&["one", "two"])),
                _ => (222, names(&["three", "two"]), names(&["three"])),
            };
        let found = api.resource.access_token_lifetime;
        assert_eq!(found, Lifetime::seconds(lifetime), "round {round}");
        let found: BTreeSet<_> = api.scopes.into_iter().map(|scope| scope.name).collect();
        assert_eq!(found, scopes, "round {round}");
        assert_eq!(role.role.description, api.resource.name, "round {round}");
        let found: BTreeSet<_> = role.permissions.into_iter().map(|(_, name)| name).collect();
        assert_eq!(found, allowed, "round {round}");
    }
}
