//! T-68 over real sockets: whoever is slow or huge is cut in bounded time and memory, and others
//! are served meanwhile.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::kit::{Server, Setup, World};

const FORM: &str = "POST /oidc/token HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
    content-type: application/x-www-form-urlencoded\r\n";
/// The limits below, and what a busy machine takes on top.
const BOUNDED: Duration = Duration::from_secs(15);

fn strict() -> Setup {
    Setup::dev()
        .with("SIGNET__HTTP__HEADER_TIMEOUT", "2s")
        .with("SIGNET__HTTP__REQUEST_TIMEOUT", "3s")
        .with("SIGNET__HTTP__SHUTDOWN_TIMEOUT", "2s")
}

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(("127.0.0.1", server.port))
        .await
        .unwrap()
}

/// Everything until the server closes, or resets because it will not read all that was sent.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let _ = tokio::time::timeout(BOUNDED, read)
        .await
        .expect("closed in time");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

/// A sign-in page, which needs the database, comes within two seconds.
async fn is_responsive(server: &Server) {
    let mut browser = server.browser();
    let request = server.relying_party("shop").request();
    let begun = Instant::now();
    assert!(browser.visit(&request).await.asks_for("email"));
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t_68_a_hundred_slow_heads_and_bodies_are_cut_in_time() {
    World::run_on_sqlite(async |world| {
        let server = world.server(strict()).await;
        let begun = Instant::now();
        let mut slow = Vec::new();
        for number in 0..100 {
            let mut stream = connect(&server).await;
            let start = if number % 2 == 0 {
                "GET /healthz HTTP/1.1\r\nhost: lo".to_owned()
            } else {
                format!("{FORM}content-length: 1000\r\n\r\ngrant_type=")
            };
            stream.write_all(start.as_bytes()).await.unwrap();
            slow.push(tokio::spawn(async move {
                // A byte now and then keeps nothing open.
                for _ in 0..40 {
                    if stream.write_all(b"x").await.is_err() {
                        break;
                    }
                    let mut byte = [0; 256];
                    let pause = Duration::from_millis(300);
                    match tokio::time::timeout(pause, stream.read(&mut byte)).await {
                        Err(_) => {}
                        Ok(Ok(read)) if read > 0 => {
                            return String::from_utf8_lossy(&byte[..read]).into_owned();
                        }
                        Ok(_) => return String::new(),
                    }
                }
                assert!(begun.elapsed() > BOUNDED, "it gave up by itself");
                "still open".to_owned()
            }));
        }
        is_responsive(&server).await;
        for (number, slow) in slow.into_iter().enumerate() {
            let answer = slow.await.unwrap();
            // Without a whole head there is no request to answer.
            let expected = if number % 2 == 0 { "" } else { "408" };
            assert_eq!(status(&answer), expected, "{answer}");
        }
        assert!(begun.elapsed() < BOUNDED, "{:?}", begun.elapsed());
        is_responsive(&server).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t_68_what_is_huge_is_refused_without_being_kept() {
    World::run_on_sqlite(async |world| {
        let server = world.server(strict()).await;
        is_responsive(&server).await;
        let before = server.memory();

        let mut head = connect(&server).await;
        let huge = format!(
            "GET /healthz HTTP/1.1\r\nx: {}\r\n\r\n",
            "a".repeat(1 << 20)
        );
        let _ = head.write_all(huge.as_bytes()).await;
        assert_eq!(status(&rest(&mut head).await), "431");

        let mut announced = connect(&server).await;
        let start = format!("{FORM}content-length: 10000000000\r\n\r\n");
        announced.write_all(start.as_bytes()).await.unwrap();
        assert_eq!(status(&rest(&mut announced).await), "413");

        let mut endless = connect(&server).await;
        let start = format!("{FORM}transfer-encoding: chunked\r\n\r\n");
        endless.write_all(start.as_bytes()).await.unwrap();
        let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x1_0000));
        let begun = Instant::now();
        for _ in 0..2_000 {
            if endless.write_all(chunk.as_bytes()).await.is_err() {
                break;
            }
        }
        assert!(begun.elapsed() < BOUNDED, "{:?}", begun.elapsed());
        // Nothing was announced: only the reader finds that it is too long.
        assert_eq!(status(&rest(&mut endless).await), "400");

        let mut scopes = connect(&server).await;
        let many = "a+".repeat(10_000);
        let request = format!(
            "GET /oidc/auth?client_id=shop&response_type=code&scope={many} HTTP/1.1\r\n\
             host: localhost\r\nconnection: close\r\n\r\n"
        );
        let _ = scopes.write_all(request.as_bytes()).await;
        // It fits into a head, and is no scope.
        assert_eq!(status(&rest(&mut scopes).await), "400");

        is_responsive(&server).await;
        let grown = server.memory().saturating_sub(before);
        assert!(grown < 32 * 1024, "{grown} KiB more than before");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t_68_an_idle_connection_is_closed_and_does_not_delay_the_end() {
    World::run_on_sqlite(async |world| {
        let mut server = world.server(strict()).await;
        let mut idle = connect(&server).await;
        idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
            .await
            .unwrap();
        assert_eq!(status(&rest(&mut idle).await), "200");
        let _silent = connect(&server).await;
        let begun = Instant::now();
        server.tell_to_stop();
        assert_eq!(server.ended().await, Some(0));
        assert!(
            begun.elapsed() < Duration::from_secs(10),
            "{:?}",
            begun.elapsed()
        );
    })
    .await;
}
