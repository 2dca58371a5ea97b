//! What every test stands on: a provider assembled as in production, with a clock that stands
//! still and a seeded generator, asked over HTTP in process; a browser with a cookie jar; a
//! relying party.

mod inside;
mod network;
mod process;
mod upgrade;
mod users;
mod world;

pub(crate) use inside::occurs;
pub(crate) use network::read;
pub(crate) use testkit::{
    answer::{Answer, Form},
    browser::CookieLines,
    on_both, postgres,
    recorder::{Line, Witness},
    relying_party::{Tokens, VERIFIER},
};
pub(crate) use upgrade::{Dump, Facts};
pub(crate) use world::{Setup, World};

pub(crate) type Browser = testkit::browser::Browser<World>;
pub(crate) type RelyingParty = testkit::relying_party::RelyingParty<World>;
