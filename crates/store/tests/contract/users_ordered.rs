//! Accounts in the orders that are asked for: alike on both databases, without losing or repeating one
//! between pages, and by an index.

use oidc_core::{
    order::{AccountKey, Direction, OF_ACCOUNTS, Order},
    search::Search,
    time::Timestamp,
    user::User,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use store::{Store, StoreError, WantedAccounts};

use crate::harness::samples::{NOW, later, user};

/// Names that differ in case alone, that are the same, that are no ASCII, and that are not there.
fn people() -> Vec<User> {
    let texts = [
        ("u1", Some("bob"), Some("Zed_1"), Some(3)),
        ("u2", Some("Bob"), None, None),
        ("u3", Some("alice"), Some("anna"), Some(1)),
        ("u4", Some("\u{c9}lodie"), None, Some(3)),
        ("u5", None, Some("Bert"), None),
        ("u6", Some("Carl_"), Some("bert_2"), Some(2)),
        ("u7", Some("Carl Z"), None, None),
        ("u8", None, None, Some(3)),
    ];
    let texts = texts.into_iter().enumerate();
    let people = texts.map(|(index, (id, name, username, seen))| User {
        name: name.map(str::to_owned),
        username: username.map(str::to_owned),
        email: (index % 3 != 0).then(|| format!("M{}@Example.com", 9 - index).parse().unwrap()),
        phone: None,
        last_sign_in_at: seen.map(later),
        suspended_at: (index % 4 == 0).then_some(NOW),
        created_at: later(u32::try_from(index / 2).unwrap()),
        ..user(id)
    });
    people.collect()
}

async fn add(store: &Store) -> Vec<User> {
    let people = people();
    let added = &people;
    store
        .transact(|mut tx| async move {
            for user in added {
                assert!(tx.users().insert(user).await?);
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    people
}

fn everybody(search: &Search) -> WantedAccounts<'_> {
    WantedAccounts {
        search,
        with_role: None,
        without_role: None,
        suspended: None,
        never_signed_in: None,
        order: Order::descending(AccountKey::CreatedAt),
        offset: 0,
        most: 100,
    }
}

async fn page(store: &Store, wanted: &WantedAccounts<'_>) -> (u64, Vec<String>) {
    let read = store.read(|mut tx| async move {
        let listed = tx.accounts().page(wanted).await?;
        let (count, page) = (listed.total, listed.page);
        let ids = page.rows.iter().map(|account| account.user.id.to_string());
        Ok::<_, StoreError>((count, ids.collect()))
    });
    read.await.unwrap()
}

/// The same in memory.
fn in_memory(people: &[User], order: Order<AccountKey>) -> Vec<String> {
    let key = |user: &User| -> Option<(String, Option<Timestamp>)> {
        match order.by {
            AccountKey::CreatedAt => Some((String::new(), Some(user.created_at))),
            AccountKey::Name => Some((user.name.as_ref()?.to_ascii_lowercase(), None)),
            AccountKey::PrimaryEmail => {
                Some((user.email.as_ref()?.as_typed().to_lowercase(), None))
            }
            AccountKey::Username => Some((user.canonical_username()?, None)),
            AccountKey::LastSignInAt => Some((String::new(), Some(user.last_sign_in_at?))),
        }
    };
    let (mut with, mut without): (Vec<_>, Vec<_>) =
        people.iter().partition(|user| key(user).is_some());
    with.sort_by_key(|user| (key(user), user.id.clone()));
    without.sort_by_key(|user| user.id.clone());
    if order.direction == Direction::Descending {
        with.reverse();
        without.reverse();
    }
    let all = with.into_iter().chain(without);
    all.map(|user| user.id.to_string()).collect()
}

async fn each_order_is_as_in_memory_and_its_pages_lose_and_repeat_nobody(store: Store) {
    let people = add(&store).await;
    let search = Search::default();
    for (name, by) in OF_ACCOUNTS {
        for direction in [Direction::Ascending, Direction::Descending] {
            let order = Order { by, direction };
            let expected = in_memory(&people, order);
            for most in [1, 2, 3, 100] {
                let mut told = Vec::new();
                while told.len() < 8 {
                    let wanted = WantedAccounts {
                        order,
                        offset: i64::try_from(told.len()).unwrap(),
                        most,
                        ..everybody(&search)
                    };
                    let (count, ids) = page(&store, &wanted).await;
                    assert_eq!(count, 8);
                    assert!(!ids.is_empty(), "{name} {direction:?}");
                    told.extend(ids);
                }
                assert_eq!(told, expected, "{name} {direction:?} {most}");
            }
        }
    }
}

async fn who_is_suspended_and_who_never_signed_in_is_wanted_or_not(store: Store) {
    add(&store).await;
    let search = Search::default();
    for (suspended, never_signed_in, expected) in [
        (Some(true), None, &["u5", "u1"][..]),
        (Some(false), None, &["u8", "u7", "u6", "u4", "u3", "u2"]),
        (None, Some(true), &["u7", "u5", "u2"]),
        (None, Some(false), &["u8", "u6", "u4", "u3", "u1"]),
        (Some(true), Some(true), &["u5"]),
    ] {
        let wanted = WantedAccounts {
            suspended,
            never_signed_in,
            ..everybody(&search)
        };
        let (count, ids) = page(&store, &wanted).await;
        assert_eq!(ids, expected);
        assert_eq!(count, expected.len() as u64);
    }
}

/// What is ordered by on SQLite and on PostgreSQL, and the index of each.
const ORDERS: [([&str; 2], [&str; 2]); 4] = [
    (
        ["name collate nocase", "lower(name collate \"C\")"],
        ["users_by_name", "users_by_name"],
    ),
    (
        ["email_canonical", "email_canonical collate \"C\""],
        ["email_canonical>", "users_by_email"],
    ),
    (
        ["username_canonical", "username_canonical collate \"C\""],
        ["username_canonical>", "users_by_username"],
    ),
    (
        ["last_sign_in_at", "last_sign_in_at"],
        ["users_by_last_sign_in", "users_by_last_sign_in"],
    ),
];

/// A page of those with a value, and how many these are.
fn statements(index: usize, database: usize) -> [String; 3] {
    let key = ORDERS[index].0[database];
    let pages = ["asc", "desc"].map(|direction| {
        // Nobody shares an address or a user name with another.
        let id = match index {
            0 | 3 => format!(", id {direction}"),
            _ => String::new(),
        };
        format!(
            "select id from users where {key} is not null order by {key} {direction}{id} limit 20"
        )
    });
    let [up, down] = pages;
    [
        up,
        down,
        format!("select count(*) from users where {key} is not null"),
    ]
}

#[tokio::test]
async fn every_order_is_read_from_its_index_on_sqlite() {
    let (_folder, url) = crate::harness::file();
    Store::open(&url).await.unwrap().close().await;
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    for (index, (_, names)) in ORDERS.iter().enumerate() {
        for statement in statements(index, 0) {
            let sql = AssertSqlSafe(format!("explain query plan {statement}"));
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(sql).fetch_all(&mut conn).await.unwrap();
            assert_eq!(plan.len(), 1, "{plan:?}");
            assert!(plan[0].3.contains(names[0]), "{plan:?}");
        }
    }
}

#[tokio::test]
async fn every_order_is_read_from_its_index_on_postgresql() {
    let Some(server) = crate::harness::server() else {
        return;
    };
    let schema = crate::harness::Schema::new(server).await;
    Store::open(&schema.url).await.unwrap().close().await;
    let mut conn = PgConnection::connect(&schema.url).await.unwrap();
    // An empty table is read as a whole, whatever indexes it has.
    for off in ["enable_seqscan", "enable_bitmapscan"] {
        let sql = AssertSqlSafe(format!("set {off} = off"));
        sqlx::query(sql).execute(&mut conn).await.unwrap();
    }
    let mut plans = Vec::new();
    for (index, (_, names)) in ORDERS.iter().enumerate() {
        for statement in statements(index, 1).into_iter().take(2) {
            let sql = AssertSqlSafe(format!("explain {statement}"));
            let plan: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut conn).await.unwrap();
            plans.push((plan.join("\n"), names[1]));
        }
    }
    conn.close().await.unwrap();
    schema.drop().await;
    for (plan, index) in plans {
        assert!(plan.contains(index) && !plan.contains("Sort"), "{plan}");
    }
}

crate::harness::laws! {
    each_order_is_as_in_memory_and_its_pages_lose_and_repeat_nobody,
    who_is_suspended_and_who_never_signed_in_is_wanted_or_not,
}
