//! A refusal is an answer, a breakdown is not: the error type of every use case.

use store::{Refusal, StoreError};

use super::internal::Internal;

/// How a use case can fail to do what was asked.
#[derive(Debug)]
pub enum Failure<R> {
    /// The protocol says no. What was written to arrive at this answer is kept.
    Refused(R),
    /// Something of ours is broken. Nothing that was written is kept.
    Broken(Internal),
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

impl<R> From<Internal> for Failure<R> {
    fn from(error: Internal) -> Self {
        Self::Broken(error)
    }
}

/// The refusal of a use case that has none: it answers or it breaks.
#[derive(Debug)]
pub enum Never {}

impl From<Failure<Never>> for Internal {
    fn from(failure: Failure<Never>) -> Self {
        match failure {
            Failure::Refused(never) => match never {},
            Failure::Broken(internal) => internal,
        }
    }
}
