//! Links with a code in the fragment, which no browser sends to a server.

use oidc_core::account::administrator_code::AdministratorCode;

use crate::urls::Urls;

/// Where the first administrator is made.
pub const SETUP: &str = "/setup";
/// Where an administrator signs in whom no mail reaches.
pub const RECOVER: &str = "/recover";

/// The link of a code, for whoever runs commands on the host. Never log it.
pub fn to(urls: &Urls, page: &str, code: &AdministratorCode) -> String {
    format!("{}#{}", urls.absolute(page), code.expose())
}
