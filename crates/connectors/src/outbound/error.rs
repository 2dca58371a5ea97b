//! Why a call got no answer. For logs: neither the path nor the query of the address stands in it.

use std::error::Error;

use super::{resolver::OnlySpecial, target::Target};
use crate::error::chain;

/// Why a call got no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// Neither http nor https.
    #[error("the address is not one of the web")]
    NoWebAddress,
    /// The host is an address inside (T-62).
    #[error(
        "{target} is not a public address; if it is yours, list it in outbound.allow of \
         signet.toml"
    )]
    NotPublic {
        /// Host and port.
        target: Target,
    },
    /// The host's name leads inside (T-62).
    #[error(
        "the host's name leads to no public address; if it is yours, list the host with its port \
         in outbound.allow of signet.toml"
    )]
    LeadsInside,
    /// Without encryption to a host that is not listed.
    #[error(
        "{target} is called over plain http; if it is yours, list it in outbound.allow of \
         signet.toml"
    )]
    PlainHttp {
        /// Host and port.
        target: Target,
    },
    /// Not in time (T-64).
    #[error("the other side did not answer in time")]
    TimedOut,
    /// The answer is longer than is read (T-64).
    #[error("the answer is longer than {most} octets")]
    TooLarge {
        /// What is read at most.
        most: usize,
    },
    /// Nobody answered, or broke off.
    #[error("nobody was reached: {detail}")]
    Unreachable {
        /// What the system said.
        detail: String,
    },
    /// The machine trusts nobody.
    #[error("no trusted certificates were found on this machine ({detail})")]
    NoRoots {
        /// What the TLS library said.
        detail: String,
    },
}

/// A file of authorities that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnusableAuthorities(pub(super) String);

impl OutboundError {
    pub(crate) fn of(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::TimedOut;
        }
        let error = error.without_url();
        if leads_inside(&error) {
            return Self::LeadsInside;
        }
        Self::Unreachable {
            detail: chain(&error),
        }
    }
}

fn leads_inside(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<OnlySpecial>() {
            return true;
        }
        source = error.source();
    }
    false
}
