//! A unit of work, of one type for all that give the same: the compiler makes what runs it once for each
//! outcome and not for each call, and need not look into it to know that it may move between threads.

use std::pin::Pin;

use super::tx::Tx;

/// Work that has begun.
pub(crate) type Running<'w, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'w>>;

/// What begins it, as often as it is tried.
pub(crate) type Work<'w, T, E> = dyn Fn(Tx) -> Running<'w, T, E> + Send + Sync + 'w;
