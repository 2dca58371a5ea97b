//! The last administrator stays, whatever is tried, and however many try at once.

use engine::{
    access::{holder::Assignee, role::RoleRefused},
    administrator::last::LastAdministrator,
    failure::Failure,
    precondition::Precondition,
    user::{change::UserChange, users::NotWritten},
};
use oidc_core::{role::ADMINISTRATOR, user_field::UserField};

use crate::kit::{World, access, on_both, on_both_alone, person};

on_both! {
    the_last_administrator_goes_by_no_path_and_the_others_by_each,
    one_who_is_suspended_does_not_count,
}

on_both_alone! {
    t_67_of_administrators_who_end_each_other_at_once_one_remains,
}

const ADA: &str = "ada@example.com";
const BOB: &str = "bob@example.com";

/// Accounts that are administrators.
pub(super) async fn administrators(world: &World, emails: &[&str]) {
    for email in emails {
        let fields = [(UserField::Email, (*email).to_owned())];
        world.users().add(&fields).await.unwrap();
        let (access, person) = (access(world), person(email));
        assert!(access.assign_role(ADMINISTRATOR, &person).await.unwrap());
    }
}

/// The ways in which one ends.
#[derive(Debug, Clone, Copy)]
enum Way {
    Role,
    Suspension,
    Removal,
    /// As the API takes all roles.
    NoRoles,
    /// As the API takes one.
    RoleById,
    /// As the API suspends.
    Edit,
}

const WAYS: [Way; 6] = [
    Way::Role,
    Way::Suspension,
    Way::Removal,
    Way::NoRoles,
    Way::RoleById,
    Way::Edit,
];

fn of_role(done: Result<(), Failure<RoleRefused>>) -> Option<LastAdministrator> {
    match done {
        Ok(()) | Err(Failure::Refused(RoleRefused::NoSuchUser | RoleRefused::NotHeld)) => None,
        Err(Failure::Refused(RoleRefused::LastAdministrator(last))) => Some(last),
        Err(other) => panic!("{other:?}"),
    }
}

fn of_account<T>(done: Result<T, Failure<NotWritten>>) -> Option<LastAdministrator> {
    match done {
        Ok(_) | Err(Failure::Refused(NotWritten::Unknown)) => None,
        Err(Failure::Refused(NotWritten::LastAdministrator(last))) => Some(last),
        Err(Failure::Refused(other)) => panic!("{other:?}"),
        Err(Failure::Broken(other)) => panic!("{}", other.chain()),
    }
}

/// Whether it was done, or refused for being the last one's; there may be nothing left to do.
async fn end(world: &World, email: &str, way: Way) -> bool {
    let refused = match way {
        Way::Role => {
            let (access, person) = (access(world), person(email));
            let taken = Box::pin(access.take_role(ADMINISTRATOR, &person));
            of_role(taken.await.map(drop))
        }
        Way::Suspension => {
            let suspended = [(UserField::Suspended, "true".to_owned())];
            let users = world.users();
            of_account(Box::pin(users.set(email, &suspended)).await)
        }
        Way::Removal => {
            let users = world.users();
            of_account(Box::pin(users.remove(email)).await)
        }
        Way::NoRoles | Way::RoleById | Way::Edit => Box::pin(end_by_id(world, email, way)).await,
    };
    assert!(refused.is_none_or(|last| last == LastAdministrator));
    refused.is_none()
}

async fn end_by_id(world: &World, email: &str, way: Way) -> Option<LastAdministrator> {
    let user = world.users().find(email).await.unwrap()?.id;
    let access = access(world);
    match way {
        Way::NoRoles => {
            let user = Assignee::User(user);
            of_role(access.set_roles(&user, &[], &Precondition::NONE).await)
        }
        Way::RoleById => {
            let (user, role) = (Assignee::User(user), ADMINISTRATOR.parse().unwrap());
            let taken = access.take_role_from(&user, &role, &Precondition::NONE);
            of_role(taken.await)
        }
        _ => {
            let change = UserChange {
                suspended: Some(true),
                ..UserChange::default()
            };
            of_account(
                world
                    .users()
                    .edit(&user, &change, &Precondition::NONE)
                    .await,
            )
        }
    }
}

pub(super) async fn remaining(world: &World) -> Vec<String> {
    let read = world.app.store.read(|mut tx| async move {
        let all = tx.administrators().all(100).await?;
        Ok::<_, store::StoreError>(all)
    });
    let all = read.await.unwrap().into_iter();
    let unsuspended = all.filter(|user| !user.is_suspended());
    let emails = unsuspended.filter_map(|user| user.email.map(|email| email.as_str().to_owned()));
    emails.collect()
}

async fn the_last_administrator_goes_by_no_path_and_the_others_by_each(world: World) {
    administrators(&world, &[ADA]).await;
    for way in WAYS {
        assert!(!end(&world, ADA, way).await, "{way:?}");
        assert_eq!(remaining(&world).await, [ADA], "{way:?}");
        // What is no end is done.
        let name = [(UserField::Name, "Ada".to_owned())];
        world.users().set(ADA, &name).await.unwrap();
    }
    for way in WAYS {
        let other = format!("{way:?}@example.com").to_lowercase();
        administrators(&world, &[&other]).await;
        assert!(end(&world, &other, way).await, "{way:?}");
        assert_eq!(remaining(&world).await, [ADA], "{way:?}");
    }
    // Who has never been one goes as before.
    let fields = [(UserField::Email, BOB.to_owned())];
    world.users().add(&fields).await.unwrap();
    assert!(end(&world, BOB, Way::Suspension).await && end(&world, BOB, Way::Removal).await);
}

async fn one_who_is_suspended_does_not_count(world: World) {
    administrators(&world, &[ADA, BOB]).await;
    assert!(end(&world, BOB, Way::Suspension).await);
    for way in WAYS {
        assert!(!end(&world, ADA, way).await, "{way:?}");
    }
    let lifted = [(UserField::Suspended, "false".to_owned())];
    world.users().set(BOB, &lifted).await.unwrap();
    assert!(end(&world, ADA, Way::Removal).await);
    assert_eq!(remaining(&world).await, [BOB]);
}

async fn t_67_of_administrators_who_end_each_other_at_once_one_remains(world: World) {
    for round in 0..5 {
        let all: Vec<String> = (0..4)
            .map(|n| format!("a{round}-{n}@example.com"))
            .collect();
        let emails: Vec<&str> = all.iter().map(String::as_str).collect();
        administrators(&world, &emails).await;
        for before in remaining(&world).await {
            if !all.contains(&before) {
                assert!(end(&world, &before, Way::Role).await);
            }
        }
        let [one, other] = world.two_nodes().await;
        let tries = (0..20).map(|n| {
            let world = [&one, &other][n % 2].clone();
            let (email, way) = (all[n % all.len()].clone(), WAYS[n % WAYS.len()]);
            tokio::spawn(async move { end(&world, &email, way).await })
        });
        let mut refused = 0;
        for one in tries.collect::<Vec<_>>() {
            refused += u32::from(!one.await.unwrap());
        }
        assert_eq!(remaining(&world).await.len(), 1, "round {round}");
        assert!(refused > 0, "round {round}");
    }
}
