//! A refusal is an answer, a breakdown is not: the error type of every use case.

use std::convert::Infallible;

use store::{Refusal, StoreError, Taken};

use crate::breakdown::Breakdown;

/// How a use case can fail to do what was asked.
#[derive(Debug)]
pub enum Failure<R> {
    /// The protocol says no. What was written to arrive at this answer is kept.
    Refused(R),
    /// Something of ours is broken. Nothing that was written is kept.
    Broken(Breakdown),
}

impl<R> Failure<R> {
    /// The answer to whoever wanted what belongs to another row already: two may have wanted it at
    /// once, and each have found it free. None of `refuse`: it is a breakdown all the same.
    #[must_use]
    pub fn named(self, refuse: impl FnOnce(Taken) -> Option<R>) -> Self {
        let taken = match &self {
            Self::Broken(breakdown) => breakdown.taken(),
            Self::Refused(_) => None,
        };
        taken.and_then(refuse).map_or(self, Self::Refused)
    }
}

impl<R> Refusal for Failure<R> {
    fn is_internal(&self) -> bool {
        matches!(self, Self::Broken(_))
    }
}

impl<R> From<StoreError> for Failure<R> {
    fn from(error: StoreError) -> Self {
        Self::Broken(error.into())
    }
}

impl<R> From<Breakdown> for Failure<R> {
    fn from(error: Breakdown) -> Self {
        Self::Broken(error)
    }
}

impl From<Failure<Infallible>> for Breakdown {
    fn from(failure: Failure<Infallible>) -> Self {
        match failure {
            Failure::Refused(never) => match never {},
            Failure::Broken(breakdown) => breakdown,
        }
    }
}
