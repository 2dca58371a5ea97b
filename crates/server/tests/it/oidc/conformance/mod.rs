//! What the modules of the OpenID Foundation's conformance suite look at and nothing else here does,
//! asked as they ask it. Which of its modules is covered where is told in `docs/conformance.md`.

mod authentication;
mod breakdown;
mod claims;
mod sign_out;
mod tokens;
mod tolerance;
