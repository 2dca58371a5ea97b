//! Signing in with a password.

mod bounds;
mod busy;
mod changes;
mod closed_doors;
mod enumeration;
mod failures;
mod lock_order;
mod moved;
mod people;
mod spraying;
mod told;
mod ways;
