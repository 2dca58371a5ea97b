//! The pages at the root.

mod steps;
mod verification_code;
