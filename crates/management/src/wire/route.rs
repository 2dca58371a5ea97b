//! An address as its handlers describe and serve it.

use utoipa_axum::router::UtoipaMethodRouter;

use crate::state::Management;

/// What is described and served of one address.
pub(crate) type Described = UtoipaMethodRouter<Management>;
