//! One address belongs to one account, however many write it at once, and whatever is done to an
//! address is done to the account that has it.

use engine::{
    access::role::{RoleChange, RoleRefused},
    failure::Failure,
    user::users::NotWritten,
};
use oidc_core::{role::RoleKind, source::Source, user_field::UserField};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::Unique;
use testkit::{database, own_database::OwnDatabase};

use crate::kit::{Setup, World, access, migrated, on_both, person};

on_both! {
    of_accounts_that_are_made_with_one_address_at_once_one_is_made,
    of_accounts_that_are_given_one_name_at_once_one_has_it,
}

const MANY: usize = 6;

fn fields(field: UserField, text: &str) -> [(UserField, String); 1] {
    [(field, text.to_owned())]
}

fn taken<T>(told: &Result<T, Failure<NotWritten>>, unique: Unique) -> bool {
    matches!(told, Err(Failure::Refused(NotWritten::Taken(what))) if *what == unique)
}

async fn of_accounts_that_are_made_with_one_address_at_once_one_is_made(world: World) {
    for round in 0..4 {
        let email = format!("one{round}@example.com");
        let made = (0..MANY).map(|_| {
            let (users, email) = (world.users(), fields(UserField::Email, &email));
            tokio::spawn(async move { users.add(&email).await })
        });
        let mut added = 0;
        for made in made.collect::<Vec<_>>() {
            let told = made.await.unwrap();
            added += usize::from(told.is_ok());
            assert!(told.is_ok() || taken(&told, Unique::Email), "{told:?}");
        }
        assert_eq!(added, 1);
    }
}

async fn of_accounts_that_are_given_one_name_at_once_one_has_it(world: World) {
    let kinds = [
        (UserField::Email, Unique::Email),
        (UserField::Phone, Unique::Phone),
        (UserField::Username, Unique::Username),
    ];
    let mut keys = Vec::new();
    for number in 0..MANY {
        let email = fields(UserField::Email, &format!("u{number}@example.com"));
        keys.push(world.users().add(&email).await.unwrap().id);
    }
    for round in 0..4 {
        for (field, unique) in kinds {
            let text = match field {
                UserField::Email => format!("round{round}@example.com"),
                UserField::Phone => format!("+1425555120{round}"),
                _ => format!("round{round}"),
            };
            let set = keys.iter().map(|id| {
                let (users, id) = (world.users(), id.clone());
                let change = fields(field, &text);
                tokio::spawn(async move { users.set(id.as_str(), &change).await })
            });
            let mut written = 0;
            for set in set.collect::<Vec<_>>() {
                let told = set.await.unwrap();
                written += usize::from(told.is_ok());
                assert!(told.is_ok() || taken(&told, unique), "{told:?}");
            }
            assert_eq!(written, 1, "{field:?}");
        }
    }
}

/// A transaction past the provider that has run this, and waits.
async fn begun(url: &str, sql: &str) -> PgConnection {
    let mut other = PgConnection::connect(url).await.unwrap();
    let sql = AssertSqlSafe(format!("begin; {sql}"));
    other.execute(sql).await.unwrap();
    other
}

/// Commits it as soon as somebody waits for it.
async fn committed_when_waited_for(url: &str, mut other: PgConnection) {
    let pid: i32 = sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(&mut other)
        .await
        .unwrap();
    let waiting =
        format!("select count(*) from pg_stat_activity where {pid} = any(pg_blocking_pids(pid))");
    while database::number(url, &waiting).await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    other.execute("commit").await.unwrap();
    other.close().await.unwrap();
}

/// Ada and Eve, each with an account, on PostgreSQL, where two write at once.
async fn ada_and_eve() -> Option<(World, OwnDatabase)> {
    let own = OwnDatabase::lent(migrated).await?;
    let world = World::open(&own.url, Setup::default()).await;
    for name in ["ada", "eve"] {
        let email = fields(UserField::Email, &format!("{name}@example.com"));
        world.users().add(&email).await.unwrap();
    }
    Some((world, own))
}

async fn finish(world: World, own: OwnDatabase) {
    world.app.store.close().await;
    own.give_back().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_another_account_gets_after_the_look_is_told_to_be_its() {
    let Some((world, own)) = ada_and_eve().await else {
        return;
    };
    let sql = "update users set email = 'new@example.com', email_canonical = 'new@example.com' \
        where email_canonical = 'ada@example.com'";
    let other = begun(&own.url, sql).await;
    let users = world.users();
    let set = tokio::spawn(async move {
        let email = fields(UserField::Email, "new@example.com");
        users.set("eve@example.com", &email).await
    });
    committed_when_waited_for(&own.url, other).await;
    let told = set.await.unwrap();
    assert!(taken(&told, Unique::Email), "{told:?}");
    // Nothing of it was written.
    let eve = world.users().find("eve@example.com").await.unwrap();
    assert!(eve.is_some());
    finish(world, own).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_for_an_address_that_moves_meanwhile_is_given_to_nobody() {
    let Some((world, own)) = ada_and_eve().await else {
        return;
    };
    let nothing = RoleChange::default();
    let added = access(&world);
    let added = added.add_role("Reader", RoleKind::User, &nothing, Source::Console);
    added.await.unwrap();
    let sql = "update users set email = null, email_canonical = null \
        where email_canonical = 'ada@example.com'; \
        update users set email = 'ada@example.com', email_canonical = 'ada@example.com' \
        where email_canonical = 'eve@example.com'";
    let other = begun(&own.url, sql).await;
    let operator = access(&world);
    let given = tokio::spawn(async move {
        let ada = person("ada@example.com");
        operator.assign_role("Reader", &ada).await
    });
    committed_when_waited_for(&own.url, other).await;
    let told = given.await.unwrap();
    let is_refused = matches!(told, Err(Failure::Refused(RoleRefused::NoSuchUser)));
    assert!(is_refused, "{told:?}");
    let holders = "select count(*) from user_roles";
    assert_eq!(database::number(&own.url, holders).await, 0);
    // Who has the address now is given it.
    let ada = person("ada@example.com");
    assert!(access(&world).assign_role("Reader", &ada).await.unwrap());
    finish(world, own).await;
}
