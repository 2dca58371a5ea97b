//! Why a mail did not leave. For operators: a visitor only learns that no mail could be sent (Logto
//! shows the provider's answer to anybody).

use std::{error::Error, fmt::Write as _, time::Duration};

use oidc_core::account::usage_type::UsageType;

/// Why a mail did not leave. `Display` is for logs and events: foreign words in it are scrubbed
/// of credentials, codes and addresses, and cut (T-70).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// There are deliveries, but none for this usage type and no `Generic` one (Logto's
    /// `template_not_found`).
    #[error("no delivery is configured for {usage_type}, and no Generic one")]
    NoTemplate {
        /// The usage type asked for.
        usage_type: UsageType,
    },
    /// Wrong key, domain, password or certificate: no mail will leave until an operator acts.
    #[error("the connector is misconfigured{}: {detail}", suffix(*status))]
    Misconfigured {
        /// The HTTP status or SMTP reply code, if there was one.
        status: Option<u16>,
        /// What the other side said.
        detail: String,
    },
    /// This mail will not be taken, now or later.
    #[error("the mail was refused{}: {detail}", suffix(*status))]
    Refused {
        /// The HTTP status or SMTP reply code, if there was one.
        status: Option<u16>,
        /// What the other side said.
        detail: String,
    },
    /// Not now: a rate limit, a fault on their side, a full queue.
    #[error("the mail was deferred ({status}): {detail}")]
    Deferred {
        /// The HTTP status or SMTP reply code.
        status: u16,
        /// How long they ask to wait, at most [`LONGEST_WAIT`].
        retry_after: Option<Duration>,
        /// What the other side said.
        detail: String,
    },
    /// Nobody answered, or not in time.
    #[error("nobody was reached: {detail}")]
    Unreachable {
        /// What the system said.
        detail: String,
    },
}

/// The longest wait that another side can ask for: a code lives no longer by default.
pub const LONGEST_WAIT: Duration = Duration::from_mins(10);

impl DeliveryError {
    /// Whether the same mail may leave at a later try.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Deferred { .. } | Self::Unreachable { .. } => true,
            Self::NoTemplate { .. } | Self::Misconfigured { .. } | Self::Refused { .. } => false,
        }
    }

    /// How long the other side asked to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Deferred { retry_after, .. } => *retry_after,
            Self::NoTemplate { .. }
            | Self::Misconfigured { .. }
            | Self::Refused { .. }
            | Self::Unreachable { .. } => None,
        }
    }

    /// The cause as one word, for events and metrics.
    pub fn cause(&self) -> &'static str {
        match self {
            Self::NoTemplate { .. } => "template_not_found",
            Self::Misconfigured { .. } => "misconfigured",
            Self::Refused { .. } => "refused",
            Self::Deferred { .. } => "deferred",
            Self::Unreachable { .. } => "unreachable",
        }
    }
}

fn suffix(status: Option<u16>) -> String {
    status
        .map(|status| format!(" ({status})"))
        .unwrap_or_default()
}

/// An error and what lies below it, on one line, without repetitions.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let deeper = error.to_string();
        if !text.contains(&deeper) {
            let _ = write!(text, ": {deeper}");
        }
        source = error.source();
    }
    text
}

/// A connection that failed. A certificate we do not trust will not be better in a minute, so it
/// is a matter of configuration; everything else may pass.
pub(crate) fn connection_failed(detail: String) -> DeliveryError {
    if detail.contains("invalid peer certificate") {
        DeliveryError::Misconfigured {
            status: None,
            detail,
        }
    } else {
        DeliveryError::Unreachable { detail }
    }
}
