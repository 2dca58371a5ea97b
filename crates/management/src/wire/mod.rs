//! What every call of the API has in common: bodies, refusals, pages, entity tags.

pub mod body;
pub mod code;
pub mod error;
pub mod etag;
pub mod free;
pub mod json;
pub mod moment;
pub mod newest;
pub mod page;
pub mod query;
pub(crate) mod rate_limited;
pub(crate) mod route;
pub mod search;
pub(crate) mod sort;
pub mod spoken;
pub mod tenant;
