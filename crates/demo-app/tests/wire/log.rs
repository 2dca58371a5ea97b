//! What the shop writes down of its visitors when it writes down everything it can.

use std::{
    cell::RefCell,
    io::{self, Write},
    sync::Once,
};

use tracing_subscriber::{EnvFilter, fmt};

use crate::{SECRET, scene, signed_in};

thread_local! {
    /// What was logged on this thread; `None` while no test reads it.
    static WRITTEN: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Hands every line to the test on whose thread it was written. A test has a runtime of one thread,
/// so the shop and the provider in it write there as well.
struct ToTheTest;

impl Write for ToTheTest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        WRITTEN.with_borrow_mut(|written| {
            if let Some(written) = written {
                written.extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Called before the first shop of the process is made. `tracing` asks once for each place in the
/// code whether anybody listens there, and keeps the answer of the thread that came by first: with
/// a subscriber of one thread only, that answer might be no for all of them.
pub(crate) fn open() {
    static OPENED: Once = Once::new();
    OPENED.call_once(|| {
        fmt()
            .with_env_filter(EnvFilter::new("demo_app=trace"))
            .with_writer(|| ToTheTest)
            .init();
    });
}

#[tokio::test]
async fn t_70_nothing_secret_is_logged_at_trace() {
    WRITTEN.set(Some(Vec::new()));
    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    browser.post("/refresh").await;
    let request = browser.get("/sign-in").await.location();
    let asked = provider.read(&request);
    let cookies: Vec<_> = browser.cookies.values().cloned().collect();
    provider.lie(|lies| lies.refuse_tokens = Some("invalid_client"));
    browser.get(&provider.approve(&request)).await;

    let log = String::from_utf8(WRITTEN.take().unwrap()).unwrap();
    assert!(log.contains("a visitor was stopped"), "{log}");
    let mut secrets = vec![SECRET, "code-0", "access-0", "refresh-0", "eyJ", "ada@"];
    secrets.extend(["state", "nonce", "code_challenge"].map(|name| asked[name].as_str()));
    secrets.extend(cookies.iter().map(|(value, _)| value.as_str()));
    for secret in secrets {
        assert!(!log.contains(secret), "{secret:?} is in {log}");
    }
}
