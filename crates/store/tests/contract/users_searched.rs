//! Accounts are searched, counted and paged by the database as a search in memory would do it.

use oidc_core::{
    account::password::{PasswordScheme, SealedPassword},
    order::{AccountKey, Order},
    search::{Condition, Joint, Mode, Search},
    time::Timestamp,
    user::{SEARCHED, User},
    user_identity::UserIdentity,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{Store, StoreError, WantedAccounts};

use crate::harness::{
    Schema,
    samples::{NOW, later, map, user},
};

/// People whose texts try the patterns: case beyond ASCII, wildcards of both languages, backslashes.
fn people() -> Vec<User> {
    let texts = [
        ("ada", "Ada Lovelace", "+442079460001"),
        ("elodie", "\u{c9}lodie Durand", "+33123456789"),
        ("percent", "100% [sure] *really*?", "+14255551212"),
        ("under", "a_b\\c", "+4930123456"),
        ("bob", "bob", "+81312345678"),
    ];
    let mut people = Vec::new();
    for (index, (id, name, phone)) in texts.into_iter().enumerate() {
        people.push(User {
            name: Some(name.to_owned()),
            username: Some(format!("{}_x", id.to_uppercase())),
            phone: Some(phone.parse().unwrap()),
            email: Some(format!("{id}.Mail@Example.com").parse().unwrap()),
            created_at: later(u32::try_from(index).unwrap()),
            ..user(id)
        });
    }
    people.push(User {
        name: None,
        username: None,
        phone: None,
        email: None,
        created_at: later(9),
        ..user("nobody")
    });
    people
}

/// What a search in memory looks at.
fn fields(user: &User) -> [(&'static str, Option<String>); 5] {
    let [id, email, phone, username, name] = SEARCHED;
    [
        (id, Some(user.id.to_string())),
        (
            email,
            user.email.as_ref().map(|email| email.as_typed().to_owned()),
        ),
        (
            phone,
            user.phone
                .as_ref()
                .map(|phone| phone.as_str()[1..].to_owned()),
        ),
        (username, user.username.clone()),
        (name, user.name.clone()),
    ]
}

fn in_memory(people: &[User], search: &Search) -> Vec<String> {
    let found = people.iter().rev().filter(|user| {
        let held = fields(user);
        let held: Vec<_> = held
            .iter()
            .map(|(name, text)| (*name, text.as_deref()))
            .collect();
        search.finds(&held)
    });
    found.map(|user| user.id.to_string()).collect()
}

fn wanted(search: &Search) -> WantedAccounts<'_> {
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

async fn add(store: &Store, people: &[User]) {
    let added = store.transact(|mut tx| async move {
        for user in people {
            assert!(tx.users().insert(user).await?);
        }
        Ok::<_, StoreError>(())
    });
    added.await.unwrap();
}

/// How many are found, and which of them stand on the page.
async fn found(store: &Store, wanted: &WantedAccounts<'_>) -> (u64, Vec<String>) {
    let read = store.read(|mut tx| async move {
        let listed = tx.accounts().page(wanted).await?;
        let (count, page) = (listed.total, listed.page);
        assert_eq!(page.unreadable, []);
        let ids = page.rows.iter().map(|account| account.user.id.to_string());
        Ok::<_, StoreError>((count, ids.collect()))
    });
    read.await.unwrap()
}

fn condition(field: Option<&'static str>, mode: Mode, values: &[&str]) -> Condition {
    Condition {
        field,
        mode,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    }
}

const VALUES: [&str; 27] = [
    "ada",
    "ADA",
    "%ada%",
    "Ada%",
    "ad_",
    "%",
    "",
    "_",
    "\u{e9}lodie%",
    "\u{c9}lodie durand",
    "%DURAND",
    "100\\%%",
    "100%",
    "%[sure]%",
    "%*really*%",
    "%?",
    "?ob",
    "*",
    "a\\_b\\\\c",
    "%\\",
    "x\0y",
    "ada.mail@example.com",
    "ADA.Mail@Example.com",
    "44%",
    "442079460001",
    "ADA_X",
    "ada\\_x",
];

async fn a_search_finds_what_one_in_memory_does(store: Store) {
    let people = people();
    add(&store, &people).await;
    let mut hits = 0;
    let all = [None].into_iter().chain(SEARCHED.map(Some));
    for field in all {
        for (mode, is_case_sensitive) in [
            (Mode::Like, false),
            (Mode::Like, true),
            (Mode::Exact, false),
            (Mode::Exact, true),
        ] {
            for value in VALUES {
                let search = Search {
                    conditions: vec![condition(field, mode, &[value])],
                    joint: Joint::Or,
                    is_case_sensitive,
                };
                let expected = in_memory(&people, &search);
                hits += expected.len();
                let told = found(&store, &wanted(&search)).await;
                assert_eq!(told, (expected.len() as u64, expected), "{search:?}");
            }
        }
    }
    assert!(hits > 100, "{hits}");
}

/// A role that may make no extension, and no index that needs one.
async fn owner_of(schema: &Schema) -> (String, String) {
    let role = format!("owner_of_{}", schema.name);
    let made = format!(
        "create role {role} login password 'of a test'; grant all on schema {} to {role}",
        schema.name
    );
    schema.admin(made).await;
    let mut url: url::Url = schema.url.parse().unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("of a test")).unwrap();
    (role, url.into())
}

#[tokio::test]
async fn a_search_on_postgresql_needs_no_extension() {
    let Some(schema) = Schema::lent().await else {
        return;
    };
    let (role, url) = owner_of(&schema).await;
    let store = Store::open(&url).await.unwrap();
    a_search_finds_what_one_in_memory_does(store.clone()).await;
    store.close().await;
    let index = format!(
        "select count(*) from pg_indexes where indexname = 'users_by_searched' \
         and schemaname = '{}'",
        schema.name
    );
    let mut conn = PgConnection::connect(&schema.url).await.unwrap();
    let indexes: i64 = sqlx::query_scalar(AssertSqlSafe(index))
        .fetch_one(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    let gone = format!("drop owned by {role} cascade; drop role {role}");
    schema.admin(gone).await;
    schema.drop().await;
    assert_eq!(indexes, 0, "the role could make one");
}

async fn who_was_changed_is_found_by_what_they_are_now(store: Store) {
    let mut people = people();
    add(&store, &people).await;
    people[0].name = Some("Augusta King".to_owned());
    people[0].email = Some("Augusta@Example.org".parse().unwrap());
    people[4].name = None;
    people[4].phone = None;
    let changed = [&people[0], &people[4]];
    let written = store.transact(|mut tx| async move {
        for user in changed {
            assert!(tx.users().update(user).await?);
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
    let mut hits = 0;
    for value in [
        "%lovelace%",
        "%augusta%",
        "%KING%",
        "augusta@example.org",
        "%ada.mail%",
        "bob",
        "%8131%",
        "%bob%",
    ] {
        let search = Search {
            conditions: vec![condition(None, Mode::Like, &[value])],
            ..Search::default()
        };
        let expected = in_memory(&people, &search);
        hits += expected.len();
        let told = found(&store, &wanted(&search)).await;
        assert_eq!(told, (expected.len() as u64, expected), "{value}");
    }
    assert_eq!(hits, 5);
}

async fn several_conditions_are_joined_and_several_values_are_each_enough(store: Store) {
    let people = people();
    add(&store, &people).await;
    let [_, email, _, username, name] = SEARCHED;
    let conditions = vec![
        condition(
            Some(email),
            Mode::Exact,
            &["bob.mail@example.com", "ADA.mail@example.com"],
        ),
        condition(Some(name), Mode::Like, &["%o%"]),
        condition(Some(username), Mode::Like, &["%X"]),
    ];
    for joint in [Joint::Or, Joint::And] {
        let search = Search {
            conditions: conditions.clone(),
            joint,
            is_case_sensitive: false,
        };
        let expected = in_memory(&people, &search);
        assert!(!expected.is_empty(), "{joint:?}");
        let told = found(&store, &wanted(&search)).await;
        assert_eq!(told, (expected.len() as u64, expected), "{joint:?}");
    }
}

async fn a_page_is_a_part_of_the_list_the_newest_first(store: Store) {
    let mut people = people();
    // Those of one moment are told apart by their ids.
    for user in &mut people[1..4] {
        user.created_at = NOW;
    }
    add(&store, &people).await;
    let everybody = Search::default();
    let part = async |offset, most| {
        let wanted = WantedAccounts {
            offset,
            most,
            ..wanted(&everybody)
        };
        found(&store, &wanted).await
    };
    let (count, all) = part(0, 100).await;
    assert_eq!(count, 6);
    assert_eq!(all, ["nobody", "bob", "under", "percent", "elodie", "ada"]);
    for (offset, most) in [(0, 2), (2, 3), (5, 10), (6, 10), (1_000, 1)] {
        let (count, page) = part(offset, most).await;
        let rest = all.iter().skip(usize::try_from(offset).unwrap());
        let expected: Vec<_> = rest.take(usize::try_from(most).unwrap()).cloned().collect();
        assert_eq!((count, page), (6, expected), "{offset} {most}");
    }
}

fn password(byte: u8, scheme: PasswordScheme) -> SealedPassword {
    SealedPassword {
        sealed: vec![byte],
        scheme,
    }
}

async fn a_password_takes_the_place_of_the_one_that_was_seen_and_of_no_other(store: Store) {
    let people = people();
    add(&store, &people).await;
    let (ada, bob) = (&people[0].id, &people[4].id);
    let first = &password(1, PasswordScheme::Bcrypt);
    let other = &password(2, PasswordScheme::Argon2id);
    store
        .transact(|mut tx| async move {
            let mut passwords = tx.passwords();
            assert!(passwords.set(bob, first).await?);
            assert_eq!(passwords.find(bob).await?.as_ref(), Some(first));
            assert_eq!(passwords.find(ada).await?, None);
            assert!(!passwords.replace(bob, other, other).await?);
            assert!(passwords.replace(bob, first, other).await?);
            assert_eq!(passwords.find(bob).await?.as_ref(), Some(other));
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn an_account_is_shown_with_its_identities_and_whether_it_has_a_password(store: Store) {
    let people = people();
    add(&store, &people).await;
    let identity = |user: &str, target: &str, external: &str, at: Timestamp| UserIdentity {
        user_id: user.parse().unwrap(),
        target: target.to_owned(),
        external_id: external.to_owned(),
        details: Some(map(&serde_json::json!({"name": external}))),
        created_at: at,
    };
    let said = [
        identity("ada", "zoom", "1", NOW),
        identity("ada", "github", "2", later(1)),
        identity("bob", "github", "3", NOW),
    ];
    let password = &password(1, PasswordScheme::Bcrypt);
    let (ada, bob, said) = (&people[0].id, &people[4].id, &said);
    store
        .transact(|mut tx| async move {
            for identity in said {
                tx.user_identities().put(identity).await?;
            }
            assert!(tx.passwords().set(bob, password).await?);
            let ada = tx.accounts().find(ada).await?.unwrap();
            assert_eq!((ada.has_password, &*ada.identities), (false, &said[..2]));
            let everybody = Search::default();
            let page = tx.accounts().page(&wanted(&everybody)).await?.page.rows;
            let shown: Vec<_> = page
                .iter()
                .map(|account| {
                    (
                        account.user.id.as_str(),
                        account.has_password,
                        account.identities.len(),
                    )
                })
                .collect();
            let expected = [
                ("nobody", false, 0),
                ("bob", true, 1),
                ("under", false, 0),
                ("percent", false, 0),
                ("elodie", false, 0),
                ("ada", false, 2),
            ];
            assert_eq!(shown, expected);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn an_account_elsewhere_belongs_to_one_person_and_goes_with_them(store: Store) {
    let people = people();
    add(&store, &people).await;
    let identity = |user: &str, external: &str| UserIdentity {
        user_id: user.parse().unwrap(),
        target: "github".to_owned(),
        external_id: external.to_owned(),
        details: None,
        created_at: NOW,
    };
    let (first, second, taken) = (
        identity("ada", "1"),
        identity("ada", "2"),
        identity("bob", "2"),
    );
    let (first, second, taken) = (&first, &second, &taken);
    store
        .transact(|mut tx| async move {
            let mut identities = tx.user_identities();
            identities.put(first).await?;
            identities.put(second).await?;
            let own = identities.of(&first.user_id).await?;
            assert_eq!(own.as_slice(), std::slice::from_ref(second));
            let owner = identities.owner("github", "2").await?;
            assert_eq!(owner.as_ref(), Some(&second.user_id));
            assert_eq!(identities.owner("github", "1").await?, None);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let told = store.transact(|mut tx| async move { tx.user_identities().put(taken).await });
    let told = told.await.unwrap_err();
    assert!(
        matches!(told, StoreError::Taken(store::Taken::Identity)),
        "{told:?}"
    );
    store
        .transact(|mut tx| async move {
            assert!(tx.users().remove(&second.user_id).await?);
            tx.user_identities().put(taken).await?;
            assert!(
                tx.user_identities()
                    .remove(&taken.user_id, "github")
                    .await?
            );
            assert!(
                !tx.user_identities()
                    .remove(&taken.user_id, "github")
                    .await?
            );
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
}

async fn who_holds_a_role_is_wanted_or_not(store: Store) {
    let people = people();
    add(&store, &people).await;
    let role = &"viewer".parse().unwrap();
    let (ada, bob) = (&people[0].id, &people[4].id);
    store
        .transact(|mut tx| async move {
            for user in [ada, bob] {
                assert!(tx.roles().assign_to_user(user, role, NOW).await?);
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let search = Search::default();
    let with = WantedAccounts {
        with_role: Some(role),
        ..wanted(&search)
    };
    let (count, ids) = found(&store, &with).await;
    assert_eq!(
        (count, &*ids),
        (2, &["bob".to_owned(), "ada".to_owned()][..])
    );
    let without = WantedAccounts {
        without_role: Some(role),
        ..wanted(&search)
    };
    let (count, ids) = found(&store, &without).await;
    assert_eq!((count, ids.len()), (4, 4));
    assert!(!ids.contains(&"ada".to_owned()));
}

crate::harness::laws! {
    a_search_finds_what_one_in_memory_does,
    who_was_changed_is_found_by_what_they_are_now,
    several_conditions_are_joined_and_several_values_are_each_enough,
    a_page_is_a_part_of_the_list_the_newest_first,
    a_password_takes_the_place_of_the_one_that_was_seen_and_of_no_other,
    an_account_is_shown_with_its_identities_and_whether_it_has_a_password,
    an_account_elsewhere_belongs_to_one_person_and_goes_with_them,
    who_holds_a_role_is_wanted_or_not,
}
