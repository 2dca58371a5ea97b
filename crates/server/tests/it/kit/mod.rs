//! What every test stands on: a provider assembled as in production, with a clock that stands
//! still and a seeded generator, asked over HTTP in process; a browser with a cookie jar; a
//! relying party.

mod french;
mod inside;
mod managed;
mod network;
mod operator;
mod process;
mod upgrade;
mod users;
mod world;

pub(crate) use inside::occurs;
pub(crate) use network::read;
pub(crate) use operator::{access, person, sessions};
pub(crate) use testkit::{
    answer::{Answer, Form},
    browser::CookieLines,
    on_both, postgres,
    recorder::{Line, Witness},
    relying_party::{Tokens, VERIFIER},
};
pub(crate) use upgrade::{Dump, Facts};
pub(crate) use world::{Setup, World, migrated};

pub(crate) type Browser = testkit::browser::Browser<World>;
pub(crate) type RelyingParty = testkit::relying_party::RelyingParty<World>;

/// Makes a test of each behaviour on each database; on PostgreSQL in one of its own, where nobody else
/// waits, and no deadlock hides behind the next try.
macro_rules! on_both_alone {
    ($($behaviour:ident),+ $(,)?) => {
        mod alone_on_sqlite {$(
            #[test]
            fn $behaviour() {
                testkit::story::tell(Box::pin(crate::kit::World::run_on_sqlite(|world| {
                    Box::pin(super::$behaviour(world))
                })));
            }
        )+}
        mod alone_on_postgres {$(
            #[test]
            fn $behaviour() {
                testkit::story::tell(Box::pin(crate::kit::World::run_without_deadlocks(|world| {
                    Box::pin(super::$behaviour(world))
                })));
            }
        )+}
    };
}
pub(crate) use on_both_alone;
