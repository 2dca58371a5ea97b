//! A provider of its own for each test.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{Router, body::Body, extract::Request};
use engine::{clock::Clock, config::Mode, entropy::Entropy, jobs::deliver::deliver};
use oidc_core::{
    seal::SealingKey,
    time::{Lifetime, Timestamp},
};
use signet::{
    app::App,
    config::{File, Settings, read::read as read_file, secrets::MasterKey},
    layer::client_ip::Peer,
    router::router,
};
use store::Store;
use testkit::{
    own_database::OwnDatabase,
    produced,
    story::{Story, outcome},
};
use tower::ServiceExt;
use url::Url;

use super::{Answer, Browser, RelyingParty, french, read};

/// Where the clock stands at first: 2025-10-09T08:53:20Z.
const START: Timestamp = Timestamp::from_millis(1_760_000_000_000);

/// The clients every test has; `{more}` of a [`Setup`] stands before them.
const CONFIG: &str = r#"
public_url = "http://localhost:3001"

[[applications]]
id = "web"
name = "Bookstore"
kind = "traditional"
secret = "web-secret-0123456789-0123456789"
redirect_uris = ["https://rp.example/cb"]
post_logout_redirect_uris = ["https://rp.example", "https://rp.example/bye?x=1"]

[[applications]]
id = "other"
name = "Library"
kind = "traditional"
secret = "other-secret-0123456789-01234567"
redirect_uris = ["https://other.example/cb", "https://other.example/cb2"]
post_logout_redirect_uris = ["https://other.example/"]

[[applications]]
id = "spa"
name = "Reading room"
kind = "spa"
redirect_uris = ["https://spa.example/cb"]
post_logout_redirect_uris = ["https://spa.example/"]

[[applications]]
id = "native"
name = "Reader"
kind = "native"
redirect_uris = ["http://127.0.0.1/cb", "http://[::1]/cb", "com.example.reader:/cb"]
post_logout_redirect_uris = ["http://127.0.0.1/bye", "http://[::1]", "http://localhost/bye"]

[[applications]]
id = "club"
name = "Reading <b>club</b>"
kind = "traditional"
third_party = true
secret = "club-secret-0123456789-012345678"
redirect_uris = ["https://club.example/cb"]
post_logout_redirect_uris = ["https://club.example/"]

[[applications]]
id = "club-app"
name = "Club app"
kind = "native"
third_party = true
redirect_uris = ["http://127.0.0.1/club", "com.example.club:/cb"]
"#;

/// How a world differs from the usual one.
#[derive(Default, Clone)]
pub(crate) struct Setup {
    /// TOML to put before the usual configuration (top-level keys and tables).
    pub(crate) more: &'static str,
    /// Instead of `http://localhost:3001`.
    pub(crate) public_url: Option<&'static str>,
    /// `signet serve` in place of `signet dev`.
    pub(crate) production: bool,
}

/// A provider, its clock and its database.
#[derive(Clone)]
pub(crate) struct World {
    /// The provider's own state, for looking behind the curtain.
    pub(crate) app: App,
    /// This node's own; stands still until it is moved.
    pub(crate) clock: Clock,
    /// Those of all nodes: time passes for everybody.
    pub(super) clocks: Arc<Mutex<Vec<Clock>>>,
    router: Router,
    pub(super) public_url: Url,
    pub(crate) database: String,
    pub(super) setup: Setup,
    /// How many nodes this database has had, plus one.
    pub(super) nodes: Arc<AtomicU64>,
    /// What the proxy in front takes off the beginning of every path.
    pub(super) stripped: String,
}

/// What a test does with a world.
pub(crate) type Behaviour = fn(World) -> Story;

impl World {
    /// Runs a behaviour on SQLite in memory.
    pub(crate) async fn run_on_sqlite(behaviour: Behaviour) {
        behaviour(Self::open("sqlite::memory:", Setup::default()).await).await;
    }

    /// Runs a behaviour on PostgreSQL, in a database of its own.
    pub(crate) async fn run_on_postgres(behaviour: Behaviour) {
        let Some(database) = OwnDatabase::lent(migrated).await else {
            return;
        };
        let world = Self::open(&database.url, Setup::default()).await;
        let app = world.app.clone();
        let outcome = outcome(behaviour(world)).await;
        app.store.close().await;
        database.give_back().await;
        if let Err(error) = outcome {
            std::panic::resume_unwind(error);
        }
    }

    /// Runs a behaviour on PostgreSQL in a database of its own, where no two transactions may lock
    /// each other out. All its nodes but the first are closed when it ends.
    pub(crate) async fn run_without_deadlocks(behaviour: Behaviour) {
        let Some(database) = OwnDatabase::made(migrated).await else {
            return;
        };
        let world = Self::open(&database.url, Setup::default()).await;
        let app = world.app.clone();
        let outcome = outcome(behaviour(world)).await;
        app.store.close().await;
        let deadlocks = match &outcome {
            Ok(()) => database.deadlocks().await,
            Err(_) => 0,
        };
        database.give_back().await;
        if let Err(error) = outcome {
            std::panic::resume_unwind(error);
        }
        assert_eq!(deadlocks, 0, "deadlocks");
    }

