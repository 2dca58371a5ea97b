//! What commands on the host work with.

use engine::{
    access::{AccessControl, holder::Holder},
    author::Author,
    session::sessions::Sessions,
};
use oidc_core::account::{email::EmailAddress, identifier::Identifier};

use super::World;

pub(crate) fn access(world: &World) -> AccessControl {
    AccessControl {
        store: world.app.store.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
        management_api: world.app.engine.config.management_api(),
        author: Author::system(),
        administrators: world.app.engine.config.administrators.clone(),
    }
}

pub(crate) fn person(email: &str) -> Holder {
    let email: EmailAddress = email.parse().unwrap();
    Holder::Identifier(Identifier::Email(email.canonical()))
}

pub(crate) fn sessions(world: &World) -> Sessions {
    Sessions {
        store: world.app.store.clone(),
        secrets: world.app.secrets.clone(),
        clock: world.clock.clone(),
        entropy: world.app.entropy.clone(),
        author: Author::system(),
    }
}
