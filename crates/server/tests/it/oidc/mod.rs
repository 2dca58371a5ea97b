//! `/oidc`.

mod token;
