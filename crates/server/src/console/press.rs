//! The newest edition. It is made when it is first asked for, so that no start waits for it, and anew when
//! a file has changed, which happens in debug builds alone.

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use super::{
    edition::{Address, Edition, Misfit},
    sources,
};
use crate::{
    config::console::Console,
    urls::{CONSOLE, Urls},
};

/// Where editions come from.
#[derive(Debug, Default)]
pub struct Press(ArcSwapOption<Edition>);

impl Press {
    /// The newest edition, for an instance at this address.
    ///
    /// # Errors
    /// When its files do not belong together.
    pub fn newest(&self, settings: &Console, urls: &Urls) -> Result<Arc<Edition>, Misfit> {
        let stamp = sources::stamp();
        let known = self.0.load_full();
        if let Some(known) = known.filter(|edition| edition.stamp == stamp) {
            return Ok(known);
        }
        let homes = settings.homes(urls);
        let address = Address {
            place: urls.path(CONSOLE),
            issuer: urls.issuer(),
            public_url: urls.absolute(""),
            homes: homes.map(|home| home.absolute(CONSOLE)).collect(),
        };
        // Two that ask at the same time make the same.
        let edition = Arc::new(Edition::of(&sources::all(), &address, stamp)?);
        self.0.store(Some(Arc::clone(&edition)));
        Ok(edition)
    }
}
