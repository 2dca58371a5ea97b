//! What every test stands on: the `signet` program itself, started, killed and started again; a
//! browser; a relying party; a mail provider that misbehaves when told to; and a witness that
//! reads everything the program ever printed.

mod database;
mod journey;
mod nginx;
mod post;
mod proxy;
mod relying_party;
mod server;
mod socket;
mod witness;
mod world;

pub(crate) use journey::Journey;
pub(crate) use nginx::{Nginx, readme_location, readme_server};
pub(crate) use post::Post;
pub(crate) use proxy::{Prefix, Proxy};
pub(crate) use relying_party::{registered, relying_party};
pub(crate) use server::{Kind, Server, Setup};
pub(crate) use socket::Socket;
pub(crate) use testkit::{
    answer::{Answer, Form},
    mailgun::{Heard, Mailgun, Reply},
    on_both,
    ports::{async_listener, free_port},
    relying_party::Tokens,
};
pub(crate) use world::World;

pub(crate) type Browser = testkit::browser::Browser<Socket>;
pub(crate) type RelyingParty = testkit::relying_party::RelyingParty<Socket>;
