//! Calls to small servers on this machine that mean no good.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, SocketAddr, TcpListener},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use super::*;

/// What a server does with each connection after the request has come.
type Answering = fn(&mut std::net::TcpStream);

/// A server, and how many have called.
struct Server {
    at: SocketAddr,
    calls: Arc<AtomicUsize>,
}

impl Server {
    fn start(answer: Answering) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    let _ = stream.read(&mut [0; 4_096]);
                    answer(&mut stream);
                });
            }
        });
        Self { at, calls }
    }

    fn url(&self, host: &str) -> Url {
        let port = self.at.port();
        format!("http://{host}:{port}/logout?x=1").parse().unwrap()
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

fn fine(stream: &mut std::net::TcpStream) {
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\nok");
}

/// Answers from a list, the last one for ever; and what was asked.
#[derive(Default)]
struct Names {
    answers: Mutex<Vec<Vec<IpAddr>>>,
    asked: AtomicUsize,
}

impl Names {
    fn of(answers: &[&[&str]]) -> Arc<Self> {
        let read = |list: &&[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        Arc::new(Self {
            answers: Mutex::new(answers.iter().map(read).collect()),
            asked: AtomicUsize::new(0),
        })
    }
}

impl Lookup for Names {
    fn addresses(
        &self,
        _host: String,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 {
            answers.remove(0)
        } else {
            answers[0].clone()
        };
        Box::pin(async move { Ok(answer) })
    }
}

fn outbound(allow: &[String], names: Arc<Names>) -> Outbound {
    let config = OutboundConfig {
        allow: allow.iter().map(|entry| entry.parse().unwrap()).collect(),
        time_limit: Duration::from_millis(600),
        ..OutboundConfig::default()
    };
    Outbound::with(config, names)
}

/// One that may call this server under the name `rp.internal`.
fn allowed(server: &Server) -> Outbound {
    let entry = format!("rp.internal:{}", server.at.port());
    outbound(&[entry], Names::of(&[&["127.0.0.1"]]))
}

#[tokio::test]
async fn t_62_an_address_inside_is_refused_however_it_is_written() {
    let server = Server::start(fine);
    let outbound = outbound(&[], Names::of(&[&["127.0.0.1"]]));
    for host in [
        "127.0.0.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "127.1",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fd00::1]",
        "[fe80::1]",
    ] {
        for scheme in ["http", "https"] {
            let mut url = server.url(host);
            url.set_scheme(scheme).unwrap();
            let error = outbound.post_form(&url, String::new()).await.unwrap_err();
            let refused = matches!(error, OutboundError::NotPublic { .. });
            assert!(refused, "{url}: {error}");
            assert!(error.to_string().contains("outbound.allow"), "{error}");
            assert!(!error.to_string().contains("x=1"), "{error}");
        }
    }
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn t_62_a_name_that_leads_inside_is_refused() {
    let server = Server::start(fine);
    let outbound = outbound(&[], Names::of(&[&["127.0.0.1", "::1", "10.0.0.1"]]));
    for host in ["rp.example", "localhost"] {
        let mut url = server.url(host);
        let error = outbound.get(&url).await.unwrap_err();
        assert!(matches!(error, OutboundError::PlainHttp { .. }), "{error}");
        url.set_scheme("https").unwrap();
        let error = outbound.get(&url).await.unwrap_err();
        assert_eq!(error, OutboundError::LeadsInside);
    }
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn what_is_listed_by_host_and_port_is_called() {
    let server = Server::start(fine);
    let outbound = allowed(&server);
    let answer = outbound
        .post_form(&server.url("rp.internal"), "a=b".to_owned())
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(answer.body(2).await.unwrap(), b"ok");
    // The same server under another name, and another port of the same name.
    for url in [server.url("other.internal"), server.url("127.0.0.1")] {
        assert!(outbound.get(&url).await.is_err(), "{url}");
    }
    let elsewhere = Server::start(fine);
    let answer = outbound.get(&elsewhere.url("rp.internal")).await;
    assert!(answer.is_err());
    assert_eq!((server.calls(), elsewhere.calls()), (1, 0));
}

#[tokio::test]
async fn t_63_a_name_is_resolved_once_and_a_second_answer_changes_nothing() {
    let server = Server::start(fine);
    // Nobody answers at the public address here; were the name asked again, the server would hear.
    let names = Names::of(&[&["1.0.0.0"], &["127.0.0.1"]]);
    let outbound = outbound(&[], Arc::clone(&names));
    let mut url = server.url("rebind.example");
    url.set_scheme("https").unwrap();
    assert!(outbound.get(&url).await.is_err());
    assert_eq!((names.asked.load(Ordering::SeqCst), server.calls()), (1, 0));
    assert_eq!(
        outbound.get(&url).await.unwrap_err(),
        OutboundError::LeadsInside
    );
    assert_eq!(server.calls(), 0);
}

#[tokio::test]
async fn t_63_a_redirect_is_an_answer_and_is_not_followed() {
    let server = Server::start(|stream| {
        let head = "HTTP/1.1 302 Found\r\nlocation: http://rp.internal/inside\r\n";
        let _ = write!(stream, "{head}content-length: 0\r\n\r\n");
    });
    let answer = allowed(&server).get(&server.url("rp.internal")).await;
    assert_eq!(answer.unwrap().status(), 302);
    assert_eq!(server.calls(), 1);
}

#[tokio::test]
async fn t_64_a_server_that_hangs_is_cut_off() {
    let silent = Server::start(|_| std::thread::sleep(Duration::from_secs(5)));
    let slow = Server::start(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n");
        while stream.write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let began = Instant::now();
    let error = allowed(&silent).get(&silent.url("rp.internal")).await;
    assert_eq!(error.unwrap_err(), OutboundError::TimedOut);
    let answer = allowed(&slow).get(&slow.url("rp.internal")).await.unwrap();
    assert_eq!(answer.body(1_000).await, Err(OutboundError::TimedOut));
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn t_64_an_endless_answer_is_cut_off() {
    let endless = Server::start(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n");
        while stream.write_all(&[b'x'; 8_192]).is_ok() {}
    });
    let outbound = allowed(&endless);
    let url = endless.url("rp.internal");
    let answer = outbound.get(&url).await.unwrap();
    let too_large = Err(OutboundError::TooLarge { most: 10_000 });
    assert_eq!(answer.body(10_000).await, too_large);
    let head = Server::start(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx: ");
        while stream.write_all(&[b'x'; 8_192]).is_ok() {}
    });
    let answer = allowed(&head).get(&head.url("rp.internal")).await;
    assert!(answer.is_err());
}

#[tokio::test]
async fn t_64_what_is_packed_stays_packed() {
    // The beginning of a gzip stream: whoever unpacked it would fail, or hold more than came.
    let server = Server::start(|stream| {
        let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\n";
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(b"\x1f\x8b\x08\x00");
    });
    let answer = allowed(&server).get(&server.url("rp.internal")).await;
    let body = answer.unwrap().body(4).await.unwrap();
    assert_eq!(body, b"\x1f\x8b\x08\x00");
}

#[tokio::test]
async fn only_the_web_is_called() {
    let outbound = outbound(&[], Names::of(&[&["1.1.1.1"]]));
    for url in ["ftp://rp.example/", "file:///etc/passwd", "data:,x"] {
        let error = outbound.get(&url.parse().unwrap()).await.unwrap_err();
        assert_eq!(error, OutboundError::NoWebAddress);
    }
}

#[test]
fn a_file_of_authorities_holds_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (
        folder.path().join("good.pem"),
        folder.path().join("bad.pem"),
    );
    let made = rcgen::generate_simple_self_signed(["rp.internal".to_owned()]).unwrap();
    std::fs::write(&good, made.cert.pem()).unwrap();
    std::fs::write(&bad, "nothing").unwrap();
    assert!(Authorities::read(&good).is_ok());
    for path in [&bad, &folder.path().join("none.pem")] {
        assert!(Authorities::read(path).is_err(), "{path:?}");
    }
}
