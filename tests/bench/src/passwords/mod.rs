//! What signing in with a password takes: how long each answer takes, what others notice of it, and
//! whether passwords that were brought along let their people in.

pub mod account;
pub mod batches;
pub mod brought;
pub mod browser;
pub mod imports;
pub mod instance;
pub mod kept;
pub mod load;
pub mod settings;
pub mod timing;
