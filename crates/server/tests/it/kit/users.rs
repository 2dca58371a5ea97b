//! The accounts of a provider, as commands change them.

use engine::user::users::Users;

use super::World;

impl World {
    /// What `signet user` works with.
    pub(crate) fn users(&self) -> Users {
        Users {
            store: self.app.store.clone(),
            secrets: self.app.secrets.clone(),
            clock: self.clock.clone(),
            entropy: self.app.entropy.clone(),
            author: engine::author::Author::system(),
        }
    }
}
