//! What the shop writes down of its visitors when it writes down everything it can.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use tracing_subscriber::{EnvFilter, fmt};

use crate::{SECRET, scene, signed_in};

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn t_70_nothing_secret_is_logged_at_trace() {
    let written = Written::default();
    let writer = written.clone();
    let subscriber = fmt()
        .with_env_filter(EnvFilter::new("demo_app=trace"))
        .with_writer(move || writer.clone())
        .finish();
    let listening = tracing::subscriber::set_default(subscriber);

    let (provider, mut browser) = scene().await;
    signed_in(&provider, &mut browser).await;
    browser.post("/refresh").await;
    let request = browser.get("/sign-in").await.location();
    let asked = provider.read(&request);
    let cookies: Vec<_> = browser.cookies.values().cloned().collect();
    provider.lie(|lies| lies.refuse_tokens = Some("invalid_client"));
    browser.get(&provider.approve(&request)).await;
    drop(listening);

    let log = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("a visitor was stopped"), "{log}");
    let mut secrets = vec![SECRET, "code-0", "access-0", "refresh-0", "eyJ", "ada@"];
    secrets.extend(["state", "nonce", "code_challenge"].map(|name| asked[name].as_str()));
    secrets.extend(cookies.iter().map(|(value, _)| value.as_str()));
    for secret in secrets {
        assert!(!log.contains(secret), "{secret:?} is in {log}");
    }
}
