//! Several forms of one sign-in, and several sign-ins of one account, at the same time: on PostgreSQL
//! none waits for another in a circle.

use oidc_core::time::Lifetime;
use testkit::own_database::OwnDatabase;

use super::{
    newcomers::{at_new_password, made, want_passwords},
    people::{
        ADA, CODE_FIRST, Method, OTHER, PASSWORD, PASSWORD_FIRST, add, add_with, filled, provider,
    },
};
use crate::{
    kit::{Browser, Form, Setup, World, migrated},
    sign_in::steps::{at_code_page, link},
};

const ROUNDS: u32 = 40;

const LIMITS: &str = "[http]\ntrusted_proxies = [\"192.0.2.0/24\"]\n\
    [limits]\nsends_per_recipient = \"1000000/1h\"\n\
    forms_per_ip = \"1000000/1m\"\npages_per_ip = \"1000000/1m\"\n\
    sends_per_ip = \"1000000/1h\"\nfailures_per_ip = \"1000000/1h\"\n\
    failures_per_address = \"1000000/1h\"\npasswords_per_address = \"1000000/15m\"\n";

/// Posts all of them together; none of them breaks.
async fn at_once(forms: Vec<(Browser, Form)>) {
    let posts: Vec<_> = forms
        .into_iter()
        .map(|(mut browser, form)| tokio::spawn(async move { browser.submit(&form).await }))
        .collect();
    for post in posts {
        let answer = post.await.unwrap();
        assert!(!answer.status.is_server_error(), "{}", answer.body);
    }
}

/// A provider in a database of its own, and how it is put away; none where there is no server.
struct Alone {
    world: World,
    first: World,
    database: OwnDatabase,
}

impl Alone {
    async fn with(method: Method) -> Option<Self> {
        let database = OwnDatabase::made(migrated).await?;
        let first = World::open(&database.url, Setup::default()).await;
        // On PostgreSQL nothing is in the folder.
        let (world, _) = provider(first.clone(), LIMITS, &[method]).await;
        Some(Self {
            world,
            first,
            database,
        })
    }

    async fn had_no_deadlocks(self) {
        for world in [&self.world, &self.first] {
            world.app.store.close().await;
        }
        let found = self.database.deadlocks().await;
        self.database.give_back().await;
        assert_eq!(found, 0, "deadlocks");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_a_code_and_a_resend_at_once_never_lock_each_other_out() {
    let Some(alone) = Alone::with(CODE_FIRST).await else {
        return;
    };
    let world = &alone.world;
    add(world, ADA).await;
    for round in 0..ROUNDS {
        let (mut browser, page) = at_code_page(world, ADA).await;
        let code = world.code(ADA).await;
        let asks = browser.get(&link(&page, "Use your password")).await;
        let typed = if round % 2 == 0 { PASSWORD } else { OTHER };
        let forms = [
            asks.form(0).with("password", typed),
            page.form(1),
            page.form(0).with("code", &code),
            asks.form(0).with("password", PASSWORD),
            page.form(1),
            asks.form(0).with("way", "code"),
        ];
        at_once(forms.map(|form| (browser.clone(), form)).into()).await;
        world.pass(Lifetime::seconds(1));
    }
    alone.had_no_deadlocks().await;
}

/// They count on the same rows, and give back what they counted when they turn out to be right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn right_and_wrong_passwords_of_one_account_at_once_never_lock_each_other_out() {
    let Some(alone) = Alone::with(PASSWORD_FIRST).await else {
        return;
    };
    let world = &alone.world;
    add(world, ADA).await;
    add_with(world, "eve@example.com", serde_json::json!({})).await;
    // Their rows are older than the one of the network that comes next, which is counted before them.
    for email in [ADA, "eve@example.com"] {
        let (browser, form) = filled(world, email, OTHER).await;
        let mut elsewhere = browser.with_header("x-forwarded-for", "198.51.100.1");
        elsewhere.submit(&form).await;
    }
    for _ in 0..ROUNDS {
        let mut forms = Vec::new();
        for (email, typed) in [
            (ADA, PASSWORD),
            ("eve@example.com", OTHER),
            (ADA, PASSWORD),
            (ADA, OTHER),
            (ADA, PASSWORD),
            ("bob@example.com", OTHER),
            (ADA, PASSWORD),
        ] {
            forms.push(filled(world, email, typed).await);
        }
        at_once(forms).await;
        world.pass(Lifetime::seconds(1));
    }
    alone.had_no_deadlocks().await;
}

/// Two browsers that have proven one address, each with its form in two tabs; one asks for another code
/// meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_passwords_for_one_address_at_once_never_lock_each_other_out() {
    let Some(alone) = Alone::with(CODE_FIRST).await else {
        return;
    };
    let world = &alone.world;
    want_passwords(world).await;
    for round in 1..=i64::from(ROUNDS / 4) {
        let email = format!("ada{round}@example.com");
        let mut forms = Vec::new();
        for password in [PASSWORD, OTHER] {
            let (browser, page) = at_new_password(world, "register", &email).await;
            let form = page.form(0).with("new_password", password);
            let resend = Form {
                action: "/register/verification-code/resend".to_owned(),
                ..form.clone()
            };
            for form in [form.clone(), resend, form] {
                forms.push((browser.clone(), form));
            }
        }
        at_once(forms).await;
        let [accounts, passwords, _] = made(world).await;
        assert_eq!([accounts, passwords], [round; 2]);
        world.pass(Lifetime::seconds(1));
    }
    alone.had_no_deadlocks().await;
}
