//! Signing in with a password, and choosing one at sign-up.

mod bounds;
mod busy;
mod changes;
mod closed_doors;
mod enumeration;
mod failures;
mod forgery;
mod lock_order;
mod moved;
mod newcomers;
mod people;
mod sign_up;
mod sign_up_meanwhile;
mod sign_up_once;
mod sign_up_refused;
mod spraying;
mod told;
mod ways;