    /// A world in memory that differs from the usual one.
    pub(crate) async fn with(setup: Setup) -> Self {
        Self::open("sqlite::memory:", setup).await
    }

    /// A world on a database of one's own.
    pub(crate) async fn open(database: &str, setup: Setup) -> Self {
        Self::open_at(
            database,
            setup,
            START,
            Arc::default(),
            Arc::new(AtomicU64::new(1)),
        )
        .await
    }

    pub(super) async fn open_at(
        database: &str,
        setup: Setup,
        now: Timestamp,
        clocks: Arc<Mutex<Vec<Clock>>>,
        nodes: Arc<AtomicU64>,
    ) -> Self {
        let clock = Clock::fixed(now);
        clocks.lock().unwrap().push(clock.clone());
        let public_url = setup.public_url.unwrap_or("http://localhost:3001");
        let config = CONFIG.replace("http://localhost:3001", public_url);
        let config = config.replacen("\n\n", &format!("\n{}\n", setup.more), 1);
        let folder = tempfile::tempdir().unwrap().keep();
        let path = folder.join("signet.toml");
        std::fs::write(&path, config).unwrap();
        let file = read_file(Some(&path), &[]).expect("the test's configuration is valid");
        let file = File {
            data_dir: Some(folder),
            ..file
        };
        let mode = if setup.production {
            Mode::Production
        } else {
            Mode::Development
        };
        let mut settings = Settings::check(&file, mode).expect("valid settings");
        settings.demo = None;
        settings.master_key = MasterKey::Given(SealingKey::from_bytes([7; 32]));
        let store = Store::open(database).await.expect("the database opens");
        // Two nodes of one database must not mint the same ids.
        let entropy = Entropy::seeded(nodes.fetch_add(1, Ordering::Relaxed));
        let app = App::assemble(settings, store, clock.clone(), entropy);
        // Every test holds this future: on the heap it costs them nothing.
        let app = Box::pin(app).await.unwrap();
        let router = router(app.clone());
        Self {
            app,
            clock,
            clocks,
            router,
            public_url: public_url.parse().unwrap(),
            database: database.to_owned(),
            setup,
            nodes,
            stripped: String::new(),
        }
    }

    /// Another process on the same database, whose clock says the same at first.
    pub(crate) async fn another_node(&self) -> Self {
        self.set_up(self.setup.clone()).await
    }

    /// The full name of one of the provider's cookies.
    pub(crate) fn cookie(&self, base: &str) -> String {
        self.app.urls.cookie_name(base)
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.clone())
    }

    /// The relying party of a configured client.
    pub(crate) fn relying_party(&self, client: &'static str) -> RelyingParty {
        let (redirect_uri, secret) = match client {
            "web" => (
                "https://rp.example/cb",
                Some("web-secret-0123456789-0123456789"),
            ),
            "other" => (
                "https://other.example/cb",
                Some("other-secret-0123456789-01234567"),
            ),
            "spa" => ("https://spa.example/cb", None),
            "native" => ("http://127.0.0.1:49152/cb", None),
            "club" => (
                "https://club.example/cb",
                Some("club-secret-0123456789-012345678"),
            ),
            "club-app" => ("http://127.0.0.1:49152/club", None),
            _ => panic!("no client {client}"),
        };
        RelyingParty {
            net: self.clone(),
            client,
            redirect_uri,
            secret,
        }
    }

    /// Lets time pass, for all nodes of this database.
    pub(crate) fn pass(&self, span: Lifetime) {
        for clock in self.clocks.lock().unwrap().iter() {
            clock.advance(span);
        }
    }

    /// One request, as the network would hand it over.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = "192.0.2.7:4711".parse().unwrap();
        if request.extensions().get::<Peer>().is_none() {
            request.extensions_mut().insert(Peer(peer));
        }
        self.strip(&mut request);
        let path = request.uri().path().to_owned();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let answer = read(response).await;
        produced::note(env!("CARGO_TARGET_TMPDIR"), &path, &answer);
        french::assert_has_french(&path, &answer);
        answer
    }

    /// `GET` without cookies.
    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.send(Request::get(target).body(Body::empty()).unwrap())
            .await
    }

    /// The mails to an address that have left, newest first, as the mailbox shows them.
    pub(crate) async fn mails(&self, to: &str) -> Vec<serde_json::Value> {
        while deliver(&self.app).await.unwrap() {}
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("to", to)
            .finish();
        let request = Request::get(format!("/dev/mailbox/messages?{query}"))
            .header("host", "localhost:3001")
            .extension(Peer("127.0.0.1:4711".parse().unwrap()));
        let answer = self.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The newest code that was mailed to an address.
    pub(crate) async fn code(&self, to: &str) -> String {
        let mails = self.mails(to).await;
        let code = mails.first().and_then(|mail| mail["code"].as_str());
        code.unwrap_or_else(|| panic!("no mail to {to}")).to_owned()
    }
}

/// Makes the tables of an empty database.
pub(crate) async fn migrated(url: String) {
    Store::open(&url).await.unwrap().close().await;
}
