//! Where a person reads mail: in the development mailbox, or wherever Mailgun brought it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{Browser, Heard, Mailgun};

/// A mail whose server died with it in hand waits until its lease is over.
const PATIENCE: Duration = Duration::from_secs(90);

#[derive(Debug, Clone)]
pub(crate) enum Post {
    Mailbox,
    Mailgun(Arc<Mailgun>),
}

impl Post {
    /// The code in the newest mail that was written after so many others; waits for it.
    pub(crate) async fn code(&self, browser: &Browser, to: &str, former: usize) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let codes = self.codes(browser, to).await;
            if let Some(code) = codes.last().filter(|_| codes.len() > former) {
                browser.net.witness.saw_code(code);
                return code.clone();
            }
            assert!(Instant::now() < deadline, "no mail in {PATIENCE:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The codes mailed to an address so far, oldest first.
    pub(crate) async fn codes(&self, browser: &Browser, to: &str) -> Vec<String> {
        browser.net.witness.saw(to);
        match self {
            Self::Mailgun(mailgun) => mailgun.heard(to).iter().map(Heard::code).collect(),
            Self::Mailbox => {
                let encoded: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
                let url = browser
                    .net
                    .url(&format!("/dev/mailbox/messages?to={encoded}"));
                let mails = browser.without_cookies().get(&url).await.json();
                let mails = mails.as_array().unwrap().iter().rev();
                mails
                    .map(|mail| mail["code"].as_str().unwrap().to_owned())
                    .collect()
            }
        }
    }
}
