//! What must hold whatever anybody sends: one function for each entry point of the protocol. The property
//! tests and libFuzzer call the same ones; a panic is a fault.

#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a target tells a fault by panicking"
)]

pub mod authorization_header;
pub mod authorization_request;
pub mod claims;
mod form;
mod leak;
pub mod redirect_uri;
mod registered;
pub mod token_request;

/// What became of an input. Both are right; a target that only ever refuses tests nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A request like this would be served.
    Accepted,
    /// It would not.
    Refused,
}

impl Verdict {
    fn of(is_accepted: bool) -> Self {
        if is_accepted {
            Self::Accepted
        } else {
            Self::Refused
        }
    }
}

/// An entry point, and what must hold there.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name of its folder in `corpus`, and of its libFuzzer target.
    pub name: &'static str,
    /// Panics when something does not hold.
    pub check: fn(&[u8]) -> Verdict,
}

/// All of them.
pub const ALL: [Target; 5] = [
    Target {
        name: "authorization_request",
        check: authorization_request::check,
    },
    Target {
        name: "token_request",
        check: token_request::check,
    },
    Target {
        name: "redirect_uri",
        check: redirect_uri::check,
    },
    Target {
        name: "authorization_header",
        check: authorization_header::check,
    },
    Target {
        name: "claims",
        check: claims::check,
    },
];
