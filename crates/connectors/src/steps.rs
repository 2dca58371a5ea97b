//! What happened while a mail was handed over, step by step, for whoever watches a test.

use std::time::{Duration, Instant};

use serde::Serialize;

/// A stage of handing over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// The mail was written.
    Rendered,
    /// The name of the mail server was looked up.
    Resolved,
    /// The mail server has greeted.
    Connected,
    /// The connection is encrypted.
    Encrypted,
    /// The mail server knows us.
    SignedIn,
    /// The mail was sent.
    Posted,
    /// The other side has answered, well or not.
    Answered,
}

impl StepName {
    /// The name, as it is serialized.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rendered => "rendered",
            Self::Resolved => "resolved",
            Self::Connected => "connected",
            Self::Encrypted => "encrypted",
            Self::SignedIn => "signed_in",
            Self::Posted => "posted",
            Self::Answered => "answered",
        }
    }
}

/// One step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// What it came to. Foreign words in it are scrubbed of credentials, codes and addresses, and
    /// cut (T-70).
    pub detail: String,
    /// How long it took.
    pub took: Duration,
}

/// The steps, as they are taken.
#[derive(Debug)]
pub(crate) struct Steps {
    kept: Option<Vec<Step>>,
    since: Instant,
}

impl Steps {
    /// For a mail nobody watches.
    pub(crate) fn unwatched() -> Self {
        Self {
            kept: None,
            since: Instant::now(),
        }
    }

    /// For a mail whose steps are shown.
    pub(crate) fn watched() -> Self {
        Self {
            kept: Some(Vec::new()),
            ..Self::unwatched()
        }
    }

    /// Whether anybody reads the details.
    pub(crate) const fn are_watched(&self) -> bool {
        self.kept.is_some()
    }

    /// A step has been taken since the last one.
    pub(crate) fn took(&mut self, name: StepName, detail: impl FnOnce() -> String) {
        let now = Instant::now();
        if let Some(kept) = &mut self.kept {
            kept.push(Step {
                name,
                detail: detail(),
                took: now.duration_since(self.since),
            });
        }
        self.since = now;
    }

    pub(crate) fn into_vec(self) -> Vec<Step> {
        self.kept.unwrap_or_default()
    }
}
