//! A self-hosted OpenID Connect provider with passwordless sign-in.
