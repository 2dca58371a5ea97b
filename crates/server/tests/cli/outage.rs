//! A database server that goes away and comes back.

use std::{
    io,
    net::{Shutdown, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use testkit::postgres::Schema;

use crate::kit::{Home, KEY, listener, port};

/// A way to the database server that can be closed, as if the server were down.
struct Way {
    server: String,
    port: u16,
    open: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Way {
    fn open(server: &str) -> Self {
        let way = Self {
            server: server.to_owned(),
            port: port(),
            open: Arc::default(),
            streams: Arc::default(),
        };
        way.reopen();
        way
    }

    fn reopen(&self) {
        self.open.store(true, Ordering::SeqCst);
        let listener = listener(self.port);
        let (server, open) = (self.server.clone(), Arc::clone(&self.open));
        let streams = Arc::clone(&self.streams);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if !open.load(Ordering::SeqCst) {
                    break;
                }
                let (here, there) = (stream.unwrap(), TcpStream::connect(&server).unwrap());
                let copies = [&here, &there].map(|stream| stream.try_clone().unwrap());
                streams.lock().unwrap().extend(copies);
                pass_on(&here, &there);
                pass_on(&there, &here);
            }
        });
    }

    /// Ends every connection and refuses new ones.
    fn close(&self) {
        self.open.store(false, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        while TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn pass_on(from: &TcpStream, to: &TcpStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    std::thread::spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_down_is_said_once_and_people_are_told_to_come_back() {
    let Some(schema) = Schema::lent().await else {
        return;
    };
    let parsed: url::Url = schema.url.parse().unwrap();
    let (host, at) = (parsed.host_str().unwrap(), parsed.port().unwrap_or(5432));
    let way = Way::open(&format!("{host}:{at}"));
    let mut through = parsed.clone();
    through.set_host(Some("127.0.0.1")).unwrap();
    through.set_port(Some(way.port)).unwrap();
    through.set_password(Some("hunter2")).unwrap();

    let home = Home::new();
    home.configure(
        "[[applications]]\nid = \"shop\"\nkind = \"spa\"\n\
         redirect_uris = [\"https://shop.example/cb\"]\n",
    );
    let variables = [
        ("SIGNET__DATABASE__URL", through.as_str()),
        ("SIGNET__SECRETS__MASTER_KEY", KEY),
    ];
    let mut server = home.start(&["--no-demo"], &variables);
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let client = client.build().unwrap();
    let page = home.url(
        "/oidc/auth?client_id=shop&redirect_uri=https%3A%2F%2Fshop.example%2Fcb\
         &response_type=code&scope=openid&code_challenge_method=S256\
         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    assert_eq!(client.get(&page).send().await.unwrap().status(), 303);

    way.close();
    // The first wait as long as for a busy pool; from then on it is known.
    for number in 0..4 {
        let begun = Instant::now();
        let answer = client.get(&page).send().await.unwrap();
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().contains_key("retry-after"));
        assert!(
            number == 0 || begun.elapsed() < Duration::from_secs(5),
            "{:?}",
            begun.elapsed()
        );
    }
    way.reopen();
    server.wait_for("the database answers again");
    assert_eq!(client.get(&page).send().await.unwrap().status(), 303);

    let said = server.said_so_far();
    let lines: Vec<&String> = said
        .iter()
        .filter(|line| line.contains("the database does not answer"))
        .collect();
    assert_eq!(lines.len(), 1, "{said:?}");
    assert!(
        lines[0].contains(&format!("127.0.0.1:{}", way.port)),
        "{}",
        lines[0]
    );
    let log = said.join("\n");
    assert!(!log.contains("hunter2") && !log.contains("busy"), "{log}");
    server.stop();
    schema.drop().await;
}
