//! What happened in each sign-in, for whoever is asked why it failed: put together from the events
//! written in it, its mails, and the interaction while it is remembered.

pub mod look;
pub mod sign_in;
pub mod step;
